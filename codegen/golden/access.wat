;; Every width of load and store that has no listing of its own, and constant addresses: in reach of the offset, out of
;; reach through x16, at the end of the 32 bits and beyond.
(module
  (memory 1)
  (func $loads32 (param i32) (result i32)
    (i32.add (i32.add (i32.load8_u (local.get 0)) (i32.load16_s (local.get 0))) (i32.load16_u (local.get 0))))
  (func $loads64 (param i32) (result i64)
    (i64.add (i64.add (i64.load8_s (local.get 0)) (i64.load8_u (local.get 0)))
      (i64.add (i64.add (i64.load16_s (local.get 0)) (i64.load16_u (local.get 0))) (i64.load32_u (local.get 0)))))
  (func $load_float (param i32) (result f32) (f32.load offset=4 (local.get 0)))
  (func $stores (param i32 i64 f64)
    (i32.store16 (local.get 0) (i32.wrap_i64 (local.get 1)))
    (i64.store8 (local.get 0) (local.get 1))
    (i64.store16 (local.get 0) (local.get 1))
    (i64.store32 offset=2 (local.get 0) (local.get 1))
    (i64.store offset=32768 (local.get 0) (local.get 1))
    (f64.store (local.get 0) (local.get 2)))
  (func $store_far (param i32 i32) (i32.store offset=0x7fffffff (local.get 0) (local.get 1)))
  (func $constant_far (result i32) (i32.load offset=0xffffffff (i32.const -1)))
  (func $constant_store (param i64) (i64.store (i32.const 0x100000) (local.get 0)))
  (func $unaligned_offset (param i32) (result i64) (i64.load offset=9 (local.get 0)))
  (func $computed (param i32 i32) (result i32) (i32.load (i32.add (local.get 0) (local.get 1))))
  ;; A look at the last byte only where no access to the same local has reached as far, and not within the least memory.
  (func $reached (param i32 i32)
    (i32.store (local.get 0) (i32.load offset=4 (local.get 0)))
    (i64.store (local.get 0) (i64.const 0))
    (i32.store offset=8 (local.get 0) (i32.const 0))
    (local.set 0 (local.get 1))
    (i32.store (local.get 0) (i32.const 0))
    (i32.store offset=64 (i32.const 0) (i32.const 0))
    (i32.store offset=65533 (i32.const 0) (i32.const 0))))
;;; function 0 <loads32>: 7 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.load8_u
;;;     ldrb w8, [x27, w0, uxtw]
;;;   local.get
;;;   i32.load16_s
;;;     ldrsh w1, [x27, w0, uxtw]
;;;   i32.add
;;;     add w8, w8, w1
;;;   local.get
;;;   i32.load16_u
;;;     ldrh w1, [x27, w0, uxtw]
;;;   i32.add
;;;     add w0, w8, w1
;;;   end
;;;     retab
;;; function 1 <loads64>: 11 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.load8_s
;;;     ldrsb x8, [x27, w0, uxtw]
;;;   local.get
;;;   i64.load8_u
;;;     ldrb w1, [x27, w0, uxtw]
;;;   i64.add
;;;     add x8, x8, x1
;;;   local.get
;;;   i64.load16_s
;;;     ldrsh x1, [x27, w0, uxtw]
;;;   local.get
;;;   i64.load16_u
;;;     ldrh w2, [x27, w0, uxtw]
;;;   i64.add
;;;     add x1, x1, x2
;;;   local.get
;;;   i64.load32_u
;;;     ldr w2, [x27, w0, uxtw]
;;;   i64.add
;;;     add x1, x1, x2
;;;   i64.add
;;;     add x0, x8, x1
;;;   end
;;;     retab
;;; function 2 <load_float>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f32.load
;;;     add x9, x27, w0, uxtw
;;;     ldr s0, [x9, #0x4]
;;;   end
;;;     retab
;;; function 3 <stores>: 14 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.wrap_i64
;;;     mov w8, w1
;;;   i32.store16
;;;     add x9, x27, w0, uxtw
;;;     ldrb wzr, [x9, #0x1]
;;;     strh w8, [x9]
;;;   local.get
;;;   local.get
;;;   i64.store8
;;;     strb w1, [x27, w0, uxtw]
;;;   local.get
;;;   local.get
;;;   i64.store16
;;;     strh w1, [x27, w0, uxtw]
;;;   local.get
;;;   local.get
;;;   i64.store32
;;;     ldrb wzr, [x9, #0x5]
;;;     stur w1, [x9, #0x2]
;;;   local.get
;;;   local.get
;;;   i64.store
;;;     add x16, x9, #0x8, lsl #12
;;;     ldrb wzr, [x16, #0x7]
;;;     str x1, [x16]
;;;   local.get
;;;   local.get
;;;   f64.store
;;;     str d0, [x27, w0, uxtw]
;;;   end
;;;     retab
;;; function 4 <store_far>: 7 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.store
;;;     add x9, x27, w0, uxtw
;;;     mov x17, #0x7fffffff
;;;     add x16, x9, x17
;;;     ldrb wzr, [x16, #0x3]
;;;     str w1, [x16]
;;;   end
;;;     retab
;;; function 5 <constant_far>: 4 words
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.load
;;;     mov x16, #0x1fffffffe
;;;     ldr w0, [x27, x16]
;;;   end
;;;     retab
;;; function 6 <constant_store>: 5 words
;;;   i32.const
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.store
;;;     add x9, x27, #0x100, lsl #12
;;;     ldrb wzr, [x9, #0x7]
;;;     str x0, [x9]
;;;   end
;;;     retab
;;; function 7 <unaligned_offset>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.load
;;;     add x9, x27, w0, uxtw
;;;     ldur x0, [x9, #0x9]
;;;   end
;;;     retab
;;; function 8 <computed>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.add
;;;     add w8, w0, w1
;;;   i32.load
;;;     ldr w0, [x27, w8, uxtw]
;;;   end
;;;     retab
;;; function 9 <reached>: 17 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.load
;;;     add x9, x27, w0, uxtw
;;;     ldr w8, [x9, #0x4]
;;;   i32.store
;;;     str w8, [x27, w0, uxtw]
;;;   local.get
;;;   i64.const
;;;   i64.store
;;;     str xzr, [x27, w0, uxtw]
;;;   local.get
;;;   i32.const
;;;   i32.store
;;;     ldrb wzr, [x9, #0xb]
;;;     str wzr, [x9, #0x8]
;;;   local.get
;;;   local.set
;;;     mov w0, w1
;;;   local.get
;;;   i32.const
;;;   i32.store
;;;     add x9, x27, w0, uxtw
;;;     ldrb wzr, [x9, #0x3]
;;;     str wzr, [x9]
;;;   i32.const
;;;   i32.const
;;;   i32.store
;;;     str wzr, [x27, #0x40]
;;;   i32.const
;;;   i32.const
;;;   i32.store
;;;     mov w16, #0xfffd
;;;     add x16, x16, x27
;;;     ldrb wzr, [x16, #0x3]
;;;     str wzr, [x16]
;;;   end
;;;     retab
