;; Locals: a result is produced in the local's home (one byte of look-ahead); a copy of a local that is overwritten is
;; kept aside first; set of a constant.
(module
  (func $destination (param i32 i32) (result i32) (local i32)
    (local.set 2 (i32.mul (local.get 0) (local.get 1)))
    (i32.sub (local.get 2) (local.get 0)))
  (func $tee (param i32) (result i32) (local i32)
    (i32.add (local.tee 1 (i32.add (local.get 0) (i32.const 1))) (local.get 1)))
  (func $alias (param i32) (result i32)
    (local.get 0)
    (local.set 0 (i32.const 5))
    (i32.add (local.get 0)))
  (func $swap (param i32 i32) (result i32)
    (local.get 0)
    (local.set 0 (local.get 1))
    (local.set 1)
    (i32.sub (local.get 0) (local.get 1)))
  (func $zero (result i64) (local i64) (local.get 0)))
;;; function 0 <destination>: 9 words
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
;;;   local.get
;;;   i32.sub
;;;     sub w0, w19, w0
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 1 <tee>: 9 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;   i32.add
;;;     add w19, w0, #0x1
;;;   local.tee
;;;   local.get
;;;   i32.add
;;;     add w0, w19, w19
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <alias>: 5 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   local.set
;;;     mov w8, w0
;;;     mov w0, #0x5
;;;   local.get
;;;   i32.add
;;;     add w0, w8, w0
;;;   end
;;;     retab
;;; function 3 <swap>: 6 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   local.set
;;;     mov w8, w0
;;;     mov w0, w1
;;;   local.set
;;;     mov w1, w8
;;;   local.get
;;;   local.get
;;;   i32.sub
;;;     sub w0, w0, w1
;;;   end
;;;     retab
;;; function 4 <zero>: 9 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov x19, #0x0
;;;   end
;;;     mov x0, x19
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
