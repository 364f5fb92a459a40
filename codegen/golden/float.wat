;; Floats: one instruction an operator, but for copysign.
(module
  (func $sum (param f64 f64) (result f64) (f64.add (local.get 0) (local.get 1)))
  (func $least (param f32 f32) (result f32) (f32.min (local.get 0) (local.get 1)))
  (func $nearest (param f64) (result f64) (f64.nearest (local.get 0)))
  (func $copysign (param f64 f64) (result f64) (f64.copysign (local.get 0) (local.get 1)))
  (func $less (param f64 f64) (result i32) (f64.lt (local.get 0) (local.get 1)))
  (func $less_or_equal (param f32 f32) (result i32) (f32.le (local.get 0) (local.get 1))))
;;; function 0 <sum>: 3 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.add
;;;     fadd d0, d0, d1
;;;   end
;;;     retab
;;; function 1 <least>: 3 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f32.min
;;;     fmin s0, s0, s1
;;;   end
;;;     retab
;;; function 2 <nearest>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.nearest
;;;     frintn d0, d0
;;;   end
;;;     retab
;;; function 3 <copysign>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.copysign
;;;     ushr d31, d1, #0x3f
;;;     sli d0, d31, #0x3f
;;;   end
;;;     retab
;;; function 4 <less>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.lt
;;;     fcmp d0, d1
;;;     cset w0, mi
;;;   end
;;;     retab
;;; function 5 <less_or_equal>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f32.le
;;;     fcmp s0, s1
;;;     cset w0, ls
;;;   end
;;;     retab
