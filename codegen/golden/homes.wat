;; Homes: twelve integers, then slots; six floats, then slots; all saved in pairs in front of the frame's slots. More
;; than eight slots to zero: a loop, in a prologue behind the body.
(module
  (func $integers (param i32) (result i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    (local.set 1 (local.get 0)) (local.set 2 (local.get 1)) (local.set 3 (local.get 2)) (local.set 4 (local.get 3))
    (local.set 5 (local.get 4)) (local.set 6 (local.get 5)) (local.set 7 (local.get 6)) (local.set 8 (local.get 7))
    (local.set 9 (local.get 8)) (local.set 10 (local.get 9)) (local.set 11 (local.get 10)) (local.set 12 (local.get 11))
    (local.set 13 (local.get 12)) (local.set 14 (i32.add (local.get 13) (local.get 14)))
    (local.get 14))
  (func $floats (param f32) (result f64)
    (local f64 f64 f64 f64 f64 f64 f64)
    (local.set 1 (f64.promote_f32 (local.get 0))) (local.set 2 (local.get 1)) (local.set 3 (local.get 2))
    (local.set 4 (local.get 3)) (local.set 5 (local.get 4)) (local.set 6 (local.get 5))
    (local.set 7 (f64.add (local.get 6) (local.get 7)))
    (local.get 7))
  (func $zeroes (result i32)
    (local externref externref externref externref externref externref externref externref externref)
    (i32.or (i32.or (i32.or (ref.is_null (local.get 0)) (ref.is_null (local.get 1))) (ref.is_null (local.get 2)))
      (i32.or (i32.or (ref.is_null (local.get 3)) (ref.is_null (local.get 4)))
        (i32.or (i32.or (ref.is_null (local.get 5)) (ref.is_null (local.get 6)))
          (i32.or (ref.is_null (local.get 7)) (ref.is_null (local.get 8)))))))
  (func $callee (block)) ;; inlined without a block
  (func $parameters (param i32 f64 externref i64) (result i64)
    (call $callee)
    (drop (f64.neg (local.get 1)))
    (drop (ref.is_null (local.get 2)))
    (i64.add (local.get 3) (i64.extend_i32_u (local.get 0)))))
;;; function 0 <integers>: 37 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x11, x12, [sp, #-0xf0]!
;;;     stp x13, x14, [x29, #-0x10]
;;;     stp x15, x19, [x29, #-0x20]
;;;     stp x20, x21, [x29, #-0x30]
;;;     stp x22, x23, [x29, #-0x40]
;;;     stp x24, x25, [x29, #-0x50]
;;;     stur x26, [x29, #-0x60]
;;;     str xzr, [sp, #0x80]
;;;   local.set
;;;     mov w19, w0
;;;   local.get
;;;   local.set
;;;     mov w20, w19
;;;   local.get
;;;   local.set
;;;     mov w21, w20
;;;   local.get
;;;   local.set
;;;     mov w22, w21
;;;   local.get
;;;   local.set
;;;     mov w23, w22
;;;   local.get
;;;   local.set
;;;     mov w24, w23
;;;   local.get
;;;   local.set
;;;     mov w25, w24
;;;   local.get
;;;   local.set
;;;     mov w26, w25
;;;   local.get
;;;   local.set
;;;     mov w15, w26
;;;   local.get
;;;   local.set
;;;     mov w14, w15
;;;   local.get
;;;   local.set
;;;     mov w13, w14
;;;   local.get
;;;   local.set
;;;     mov w12, w13
;;;   local.get
;;;   local.set
;;;     mov w11, w12
;;;   local.get
;;;   local.get
;;;   i32.add
;;;     ldr w17, [sp, #0x80]
;;;     add w8, w11, w17
;;;   local.set
;;;     str x8, [sp, #0x80]
;;;   local.get
;;;   end
;;;     ldr w0, [sp, #0x80]
;;;     ldp x13, x14, [x29, #-0x10]
;;;     ldp x15, x19, [x29, #-0x20]
;;;     ldp x20, x21, [x29, #-0x30]
;;;     ldp x22, x23, [x29, #-0x40]
;;;     ldp x24, x25, [x29, #-0x50]
;;;     ldur x26, [x29, #-0x60]
;;;     ldp x11, x12, [sp], #0xf0
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 1 <floats>: 22 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp d8, d9, [sp, #-0x40]!
;;;     stp d10, d11, [x29, #-0x10]
;;;     stp d12, d13, [x29, #-0x20]
;;;     stur d14, [x29, #-0x30]
;;;     movi v14.2d, #0000000000000000
;;;   f64.promote_f32
;;;     fcvt d8, s0
;;;   local.set
;;;   local.get
;;;   local.set
;;;     fmov d9, d8
;;;   local.get
;;;   local.set
;;;     fmov d10, d9
;;;   local.get
;;;   local.set
;;;     fmov d11, d10
;;;   local.get
;;;   local.set
;;;     fmov d12, d11
;;;   local.get
;;;   local.set
;;;     fmov d13, d12
;;;   local.get
;;;   local.get
;;;   f64.add
;;;     fadd d14, d13, d14
;;;   local.set
;;;   local.get
;;;   end
;;;     fmov d0, d14
;;;     ldp d10, d11, [x29, #-0x10]
;;;     ldp d12, d13, [x29, #-0x20]
;;;     ldur d14, [x29, #-0x30]
;;;     ldp d8, d9, [sp], #0x40
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <zeroes>: 49 words
;;;   local.get
;;;   (frame)
;;;     b #0x9c
;;;   ref.is_null
;;;     ldr x0, [sp, #0x10]
;;;     cmp x0, #0x0
;;;     cset w0, eq
;;;   local.get
;;;   ref.is_null
;;;     ldr x1, [sp, #0x18]
;;;     cmp x1, #0x0
;;;     cset w1, eq
;;;   i32.or
;;;     orr w0, w0, w1
;;;   local.get
;;;   ref.is_null
;;;     ldr x1, [sp, #0x20]
;;;     cmp x1, #0x0
;;;     cset w1, eq
;;;   i32.or
;;;     orr w0, w0, w1
;;;   local.get
;;;   ref.is_null
;;;     ldr x1, [sp, #0x28]
;;;     cmp x1, #0x0
;;;     cset w1, eq
;;;   local.get
;;;   ref.is_null
;;;     ldr x2, [sp, #0x30]
;;;     cmp x2, #0x0
;;;     cset w2, eq
;;;   i32.or
;;;     orr w1, w1, w2
;;;   local.get
;;;   ref.is_null
;;;     ldr x2, [sp, #0x38]
;;;     cmp x2, #0x0
;;;     cset w2, eq
;;;   local.get
;;;   ref.is_null
;;;     ldr x3, [sp, #0x40]
;;;     cmp x3, #0x0
;;;     cset w3, eq
;;;   i32.or
;;;     orr w2, w2, w3
;;;   local.get
;;;   ref.is_null
;;;     ldr x3, [sp, #0x48]
;;;     cmp x3, #0x0
;;;     cset w3, eq
;;;   local.get
;;;   ref.is_null
;;;     ldr x4, [sp, #0x50]
;;;     cmp x4, #0x0
;;;     cset w4, eq
;;;   i32.or
;;;     orr w3, w3, w4
;;;   i32.or
;;;     orr w2, w2, w3
;;;   i32.or
;;;     orr w1, w1, w2
;;;   i32.or
;;;     orr w0, w0, w1
;;;   end
;;;     add sp, sp, #0x60
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     sub sp, sp, #0x60
;;;     add x16, sp, #0x10
;;;     mov w17, #0x5
;;;     stp xzr, xzr, [x16], #0x10
;;;     sub x17, x17, #0x1
;;;     cbnz x17, #-0x8
;;;     b #-0xbc
;;; function 3 <callee>: 2 words
;;;   block
;;;   end
;;;   (frame)
;;;     pacibsp
;;;   end
;;;     retab
;;; function 4 <parameters>: 19 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x40]!
;;;     stur d8, [x29, #-0x10]
;;;     mov w20, w0
;;;     fmov d8, d0
;;;     str x1, [sp, #0x20]
;;;     mov x19, x2
;;;   call
;;;     bl elsewhere
;;;   local.get
;;;   f64.neg
;;;     fneg d0, d8
;;;   drop
;;;   local.get
;;;   ref.is_null
;;;     ldr x0, [sp, #0x20]
;;;     cmp x0, #0x0
;;;     cset w0, eq
;;;   drop
;;;   local.get
;;;   local.get
;;;   i64.extend_i32_u
;;;   i64.add
;;;     add x0, x19, w20, uxtw
;;;   end
;;;     ldur d8, [x29, #-0x10]
;;;     ldp x19, x20, [sp], #0x40
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
