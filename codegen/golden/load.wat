;; Loads: address and offset in one instruction where arm64 has a form for them.
(module
  (memory 1)
  (func $plain (param i32) (result i32) (i32.load (local.get 0)))
  (func $offset (param i32) (result i64) (i64.load offset=16 (local.get 0)))
  (func $large_offset (param i32) (result i32) (i32.load offset=1000000 (local.get 0)))
  (func $constant_address (result i32) (i32.load (i32.const 1024)))
  (func $byte (param i32) (result i32) (i32.load8_s (local.get 0)))
  (func $narrow (param i32) (result i64) (i64.load32_s (local.get 0)))
  (func $float (param i32) (result f64) (f64.load (local.get 0)))
  (func $twice (param i32) (result i32) (i32.add (i32.load (local.get 0)) (i32.load offset=4 (local.get 0))))
  (func $scaled (param i32 i32) (result i32)
    (i32.load (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 2))))))
;;; function 0 <plain>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.load
;;;     ldr w0, [x27, w0, uxtw]
;;;   end
;;;     retab
;;; function 1 <offset>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.load
;;;     add x9, x27, w0, uxtw
;;;     ldr x0, [x9, #0x10]
;;;   end
;;;     retab
;;; function 2 <large_offset>: 5 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.load
;;;     add x9, x27, w0, uxtw
;;;     add x16, x9, #0xf4, lsl #12
;;;     ldr w0, [x16, #0x240]
;;;   end
;;;     retab
;;; function 3 <constant_address>: 3 words
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.load
;;;     ldr w0, [x27, #0x400]
;;;   end
;;;     retab
;;; function 4 <byte>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.load8_s
;;;     ldrsb w0, [x27, w0, uxtw]
;;;   end
;;;     retab
;;; function 5 <narrow>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.load32_s
;;;     ldrsw x0, [x27, w0, uxtw]
;;;   end
;;;     retab
;;; function 6 <float>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.load
;;;     ldr d0, [x27, w0, uxtw]
;;;   end
;;;     retab
;;; function 7 <twice>: 6 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.load
;;;     ldr w8, [x27, w0, uxtw]
;;;   local.get
;;;   i32.load
;;;     add x9, x27, w0, uxtw
;;;     ldr w1, [x9, #0x4]
;;;   i32.add
;;;     add w0, w8, w1
;;;   end
;;;     retab
;;; function 8 <scaled>: 5 words
;;;   local.get
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.shl
;;;     lsl w8, w1, #2
;;;   i32.add
;;;     add w8, w0, w8
;;;   i32.load
;;;     ldr w0, [x27, w8, uxtw]
;;;   end
;;;     retab
