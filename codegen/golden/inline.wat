;; Inlining: a call of a straight line is its body. Arguments stand for themselves (constants, locals), or are pinned in their
;; temporaries; a local that is set takes over what was on top; what finds too many pinned lies in a slot.
(module
  (global $g (mut i32) (i32.const 0))
  (func $mask (param i32 i32) (result i32) (i32.and (i32.shr_u (local.get 0) (local.get 1)) (i32.const 255)))
  (func $loop (param i32) (result i32)
    (loop
      (local.set 0 (i32.sub (call $mask (local.get 0) (i32.const 8)) (call $mask (i32.mul (local.get 0) (local.get 0)) (local.get 0))))
      (br_if 0 (local.get 0)))
    (local.get 0))
  (func $clamp (param i32) (result i32)
    (local.set 0 (select (local.get 0) (i32.const 0) (i32.gt_s (local.get 0) (i32.const 0))))
    (select (local.get 0) (i32.const 255) (i32.lt_s (local.get 0) (i32.const 255))))
  (func $scaled (param i32 i32) (result i32) (local i32)
    (local.set 2 (i32.mul (local.get 0) (local.get 1)))
    (i32.add (call $clamp (local.get 2)) (local.get 2)))
  (func $nested (param i32 i32)
    (loop
      (global.set $g (call $scaled (local.get 0) (i32.add (local.get 1) (i32.const 3))))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func $seven (param i32 i32 i32 i32 i32 i32 i32) (result i32)
    (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6)
    (i32.xor) (i32.sub) (i32.xor) (i32.sub) (i32.xor) (i32.sub))
  (func $slots (param i32)
    (loop
      (i32.mul (local.get 0) (i32.const 3))
      (i32.mul (local.get 0) (i32.const 5))
      (i32.mul (local.get 0) (i32.const 7))
      (i32.mul (local.get 0) (i32.const 9))
      (i32.mul (local.get 0) (i32.const 11))
      (i32.mul (local.get 0) (i32.const 13))
      (i32.mul (local.get 0) (i32.const 15))
      (br_if 0 (local.tee 0 (call $seven)))))
  ;; Aliases of a local that is set are copied; an argument is not changed.
  (func $swap (param i32 i32) (result i32)
    (local.get 0) (local.get 1)
    (local.set 0 (local.get 1))
    (local.set 1 (i32.const 1))
    (i32.sub) (local.get 0) (i32.mul) (local.get 1) (i32.rotl))
  (func $arguments (param i32 i32) (result i32)
    (loop
      (local.set 0 (call $swap (i32.add (local.get 0) (local.get 1)) (i32.clz (local.get 1))))
      (br_if 0 (local.get 0)))
    (local.get 0))
  ;; Not outside loops, unless it is about as short as a call.
  (func $outside (param i32) (result i32) (call $clamp (local.get 0)))
  (func $one (param i32) (result i32) (i32.and (local.get 0) (i32.const 1)))
  (func $short (param i32) (result i32) (call $one (local.get 0))))
;;; function 0 <mask>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.shr_u
;;;     lsr w8, w0, w1
;;;   i32.const
;;;   i32.and
;;;     and w0, w8, #0xff
;;;   end
;;;     retab
;;; function 1 <loop>: 16 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov w19, w0
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   i32.const
;;;   call
;;;     ubfx w2, w19, #8, #8
;;;   local.get
;;;   local.get
;;;   i32.mul
;;;     mul w1, w19, w19
;;;   local.get
;;;   call
;;;     lsr w3, w1, w19
;;;     and w3, w3, #0xff
;;;   i32.sub
;;;     sub w19, w2, w3
;;;   local.set
;;;   local.get
;;;   br_if
;;;     cbnz w19, #-0x18
;;;   end
;;;   local.get
;;;   end
;;;     mov w0, w19
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <clamp>: 7 words
;;;   local.get
;;;   i32.const
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.gt_s
;;;     cmp w0, #0x0
;;;   select
;;;     csel w0, w0, wzr, gt
;;;   local.set
;;;   local.get
;;;   i32.const
;;;   local.get
;;;   i32.const
;;;   i32.lt_s
;;;     cmp w0, #0xff
;;;   select
;;;     mov w1, #0xff
;;;     csel w0, w0, w1, lt
;;;   end
;;;     retab
;;; function 3 <scaled>: 11 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;   i32.mul
;;;     mul w19, w0, w1
;;;   local.set
;;;   local.get
;;;   call
;;;     mov w0, w19
;;;     bl elsewhere
;;;   local.get
;;;   i32.add
;;;     add w0, w0, w19
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 4 <nested>: 21 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x10]!
;;;     mov w19, w0
;;;     mov w20, w1
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w1, w20, #0x3
;;;   call
;;;     mul w3, w19, w1
;;;     cmp w3, #0x0
;;;     csel w4, w3, wzr, gt
;;;     cmp w4, #0xff
;;;     mov w5, #0xff
;;;     csel w8, w4, w5, lt
;;;     add w8, w8, w3
;;;   global.set
;;;     str w8, [x28, #0x40]
;;;   local.get
;;;   i32.const
;;;   i32.sub
;;;     sub w19, w19, #0x1
;;;   local.tee
;;;   br_if
;;;     cbnz w19, #-0x2c
;;;   end
;;;   end
;;;     ldp x19, x20, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 5 <seven>: 14 words
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
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov w19, w0
;;;   i32.xor
;;;     eor w8, w5, w6
;;;   i32.sub
;;;     sub w8, w4, w8
;;;   i32.xor
;;;     eor w8, w3, w8
;;;   i32.sub
;;;     sub w8, w2, w8
;;;   i32.xor
;;;     eor w8, w1, w8
;;;   i32.sub
;;;     sub w0, w19, w8
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 6 <slots>: 32 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x30]!
;;;     mov w19, w0
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   i32.const
;;;   i32.mul
;;;     add w0, w19, w19, lsl #1
;;;   local.get
;;;   i32.const
;;;   i32.mul
;;;     add w1, w19, w19, lsl #2
;;;   local.get
;;;   i32.const
;;;   i32.mul
;;;     mov w3, #0x7
;;;     mul w2, w19, w3
;;;   local.get
;;;   i32.const
;;;   i32.mul
;;;     add w3, w19, w19, lsl #3
;;;   local.get
;;;   i32.const
;;;   i32.mul
;;;     mov w5, #0xb
;;;     mul w4, w19, w5
;;;   local.get
;;;   i32.const
;;;   i32.mul
;;;     mov w6, #0xd
;;;     mul w5, w19, w6
;;;   local.get
;;;   i32.const
;;;   i32.mul
;;;     str x0, [sp, #0x18]
;;;     mov w7, #0xf
;;;     mul w6, w19, w7
;;;   call
;;;     str x1, [sp, #0x20]
;;;     eor w8, w5, w6
;;;     sub w8, w4, w8
;;;     eor w8, w3, w8
;;;     sub w8, w2, w8
;;;     ldr w16, [sp, #0x20]
;;;     eor w8, w16, w8
;;;     ldr w16, [sp, #0x18]
;;;     sub w7, w16, w8
;;;   local.tee
;;;     mov w19, w7
;;;   br_if
;;;     cbnz w19, #-0x5c
;;;   end
;;;   end
;;;     ldp x19, xzr, [sp], #0x30
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 7 <swap>: 10 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   local.set
;;;     mov w8, w0
;;;     mov w0, w1
;;;   i32.const
;;;   local.set
;;;     mov w7, w1
;;;     mov w1, #0x1
;;;   i32.sub
;;;     sub w8, w8, w7
;;;   local.get
;;;   i32.mul
;;;     mul w8, w8, w0
;;;   local.get
;;;   i32.rotl
;;;     neg w16, w1
;;;     ror w0, w8, w16
;;;   end
;;;     retab
;;; function 8 <arguments>: 21 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x10]!
;;;     mov w19, w0
;;;     mov w20, w1
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   local.get
;;;   i32.add
;;;     add w0, w19, w20
;;;   local.get
;;;   i32.clz
;;;     clz w1, w20
;;;   call
;;;     mov w2, w0
;;;     mov w0, w1
;;;     mov w3, w1
;;;     sub w2, w2, w3
;;;     mul w2, w2, w0
;;;     ror w2, w2, #0x1f
;;;   local.set
;;;     mov w19, w2
;;;   local.get
;;;   br_if
;;;     cbnz w19, #-0x28
;;;   end
;;;   local.get
;;;   end
;;;     mov w0, w19
;;;     ldp x19, x20, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 9 <outside>: 6 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;   call
;;;     bl elsewhere
;;;   end
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 10 <one>: 3 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.and
;;;     and w0, w0, #0x1
;;;   end
;;;     retab
;;; function 11 <short>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   call
;;;     and w1, w0, #0x1
;;;   end
;;;     mov w0, w1
;;;     retab
