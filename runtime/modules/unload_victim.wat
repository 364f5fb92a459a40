;; What the attacks with harness/attacks/unload_attack.h aim at: one function of two words, exported, and a memory.
(module
  (memory (export "memory") 1)
  (func (export "number") (result i32) i32.const 1)
  (func (export "load") (result i32) (i32.load (i32.const 64))))
