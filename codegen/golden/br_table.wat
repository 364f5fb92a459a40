;; br_table: the one idiom with `br`.
(module
  (func $three (param i32) (result i32)
    (block (block (block (br_table 0 1 2 (local.get 0)))
      (return (i32.const 10)))
      (return (i32.const 20)))
    (i32.const 30))
  (func $one (param i32) (block (br_table 0 (local.get 0)))))
;;; function 0 <three>: 21 words
;;;   block
;;;   block
;;;   block
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov w19, w0
;;;   br_table
;;;     cmp w19, #0x2
;;;     csinc w16, wzr, w19, hs
;;;     adr x17, #12
;;;     add x17, x17, w16, uxtw #2
;;;     br x17
;;;     b #0x1c
;;;     b #0x8
;;;     b #0xc
;;;   i32.const
;;;   return
;;;     mov w0, #0xa
;;;     b #0x10
;;;   i32.const
;;;   return
;;;     mov w0, #0x14
;;;     b #0x8
;;;   i32.const
;;;   end
;;;     mov w0, #0x1e
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 1 <one>: 14 words
;;;   block
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov w19, w0
;;;   br_table
;;;     cmp w19, #0x0
;;;     csinc w16, wzr, w19, hs
;;;     adr x17, #12
;;;     add x17, x17, w16, uxtw #2
;;;     br x17
;;;     nop
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
