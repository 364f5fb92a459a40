;; A function that reads its memory after the host has been called.
(module
  (import "host" "attack" (func $attack))
  (memory 1)
  (func (export "attack_then_load") (result i32) call $attack (i32.load (i32.const 0))))
