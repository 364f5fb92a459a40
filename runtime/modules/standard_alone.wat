;; Imports nothing, so nothing but its exports leads to it.
(module
  (memory 1)
  (table 1 funcref)
  (global (mut i32) (i32.const 5))
  (func (export "next") (result i32) global.get 0 i32.const 1 i32.add global.set 0 global.get 0))
