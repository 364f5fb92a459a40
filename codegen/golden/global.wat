;; Globals of the instance.
(module
  (global $g (mut i32) (i32.const 1))
  (global $h (mut f64) (f64.const 1))
  (func $get (result i32) (global.get $g))
  (func $set (param f64) (global.set $h (local.get 0)))
  (func $count (global.set $g (i32.add (global.get $g) (i32.const 1)))))
