;; Blocks: results meet in agreed registers; code after a branch emits nothing.
(module
  (func $result (param i32) (result i32)
    (block (result i32)
      (br_if 0 (i32.const 1) (local.get 0))
      (drop)
      (i32.const 2)))
  (func $dead (result i32)
    (block (result i32)
      (br 0 (i32.const 1))
      (i32.add (i32.const 2))))
  (func $if_without_else (param i32) (result i32)
    (if (local.get 0) (then (local.set 0 (i32.const 7))))
    (local.get 0)))
;;; function 0 <result>: 12 words
;;;   block
;;;   i32.const
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov w19, w0
;;;   br_if
;;;     cmp w19, #0x0
;;;     mov w0, #0x1
;;;     b.ne #0x8
;;;   drop
;;;   i32.const
;;;   end
;;;     mov w0, #0x2
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 1 <dead>: 4 words
;;;   block
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   br
;;;     mov w0, #0x1
;;;     nop
;;;   end
;;;     retab
;;; function 2 <if_without_else>: 11 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov w19, w0
;;;   if
;;;     cbz w0, #0x8
;;;   i32.const
;;;   local.set
;;;     mov w19, #0x7
;;;   end
;;;   local.get
;;;   end
;;;     mov w0, w19
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
