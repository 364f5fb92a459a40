;; Parameters that are written where they arrived: they stay there until a call or a block, and a function without either
;; has no frame. Eight integers leave only x8 free: three of them take homes.
(module
  (func $hash (param i32) (result i32)
    (local.set 0 (i32.mul (local.get 0) (i32.const 21)))
    (i32.xor (i32.shr_u (local.get 0) (i32.const 15)) (local.get 0)))
  (func $call (param i32 i32) (result i32)
    (local.set 0 (i32.sub (local.get 0) (local.get 1)))
    (i32.add (call $hash (local.get 0)) (local.get 0)))
  (func $block (param i32 i32) (result i32)
    (local.set 1 (i32.add (local.get 1) (i32.const 1)))
    (if (local.get 0) (then (local.set 1 (i32.const 3))))
    (local.get 1))
  (func $eight (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (i32.add (i32.mul (local.get 0) (local.get 5)) (i32.mul (local.get 6) (local.get 7))))
  (func $float (param f64 i32) (result f64)
    (local.set 0 (f64.mul (local.get 0) (local.get 0)))
    (f64.add (local.get 0) (f64.convert_i32_s (local.get 1)))))
;;; function 0 <hash>: 6 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.mul
;;;     mov w1, #0x15
;;;     mul w0, w0, w1
;;;   local.set
;;;   local.get
;;;   i32.const
;;;   i32.shr_u
;;;     lsr w8, w0, #15
;;;   local.get
;;;   i32.xor
;;;     eor w0, w8, w0
;;;   end
;;;     retab
;;; function 1 <call>: 11 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;   i32.sub
;;;     sub w0, w0, w1
;;;   local.set
;;;   local.get
;;;   call
;;;     mov w19, w0
;;;     bl elsewhere
;;;   local.get
;;;   i32.add
;;;     add w0, w0, w19
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <block>: 12 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;   i32.add
;;;     add w1, w1, #0x1
;;;   local.set
;;;   local.get
;;;   if
;;;     mov w19, w1
;;;     cbz w0, #0x8
;;;   i32.const
;;;   local.set
;;;     mov w19, #0x3
;;;   end
;;;   local.get
;;;   end
;;;     mov w0, w19
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 3 <eight>: 11 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x10]!
;;;     mov w19, w6
;;;     mov w20, w7
;;;   i32.mul
;;;     mul w8, w0, w5
;;;   local.get
;;;   local.get
;;;   i32.mul
;;;   i32.add
;;;     madd w0, w19, w20, w8
;;;   end
;;;     ldp x19, x20, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 4 <float>: 5 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.mul
;;;     fmul d0, d0, d0
;;;   local.set
;;;   local.get
;;;   local.get
;;;   f64.convert_i32_s
;;;     scvtf d1, w0
;;;   f64.add
;;;     fadd d0, d0, d1
;;;   end
;;;     retab
