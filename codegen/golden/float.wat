;; Floats: one instruction an operator, but for copysign.
(module
  (func $sum (param f64 f64) (result f64) (f64.add (local.get 0) (local.get 1)))
  (func $least (param f32 f32) (result f32) (f32.min (local.get 0) (local.get 1)))
  (func $nearest (param f64) (result f64) (f64.nearest (local.get 0)))
  (func $copysign (param f64 f64) (result f64) (f64.copysign (local.get 0) (local.get 1)))
  (func $less (param f64 f64) (result i32) (f64.lt (local.get 0) (local.get 1)))
  (func $less_or_equal (param f32 f32) (result i32) (f32.le (local.get 0) (local.get 1))))
