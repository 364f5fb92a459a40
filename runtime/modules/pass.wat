;; A function that passes its arguments on to an import, for backtraces across instances.
(module
  (import "a" "f" (func $f (param i32 i32) (result i32)))
  (func $pass (export "pass") (param i32 i32) (result i32) (i32.add (call $f (local.get 0) (local.get 1)) (i32.const 100))))
