;; Labels: if and else whose results meet in x0 and v0, loops with parameters in slots, branches out of two loops, br_if
;; with a value, operands that lie below a block.
(module
  (func $if_else (param i32 i64 i64) (result i64)
    (if (result i64) (local.get 0) (then (i64.add (local.get 1) (local.get 2))) (else (local.get 2))))
  (func $if_float (param i32 f64) (result f64)
    (if (result f64) (i32.eqz (local.get 0)) (then (f64.const 2)) (else (f64.neg (local.get 1)))))
  (func $if_param (param i32 i32) (result i32)
    (local.get 0)
    (if (param i32) (result i32) (local.get 1) (then (i32.const 1) (i32.add))))
  (func $below (param i32 i32) (result i32)
    (i32.mul (local.get 0) (local.get 1))
    (block (result i32) (br_if 0 (i32.const 3) (local.get 0)) (drop) (i32.const 4))
    (i32.add))
  (func $loop_param (param i32) (result i32)
    (i32.const 0)
    (loop $l (param i32) (result i32)
      (i32.add (local.get 0))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func $nested (param i32 i32) (local i32)
    (block $out
      (loop $outer
        (loop $inner
          (br_if $out (i32.ge_u (local.get 2) (local.get 0)))
          (local.set 2 (i32.add (local.get 2) (i32.const 1)))
          (br_if $inner (i32.and (local.get 2) (i32.const 3))))
        (br_if $outer (i32.lt_u (local.get 2) (local.get 1))))))
  (func $two_values (param i32) (result i32 i32)
    (block (result i32 i32)
      (i32.const 1)
      (i32.const 2)
      (br_if 0 (local.get 0))
      (drop)
      (drop)
      (local.get 0)
      (i32.const 3)))
  (func $br (param i32) (result i32)
    (block (result i32)
      (block (br_if 0 (local.get 0)) (br 1 (i32.const 5)))
      (i32.const 6)))
  (func $return (param f64 i32) (result f64)
    (if (local.get 1) (then (return (local.get 0))))
    (f64.const 0)))
;;; function 0 <if_else>: 16 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x20]!
;;;     stur x21, [x29, #-0x10]
;;;     mov w19, w0
;;;     mov x20, x1
;;;     mov x21, x2
;;;   if
;;;     cbz w19, #0xc
;;;   local.get
;;;   local.get
;;;   i64.add
;;;     add x0, x20, x21
;;;   else
;;;     b #0x8
;;;   local.get
;;;   end
;;;     mov x0, x21
;;;   end
;;;     ldur x21, [x29, #-0x10]
;;;     ldp x19, x20, [sp], #0x20
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 1 <if_float>: 12 words
;;;   local.get
;;;   i32.eqz
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp d8, d9, [sp, #-0x10]!
;;;     fmov d8, d0
;;;   if
;;;     cbnz w0, #0xc
;;;   f64.const
;;;     fmov d0, #2.00000000
;;;   else
;;;     b #0x8
;;;   local.get
;;;   f64.neg
;;;     fneg d0, d8
;;;   end
;;;   end
;;;     ldp d8, d9, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <if_param>: 14 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x30]!
;;;     mov w19, w1
;;;   if
;;;     str x0, [sp, #0x20]
;;;     cbz w19, #0x10
;;;   i32.const
;;;   i32.add
;;;     ldr w16, [sp, #0x20]
;;;     add w0, w16, #0x1
;;;   end
;;;     b #0x8
;;;     ldr w0, [sp, #0x20]
;;;   end
;;;     ldp x19, xzr, [sp], #0x30
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 3 <below>: 16 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x30]!
;;;     mov w19, w0
;;;   i32.mul
;;;     mul w8, w0, w1
;;;   block
;;;     str x8, [sp, #0x20]
;;;   i32.const
;;;   local.get
;;;   br_if
;;;     cmp w19, #0x0
;;;     mov w0, #0x3
;;;     b.ne #0x8
;;;   drop
;;;   i32.const
;;;   end
;;;     mov w0, #0x4
;;;   i32.add
;;;     ldr w16, [sp, #0x20]
;;;     add w0, w16, w0
;;;   end
;;;     ldp x19, xzr, [sp], #0x30
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 4 <loop_param>: 17 words
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x20]!
;;;     mov w19, w0
;;;   loop
;;;     str xzr, [sp, #0x18]
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   i32.add
;;;     ldr w16, [sp, #0x18]
;;;     add w0, w16, w19
;;;   local.get
;;;   i32.const
;;;   i32.sub
;;;     sub w19, w19, #0x1
;;;   local.tee
;;;   br_if
;;;     str x0, [sp, #0x18]
;;;     cbz w19, #0x8
;;;     b #-0x18
;;;   end
;;;   end
;;;     ldr w0, [sp, #0x18]
;;;     ldp x19, xzr, [sp], #0x20
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 5 <nested>: 21 words
;;;   block
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
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   local.get
;;;   i32.ge_u
;;;     cmp w19, w20
;;;   br_if
;;;     b.hs #0x18
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w19, w19, #0x1
;;;   local.set
;;;   local.get
;;;   i32.const
;;;   i32.and
;;;     and w0, w19, #0x3
;;;   br_if
;;;     cbnz w0, #-0x14
;;;   end
;;;   local.get
;;;   local.get
;;;   i32.lt_u
;;;     cmp w19, w21
;;;   br_if
;;;     b.lo #-0x20
;;;   end
;;;   end
;;;   end
;;;     ldur x21, [x29, #-0x10]
;;;     ldp x19, x20, [sp], #0x20
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 6 <two_values>: 19 words
;;;   block
;;;   i32.const
;;;   i32.const
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x30]!
;;;     mov w19, w0
;;;   br_if
;;;     cbz w19, #0x14
;;;     mov w0, #0x1
;;;     mov w17, #0x2
;;;     str x17, [sp, #0x20]
;;;     b #0x10
;;;   drop
;;;   drop
;;;   local.get
;;;   i32.const
;;;   end
;;;     mov w0, w19
;;;     mov w17, #0x3
;;;     str x17, [sp, #0x20]
;;;   end
;;;     str x0, [sp, #0x18]
;;;     ldr w0, [sp, #0x18]
;;;     ldr w1, [sp, #0x20]
;;;     ldp x19, xzr, [sp], #0x30
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 7 <br>: 12 words
;;;   block
;;;   block
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov w19, w0
;;;   br_if
;;;     cbnz w19, #0xc
;;;   i32.const
;;;   br
;;;     mov w0, #0x5
;;;     b #0x8
;;;   i32.const
;;;   end
;;;     mov w0, #0x6
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 8 <return>: 5 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   if
;;;     cbz w0, #0x8
;;;   local.get
;;;   return
;;;     b #0x8
;;;   f64.const
;;;     movi v0.2d, #0000000000000000
;;;   end
;;;     retab
