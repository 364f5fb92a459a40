;; Widths: sign extensions, wrap (no code), and extension from i32, which an operator may fold.
(module
  (func $sign8 (param i32) (result i32) (i32.extend8_s (local.get 0)))
  (func $sign32 (param i64) (result i64) (i64.extend32_s (local.get 0)))
  (func $wrap (param i64) (result i32) (i32.wrap_i64 (local.get 0)))
  (func $zero (param i32) (result i64) (i64.extend_i32_u (local.get 0)))
  (func $folded (param i64 i32) (result i64) (i64.add (local.get 0) (i64.extend_i32_u (local.get 1)))))
