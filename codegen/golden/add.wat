;; Sums: operands from homes, an immediate of 12 bits, one shifted by 12, a negative one as sub, one that needs a register.
(module
  (func $locals (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func $immediate (param i64) (result i64) (i64.add (local.get 0) (i64.const 4095)))
  (func $shifted (param i64) (result i64) (i64.add (local.get 0) (i64.const 0x123000)))
  (func $negative (param i32) (result i32) (i32.add (local.get 0) (i32.const -16)))
  (func $wide (param i64) (result i64) (i64.sub (local.get 0) (i64.const 0x123456789abc)))
  (func $constants (result i32) (i32.add (i32.const 40) (i32.const 2)))
  (func $reversed (param i32) (result i32) (i32.sub (i32.const 7) (local.get 0))))
