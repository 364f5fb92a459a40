;; br_table whose labels take a value: the rows of a label lead to one move behind the table. One to a loop's head, too.
(module
  (func $value (param i32 i32) (result i32)
    (block (result i32)
      (block (result i32)
        (br_table 0 1 0 (local.get 1) (local.get 0)))
      (i32.const 1)
      (i32.add)))
  (func $loop (param i32)
    (block $out (loop $again (br_table $again $out $again (local.get 0)))))
  (func $wide (param i32 f64) (result i32 f64)
    (br_table 0 0 (i32.const 9) (local.get 1) (local.get 0))))
;;; function 0 <value>: 22 words
;;;   block
;;;   block
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x10]!
;;;     mov w20, w0
;;;     mov w19, w1
;;;   br_table
;;;     cmp w20, #0x2
;;;     csinc w16, wzr, w20, hs
;;;     adr x17, #12
;;;     add x17, x17, w16, uxtw #2
;;;     br x17
;;;     b #0xc
;;;     b #0x8
;;;     b #0xc
;;;     mov w0, w19
;;;     b #0xc
;;;     mov w0, w19
;;;     b #0x8
;;;   i32.const
;;;   i32.add
;;;     add w0, w0, #0x1
;;;   end
;;;   end
;;;     ldp x19, x20, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 1 <loop>: 17 words
;;;   block
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x10]!
;;;     mov w19, w0
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   br_table
;;;     cmp w19, #0x2
;;;     csinc w16, wzr, w19, hs
;;;     adr x17, #12
;;;     add x17, x17, w16, uxtw #2
;;;     br x17
;;;     b #-0x18
;;;     b #-0x1c
;;;     nop
;;;   end
;;;     ldp x19, xzr, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <wide>: 21 words
;;;   i32.const
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, xzr, [sp, #-0x20]!
;;;     stur d8, [x29, #-0x10]
;;;     mov w19, w0
;;;     fmov d8, d0
;;;   br_table
;;;     cmp w19, #0x1
;;;     csinc w16, wzr, w19, hs
;;;     adr x17, #12
;;;     add x17, x17, w16, uxtw #2
;;;     br x17
;;;     b #0x8
;;;     nop
;;;     fmov d0, d8
;;;     mov w0, #0x9
;;;     nop
;;;     ldur d8, [x29, #-0x10]
;;;     ldp x19, xzr, [sp], #0x20
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
