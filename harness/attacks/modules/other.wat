;; Another module than victim.wat, with something else where that one's secret lies.
(module
  (global i32 (i32.const 666))
  (func (export "nothing")))
