;; A loop: its locals stay in their homes; the poll at its head.
(module
  (func $sum (param i32) (result i32) (local i32)
    (loop
      (local.set 1 (i32.add (local.get 1) (local.get 0)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1)))
;;; function 0 <sum>: 23 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x10]!
;;;     mov w20, w0
;;;     mov x19, #0x0
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   local.get
;;;   i32.add
;;;     add w19, w19, w20
;;;   local.set
;;;   local.get
;;;   i32.const
;;;   i32.sub
;;;     sub w20, w20, #0x1
;;;   local.tee
;;;   br_if
;;;     cbz w20, #0x28
;;;   local.get
;;;   local.get
;;;   i32.add
;;;     add w19, w19, w20
;;;   local.set
;;;   local.get
;;;   i32.const
;;;   i32.sub
;;;     sub w20, w20, #0x1
;;;   local.tee
;;;   br_if
;;;     cbz w20, #0x1c
;;;   local.get
;;;   local.get
;;;   i32.add
;;;     add w19, w19, w20
;;;   local.set
;;;   local.get
;;;   i32.const
;;;   i32.sub
;;;     sub w20, w20, #0x1
;;;   local.tee
;;;   br_if
;;;     cbz w20, #0x10
;;;   local.get
;;;   local.get
;;;   i32.add
;;;     add w19, w19, w20
;;;   local.set
;;;   local.get
;;;   i32.const
;;;   i32.sub
;;;     sub w20, w20, #0x1
;;;   local.tee
;;;   br_if
;;;     cbnz w20, #-0x30
;;;   end
;;;   local.get
;;;   end
;;;     mov w0, w19
;;;     ldp x19, x20, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
