;; A module that others hold while it is unloaded (unload_arm64_test.c).
(module
  (memory (export "memory") 1)
  (func (export "number") (result i32) i32.const 1)
  (func (export "load") (result i32) (i32.load (i32.const 64))))
