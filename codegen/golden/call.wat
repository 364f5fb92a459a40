;; Calls: in the instance, to an import, and through a table; what lives across a call is in homes or slots.
(module
  (import "m" "f" (func $import (param i32) (result i32)))
  (table 4 funcref)
  (table $fixed 5000 5000 funcref)
  (type $unary (func (param i32) (result i32)))
  (func $leaf (param i32) (result i32) (block) (local.get 0)) ;; inlined without a block
  (func $direct (param i32) (result i32) (i32.add (call $leaf (local.get 0)) (local.get 0)))
  (func $nested (param i32) (result i32)
    (i32.add (i32.mul (local.get 0) (local.get 0)) (call $leaf (i32.const 1))))
  (func $out (param i32) (result i32) (call $import (local.get 0)))
  (func $indirect (param i32 i32) (result i32) (call_indirect (type $unary) (local.get 0) (local.get 1)))
  (func $fixed (param i32 i32) (result i32) (call_indirect $fixed (type $unary) (local.get 0) (local.get 1))))
;;; function 1 <leaf>: 2 words
;;;   block
;;;   end
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   end
;;;     retab
;;; function 2 <direct>: 10 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov w19, w0
;;;   call
;;;     bl elsewhere
;;;   local.get
;;;   i32.add
;;;     add w0, w0, w19
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 3 <nested>: 13 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     sub sp, sp, #0x20
;;;   i32.mul
;;;     mul w8, w0, w0
;;;   i32.const
;;;   call
;;;     str x8, [sp, #0x18]
;;;     mov w0, #0x1
;;;     bl elsewhere
;;;   i32.add
;;;     ldr w16, [sp, #0x18]
;;;     add w0, w16, w0
;;;   end
;;;     add sp, sp, #0x20
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 4 <out>: 16 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   call
;;;     add x9, x28, #0x60
;;;     ldr x17, [x9]
;;;     mov x16, x9
;;;     movk x16, #0x9001, lsl #48
;;;     blrab x17, x16
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 5 <indirect>: 32 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   call_indirect
;;;     ldr x9, [x28, #0x40]
;;;     ldr w16, [x9, #0x8]
;;;     cmp w1, w16
;;;     b.hs #0x60
;;;     ldr x17, [x9]
;;;     mov x16, x9
;;;     movk x16, #0x8002, lsl #48
;;;     autdb x17, x16
;;;     add x9, x17, w1, uxtw #4
;;;     add x9, x9, w1, uxtw #4
;;;     ldr w16, [x9, #0x10]
;;;     cmp w16, #0x1
;;;     b.ne #0x30
;;;     ldr x17, [x9]
;;;     mov x16, x9
;;;     movk x16, #0x9001, lsl #48
;;;     blrab x17, x16
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;;   call_indirect
;;;     cbnz w16, #0x8
;;;     bl elsewhere
;;;     bl elsewhere
;;;   call_indirect
;;;     bl elsewhere
;;; function 6 <fixed>: 20 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;   call_indirect
;;;     mov w17, #0x1388
;;;     cmp w1, w17
;;;     b.hs #0x38
;;;     add x9, x28, w1, uxtw #4
;;;     ldr w16, [x9, #0x80]
;;;     cmp w16, #0x1
;;;     b.ne #0x1c
;;;     ldr x16, [x9, #0x88]
;;;     add x17, x9, #0x88
;;;     movk x17, #module, lsl #48
;;;     blrab x16, x17
;;;   end
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;;   call_indirect
;;;     cbnz w16, #0x8
;;;     bl elsewhere
;;;     bl elsewhere
;;;   call_indirect
;;;     bl elsewhere
