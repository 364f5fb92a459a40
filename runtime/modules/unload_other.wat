;; Its second function lies where the entry stub of "number" is in unload_victim: the first is as long as that.
(module
  (memory 1)
  (func (result i32) i32.const 1)
  (func (result i32) i32.const 666)
  (func (result i32) i32.const 666)
  (func (result i32) i32.const 666)
  (func (result i32) i32.const 666))
