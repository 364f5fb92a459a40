;; Division: its traps are out of line; a constant divisor needs no checks that it cannot fail.
(module
  (func $signed (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func $unsigned (param i64 i64) (result i64) (i64.div_u (local.get 0) (local.get 1)))
  (func $remainder (param i32 i32) (result i32) (i32.rem_s (local.get 0) (local.get 1)))
  (func $by_constant (param i32) (result i32) (i32.div_u (local.get 0) (i32.const 10))))
;;; function 0 <signed>: 11 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.div_s
;;;     cbz w1, #0x20
;;;     cmp w0, #0x1
;;;     ccmn w1, #0x1, #0x0, vs
;;;     b.eq #0xc
;;;     sdiv w0, w0, w1
;;;   end
;;;     retab
;;;   i32.div_s
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i32.div_s
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 1 <unsigned>: 6 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.div_u
;;;     cbz x1, #0xc
;;;     udiv x0, x0, x1
;;;   end
;;;     retab
;;;   i64.div_u
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 2 <remainder>: 7 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.rem_s
;;;     cbz w1, #0x10
;;;     sdiv w16, w0, w1
;;;     msub w0, w16, w1, w0
;;;   end
;;;     retab
;;;   i32.rem_s
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 3 <by_constant>: 6 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.div_u
;;;     mov x16, #0xcccd
;;;     movk x16, #0xcccc, lsl #16
;;;     umull x16, w0, w16
;;;     lsr x0, x16, #35
;;;   end
;;;     retab
