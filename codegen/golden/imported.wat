;; What is imported: globals (a mutable one through its cell), a call of an import with a result on the stack.
(module
  (import "m" "g" (global $fixed i64))
  (import "m" "h" (global $cell (mut f32)))
  (import "m" "f" (func $many (result i32 i32 i32 i32 i32 i32 i32 i32 i32)))
  (memory 1)
  (func $get (result i64) (global.get $fixed))
  (func $cell (param f32) (result f32) (global.get $cell) (global.set $cell (local.get 0)))
  (func $call (result i32) (call $many) (i32.add) (i32.add) (i32.add) (i32.add) (i32.add) (i32.add) (i32.add) (i32.add)))
;;; function 1 <get>: 3 words
;;;   (frame)
;;;     pacibsp
;;;   global.get
;;;     ldr x0, [x28, #0x40]
;;;   end
;;;     retab
;;; function 2 <cell>: 7 words
;;;   (frame)
;;;     pacibsp
;;;   global.get
;;;     ldr x17, [x28, #0x48]
;;;     ldr s19, [x17]
;;;   local.get
;;;   global.set
;;;     ldr x17, [x28, #0x48]
;;;     str s0, [x17]
;;;   end
;;;     fmov s0, s19
;;;     retab
;;; function 3 <call>: 32 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x60]!
;;;   call
;;;     sub sp, sp, #0x10
;;;     add x9, x28, #0x60
;;;     ldr x17, [x9]
;;;     mov x16, x9
;;;     movk x16, #0x9001, lsl #48
;;;     blrab x17, x16
;;;     ldr x17, [sp, #0x10]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;     ldr w17, [sp]
;;;     str x17, [sp, #0x60]
;;;     add sp, sp, #0x10
;;;   i32.add
;;;     ldr w17, [sp, #0x50]
;;;     add w7, w7, w17
;;;   i32.add
;;;     add w6, w6, w7
;;;   i32.add
;;;     add w5, w5, w6
;;;   i32.add
;;;     add w4, w4, w5
;;;   i32.add
;;;     add w3, w3, w4
;;;   i32.add
;;;     add w2, w2, w3
;;;   i32.add
;;;     add w1, w1, w2
;;;   i32.add
;;;     add w0, w0, w1
;;;   end
;;;     add sp, sp, #0x60
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
