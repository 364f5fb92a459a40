;; Calls a host function that unloads it: two of its frames lie on the stack then.
(module
  (import "host" "unload" (func $unload))
  (func $inner call $unload)
  (func (export "first") (result i32) call $inner i32.const 1))
