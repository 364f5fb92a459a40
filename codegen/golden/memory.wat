;; memory.size is a load; grow and bulk operations are calls out.
(module
  (memory 1)
  (func $size (result i32) (memory.size))
  (func $grow (param i32) (result i32) (memory.grow (local.get 0)))
  (func $fill (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2))))
;;; function 0 <size>: 4 words
;;;   (frame)
;;;     pacibsp
;;;   memory.size
;;;     ldr x0, [x28, #0x10]
;;;     lsr x0, x0, #16
;;;   end
;;;     retab
;;; function 1 <grow>: 15 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   memory.grow
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <fill>: 15 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   memory.fill
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
