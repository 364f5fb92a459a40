;; Stores: one that may straddle the end of memory is preceded by a load of its last byte; zero is the zero register.
(module
  (memory 1)
  (func $plain (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func $byte (param i32 i32) (i32.store8 offset=3 (local.get 0) (local.get 1)))
  (func $zero (param i32) (i64.store (local.get 0) (i64.const 0)))
  (func $float (param i32 f32) (f32.store offset=8 (local.get 0) (local.get 1))))
