;; Bitwise operators: registers, logical immediates, and masks that have no encoding.
(module
  (func $and (param i32 i32) (result i32) (i32.and (local.get 0) (local.get 1)))
  (func $mask (param i32) (result i32) (i32.and (local.get 0) (i32.const 0xff0)))
  (func $no_mask (param i32) (result i32) (i32.and (local.get 0) (i32.const 0x12345)))
  (func $invert (param i64) (result i64) (i64.xor (local.get 0) (i64.const -1)))
  (func $or_bytes (param i64) (result i64) (i64.or (local.get 0) (i64.const 0x0101010101010101))))
