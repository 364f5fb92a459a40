;; Arguments and results beyond the registers.
(module
  (func $ten (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i64)
    (i64.add (local.get 9) (i64.extend_i32_u (local.get 8))))
  (func $call (result i64)
    (call $ten (i32.const 0) (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)
      (i32.const 7) (i32.const 8) (i64.const 9)))
  (func $two (param i32 f64) (result f64 i32) (local.get 1) (local.get 0)))
