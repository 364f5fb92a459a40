;; Loads: address and offset in one instruction where arm64 has a form for them.
(module
  (memory 1)
  (func $plain (param i32) (result i32) (i32.load (local.get 0)))
  (func $offset (param i32) (result i64) (i64.load offset=16 (local.get 0)))
  (func $large_offset (param i32) (result i32) (i32.load offset=1000000 (local.get 0)))
  (func $constant_address (result i32) (i32.load (i32.const 1024)))
  (func $byte (param i32) (result i32) (i32.load8_s (local.get 0)))
  (func $narrow (param i32) (result i64) (i64.load32_s (local.get 0)))
  (func $float (param i32) (result f64) (f64.load (local.get 0)))
  (func $twice (param i32) (result i32) (i32.add (i32.load (local.get 0)) (i32.load offset=4 (local.get 0))))
  (func $scaled (param i32 i32) (result i32)
    (i32.load (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 2))))))
