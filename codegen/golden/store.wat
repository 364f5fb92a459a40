;; Stores: one that may straddle the end of memory is preceded by a load of its last byte; zero is the zero register.
(module
  (memory 1)
  (func $plain (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func $byte (param i32 i32) (i32.store8 offset=3 (local.get 0) (local.get 1)))
  (func $zero (param i32) (i64.store (local.get 0) (i64.const 0)))
  (func $float (param i32 f32) (f32.store offset=8 (local.get 0) (local.get 1))))
;;; function 0 <plain>: 5 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.store
;;;     add x9, x27, w0, uxtw
;;;     ldrb wzr, [x9, #0x3]
;;;     str w1, [x9]
;;;   end
;;;     retab
;;; function 1 <byte>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.store8
;;;     add x9, x27, w0, uxtw
;;;     strb w1, [x9, #0x3]
;;;   end
;;;     retab
;;; function 2 <zero>: 5 words
;;;   local.get
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;   i64.store
;;;     add x9, x27, w0, uxtw
;;;     ldrb wzr, [x9, #0x7]
;;;     str xzr, [x9]
;;;   end
;;;     retab
;;; function 3 <float>: 5 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f32.store
;;;     add x9, x27, w0, uxtw
;;;     ldrb wzr, [x9, #0xb]
;;;     str s0, [x9, #0x8]
;;;   end
;;;     retab
