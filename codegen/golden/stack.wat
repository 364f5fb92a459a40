;; Parameters and results on the stack, in both banks; a call between operands that live on; results of a callee on the
;; stack; arguments that swap their registers.
(module
  (type $many (func (param i32 i32 i32 i32 i32 i32 i32 i32 i64 f64 f64 f64 f64 f64 f64 f64 f64 f32)
    (result i32 i32 i32 i32 i32 i32 i32 i32 i32 f64)))
  (table 1 funcref)
  (func $many (type $many)
    (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6) (local.get 7)
    (i32.wrap_i64 (local.get 8)) (f64.promote_f32 (local.get 17)))
  (func $call (param f32 i32) (result f64)
    (call $many (i32.const 0) (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)
      (local.get 1) (i64.const 8) (f64.const 0) (f64.const 1) (f64.const 2) (f64.const 3) (f64.const 4) (f64.const 5)
      (f64.const 6) (f64.const 7) (local.get 0))
    (return))
  (func $swap (param i32 i32 f64 f64) (result i32)
    (call $swap (local.get 1) (local.get 0) (local.get 3) (local.get 2)))
  (func $rotate (param i64 i64 i64) (result i64)
    (i64.add (local.get 2) (call $rotate (local.get 1) (local.get 2) (local.get 0)))))
;;; function 0 <many>: 42 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   local.get
;;;   local.get
;;;   local.get
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x15, x19, [sp, #-0x140]!
;;;     stp x20, x21, [x29, #-0x10]
;;;     stp x22, x23, [x29, #-0x20]
;;;     stp x24, x25, [x29, #-0x30]
;;;     stur x26, [x29, #-0x40]
;;;     stur d8, [x29, #-0x50]
;;;     mov w23, w0
;;;     mov w24, w1
;;;     mov w25, w2
;;;     mov w26, w3
;;;     mov w15, w4
;;;     mov w20, w5
;;;     mov w21, w6
;;;     mov w22, w7
;;;     ldr x19, [x29, #0x10]
;;;     ldr s8, [x29, #0x18]
;;;   i32.wrap_i64
;;;     mov w8, w19
;;;   local.get
;;;   f64.promote_f32
;;;     fcvt d19, s8
;;;   end
;;;     str x8, [sp, #0xe0]
;;;     str d19, [sp, #0xe8]
;;;     ldr w17, [sp, #0xe0]
;;;     str w17, [x29, #0x10]
;;;     mov x0, x23
;;;     mov x1, x24
;;;     mov x2, x25
;;;     mov x3, x26
;;;     mov x4, x15
;;;     mov x5, x20
;;;     mov x6, x21
;;;     mov x7, x22
;;;     ldr d0, [sp, #0xe8]
;;;     ldp x20, x21, [x29, #-0x10]
;;;     ldp x22, x23, [x29, #-0x20]
;;;     ldp x24, x25, [x29, #-0x30]
;;;     ldur x26, [x29, #-0x40]
;;;     ldur d8, [x29, #-0x50]
;;;     ldp x15, x19, [sp], #0x140
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 1 <call>: 49 words
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   local.get
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x80]!
;;;     stur d8, [x29, #-0x10]
;;;     fmov s8, s0
;;;     mov w19, w0
;;;   f64.const
;;;     movi v19.2d, #0000000000000000
;;;   f64.const
;;;     fmov d18, #1.00000000
;;;   f64.const
;;;     fmov d17, #2.00000000
;;;   f64.const
;;;     fmov d16, #3.00000000
;;;   f64.const
;;;     fmov d7, #4.00000000
;;;   f64.const
;;;     fmov d6, #5.00000000
;;;   f64.const
;;;     fmov d5, #6.00000000
;;;   f64.const
;;;     fmov d4, #7.00000000
;;;   local.get
;;;   call
;;;     sub sp, sp, #0x10
;;;     mov w17, #0x8
;;;     str x17, [sp]
;;;     str s8, [sp, #0x8]
;;;     mov x7, x19
;;;     fmov d0, d19
;;;     fmov d1, d18
;;;     fmov d2, d17
;;;     fmov d3, d16
;;;     fmov d30, d4
;;;     fmov d4, d7
;;;     fmov d7, d30
;;;     fmov d30, d5
;;;     fmov d5, d6
;;;     fmov d6, d30
;;;     mov w0, #0x0
;;;     mov w1, #0x1
;;;     mov w2, #0x2
;;;     mov w3, #0x3
;;;     mov w4, #0x4
;;;     mov w5, #0x5
;;;     mov w6, #0x6
;;;     bl elsewhere
;;;     ldr w17, [sp]
;;;     str x17, [sp, #0x70]
;;;     add sp, sp, #0x10
;;;   return
;;;     str x0, [sp, #0x20]
;;;     str x1, [sp, #0x28]
;;;     str x2, [sp, #0x30]
;;;     nop
;;;     ldur d8, [x29, #-0x10]
;;;     ldp x19, xzr, [sp], #0x80
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <swap>: 12 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;   call
;;;     mov x16, x0
;;;     mov x0, x1
;;;     mov x1, x16
;;;     fmov d30, d0
;;;     fmov d0, d1
;;;     fmov d1, d30
;;;     bl elsewhere
;;;   end
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 3 <rotate>: 14 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov x19, x2
;;;   call
;;;     mov x16, x0
;;;     mov x0, x1
;;;     mov x1, x2
;;;     mov x2, x16
;;;     bl elsewhere
;;;   i64.add
;;;     add x0, x19, x0
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
