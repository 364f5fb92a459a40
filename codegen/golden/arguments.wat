;; Arguments and results beyond the registers.
(module
  (func $ten (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i64)
    (block) ;; else it is inlined
    (i64.add (local.get 9) (i64.extend_i32_u (local.get 8))))
  (func $call (result i64)
    (call $ten (i32.const 0) (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)
      (i32.const 7) (i32.const 8) (i64.const 9)))
  (func $two (param i32 f64) (result f64 i32) (local.get 1) (local.get 0)))
;;; function 0 <ten>: 10 words
;;;   block
;;;   end
;;;   local.get
;;;   local.get
;;;   i64.extend_i32_u
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x10]!
;;;     ldr w20, [x29, #0x10]
;;;     ldr x19, [x29, #0x18]
;;;   i64.add
;;;     add x0, x19, w20, uxtw
;;;   end
;;;     ldp x19, x20, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 1 <call>: 20 words
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;   call
;;;     sub sp, sp, #0x10
;;;     mov w17, #0x8
;;;     str w17, [sp]
;;;     mov w17, #0x9
;;;     str x17, [sp, #0x8]
;;;     mov w0, #0x0
;;;     mov w1, #0x1
;;;     mov w2, #0x2
;;;     mov w3, #0x3
;;;     mov w4, #0x4
;;;     mov w5, #0x5
;;;     mov w6, #0x6
;;;     mov w7, #0x7
;;;     bl elsewhere
;;;     add sp, sp, #0x10
;;;   end
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <two>: 5 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;   end
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
