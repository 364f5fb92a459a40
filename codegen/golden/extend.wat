;; Widths: sign extensions, wrap (no code), and extension from i32, which an operator may fold.
(module
  (func $sign8 (param i32) (result i32) (i32.extend8_s (local.get 0)))
  (func $sign32 (param i64) (result i64) (i64.extend32_s (local.get 0)))
  (func $wrap (param i64) (result i32) (i32.wrap_i64 (local.get 0)))
  (func $zero (param i32) (result i64) (i64.extend_i32_u (local.get 0)))
  (func $folded (param i64 i32) (result i64) (i64.add (local.get 0) (i64.extend_i32_u (local.get 1)))))
;;; function 0 <sign8>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.extend8_s
;;;     sxtb w0, w0
;;;   end
;;;     retab
;;; function 1 <sign32>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.extend32_s
;;;     sxtw x0, w0
;;;   end
;;;     retab
;;; function 2 <wrap>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.wrap_i64
;;;     mov w0, w0
;;;   end
;;;     retab
;;; function 3 <zero>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.extend_i32_u
;;;     mov w0, w0
;;;   end
;;;     retab
;;; function 4 <folded>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.extend_i32_u
;;;     mov w8, w1
;;;   i64.add
;;;     add x0, x0, x8
;;;   end
;;;     retab
