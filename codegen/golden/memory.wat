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
;;; function 1 <grow>: 19 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     sub sp, sp, #0x10
;;;     str x28, [sp]
;;;   memory.grow
;;;     bl elsewhere
;;;     ldr x28, [sp]
;;;     ldr x16, [x28]
;;;     mov x17, x28
;;;     movk x17, #module, lsl #48
;;;     autdb x16, x17
;;;     mov x28, x16
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x28, #0x8
;;;     movk x17, #0x8001, lsl #48
;;;     autdb x27, x17
;;;   end
;;;     mov sp, x29
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <fill>: 19 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     sub sp, sp, #0x10
;;;     str x28, [sp]
;;;   memory.fill
;;;     bl elsewhere
;;;     ldr x28, [sp]
;;;     ldr x16, [x28]
;;;     mov x17, x28
;;;     movk x17, #module, lsl #48
;;;     autdb x16, x17
;;;     mov x28, x16
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x28, #0x8
;;;     movk x17, #0x8001, lsl #48
;;;     autdb x27, x17
;;;   end
;;;     mov sp, x29
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
