;; Constants are made where they are wanted: none for a dropped one, the shortest sequence for the others.
(module
  (func $dropped (drop (i64.const -5)))
  (func $zero (result i32) (i32.const 0))
  (func $negative (result i64) (i64.const -2))
  (func $pattern (result i64) (i64.const 0x00ff00ff00ff00ff))
  (func $two (result i64) (i64.const 0x5555555512345555))
  (func $four (result i64) (i64.const 0x123456789abcdef0))
  (func $float_zero (result f64) (f64.const 0))
  (func $float_one (result f32) (f32.const 1))
  (func $float (result f64) (f64.const 0.1)))
;;; function 0 <dropped>: 2 words
;;;   i64.const
;;;   drop
;;;   (frame)
;;;     pacibsp
;;;   end
;;;     retab
;;; function 1 <zero>: 3 words
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   end
;;;     mov w0, #0x0
;;;     retab
;;; function 2 <negative>: 3 words
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;   end
;;;     mov x0, #-0x2
;;;     retab
;;; function 3 <pattern>: 3 words
;;;   (frame)
;;;     pacibsp
;;;   i64.const
;;;     mov x0, #0xff00ff00ff00ff
;;;   end
;;;     retab
;;; function 4 <two>: 4 words
;;;   (frame)
;;;     pacibsp
;;;   i64.const
;;;     mov x0, #0x5555555555555555
;;;     movk x0, #0x1234, lsl #16
;;;   end
;;;     retab
;;; function 5 <four>: 6 words
;;;   (frame)
;;;     pacibsp
;;;   i64.const
;;;     mov x0, #0xdef0
;;;     movk x0, #0x9abc, lsl #16
;;;     movk x0, #0x5678, lsl #32
;;;     movk x0, #0x1234, lsl #48
;;;   end
;;;     retab
;;; function 6 <float_zero>: 3 words
;;;   (frame)
;;;     pacibsp
;;;   f64.const
;;;     movi v0.2d, #0000000000000000
;;;   end
;;;     retab
;;; function 7 <float_one>: 3 words
;;;   (frame)
;;;     pacibsp
;;;   f32.const
;;;     fmov s0, #1.00000000
;;;   end
;;;     retab
;;; function 8 <float>: 6 words
;;;   (frame)
;;;     pacibsp
;;;   f64.const
;;;     mov x16, #-0x6666666666666667
;;;     movk x16, #0x999a
;;;     movk x16, #0x3fb9, lsl #48
;;;     fmov d0, x16
;;;   end
;;;     retab
