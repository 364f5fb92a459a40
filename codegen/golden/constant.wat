;; Constants are made where they are wanted: none for a dropped one, the shortest sequence for the others.
(module
  (func $dropped (drop (i64.const 0x123456789abcdef0)))
  (func $zero (result i32) (i32.const 0))
  (func $negative (result i64) (i64.const -2))
  (func $pattern (result i64) (i64.const 0x00ff00ff00ff00ff))
  (func $two (result i64) (i64.const 0x5555555512345555))
  (func $four (result i64) (i64.const 0x123456789abcdef0))
  (func $float_zero (result f64) (f64.const 0))
  (func $float_one (result f32) (f32.const 1))
  (func $float (result f64) (f64.const 0.1)))
