;; Short loops are walked several times: one poll, one way back; what br_if has tested divides without a test. One with a
;; block in it is not, nor one that is long.
(module
  (memory 1)
  (func $gcd (param i32 i32) (result i32) (local i32)
    (loop
      (local.get 0)
      (local.set 1 (i32.rem_u (local.tee 2 (local.get 1))))
      (local.set 0 (local.get 2))
      (br_if 0 (local.get 1)))
    (local.get 0))
  (func $sum (param i32 i32) (result i32) (local i32)
    (loop
      (local.set 2 (i32.add (local.get 2) (i32.load offset=8 (local.get 0))))
      (local.set 0 (i32.add (local.get 0) (i32.const 4)))
      (br_if 0 (i32.lt_u (local.get 0) (local.get 1))))
    (local.get 2))
  (func $block (param i32)
    (loop
      (block)
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
;;; function 0 <gcd>: 36 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x20]!
;;;     stur x21, [x29, #-0x10]
;;;     mov w19, w0
;;;     mov w20, w1
;;;     mov x21, #0x0
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   local.get
;;;   local.tee
;;;     mov w21, w20
;;;   i32.rem_u
;;;     cbz w21, #0x64
;;;     udiv w16, w19, w21
;;;     msub w20, w16, w21, w19
;;;   local.set
;;;   local.get
;;;   local.set
;;;     mov w19, w21
;;;   local.get
;;;   br_if
;;;     cbz w20, #0x40
;;;   local.get
;;;   local.get
;;;   local.tee
;;;     mov w21, w20
;;;   i32.rem_u
;;;     udiv w16, w19, w21
;;;     msub w20, w16, w21, w19
;;;   local.set
;;;   local.get
;;;   local.set
;;;     mov w19, w21
;;;   local.get
;;;   br_if
;;;     cbz w20, #0x2c
;;;   local.get
;;;   local.get
;;;   local.tee
;;;     mov w21, w20
;;;   i32.rem_u
;;;     udiv w16, w19, w21
;;;     msub w20, w16, w21, w19
;;;   local.set
;;;   local.get
;;;   local.set
;;;     mov w19, w21
;;;   local.get
;;;   br_if
;;;     cbz w20, #0x18
;;;   local.get
;;;   local.get
;;;   local.tee
;;;     mov w21, w20
;;;   i32.rem_u
;;;     udiv w16, w19, w21
;;;     msub w20, w16, w21, w19
;;;   local.set
;;;   local.get
;;;   local.set
;;;     mov w19, w21
;;;   local.get
;;;   br_if
;;;     cbnz w20, #-0x54
;;;   end
;;;   local.get
;;;   end
;;;     mov w0, w19
;;;     ldur x21, [x29, #-0x10]
;;;     ldp x19, x20, [sp], #0x20
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;;   i32.rem_u
;;;     bl elsewhere
;;; function 1 <sum>: 32 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x20]!
;;;     stur x21, [x29, #-0x10]
;;;     mov w20, w0
;;;     mov w21, w1
;;;     mov x19, #0x0
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   local.get
;;;   i32.load
;;;     add x9, x27, w20, uxtw
;;;     ldr w1, [x9, #0x8]
;;;   i32.add
;;;     add w19, w19, w1
;;;   local.set
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w20, w20, #0x4
;;;   local.set
;;;   local.get
;;;   local.get
;;;   i32.lt_u
;;;     cmp w20, w21
;;;   br_if
;;;     b.hs #0x34
;;;   local.get
;;;   local.get
;;;   i32.load
;;;     add x9, x27, w20, uxtw
;;;     ldr w1, [x9, #0x8]
;;;   i32.add
;;;     add w19, w19, w1
;;;   local.set
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w20, w20, #0x4
;;;   local.set
;;;   local.get
;;;   local.get
;;;   i32.lt_u
;;;     cmp w20, w21
;;;   br_if
;;;     b.hs #0x1c
;;;   local.get
;;;   local.get
;;;   i32.load
;;;     add x9, x27, w20, uxtw
;;;     ldr w1, [x9, #0x8]
;;;   i32.add
;;;     add w19, w19, w1
;;;   local.set
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w20, w20, #0x4
;;;   local.set
;;;   local.get
;;;   local.get
;;;   i32.lt_u
;;;     cmp w20, w21
;;;   br_if
;;;     b.lo #-0x48
;;;   end
;;;   local.get
;;;   end
;;;     mov w0, w19
;;;     ldur x21, [x29, #-0x10]
;;;     ldp x19, x20, [sp], #0x20
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <block>: 11 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov w19, w0
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   block
;;;   end
;;;   local.get
;;;   i32.const
;;;   i32.sub
;;;     sub w19, w19, #0x1
;;;   local.tee
;;;   br_if
;;;     cbnz w19, #-0x8
;;;   end
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
