;; Bits counted: clz is one instruction, ctz two, popcnt goes through a vector register.
(module
  (func $clz (param i32) (result i32) (i32.clz (local.get 0)))
  (func $ctz (param i64) (result i64) (i64.ctz (local.get 0)))
  (func $popcnt (param i32) (result i32) (i32.popcnt (local.get 0))))
;;; function 0 <clz>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.clz
;;;     clz w8, w0
;;;   end
;;;     mov w0, w8
;;;     retab
;;; function 1 <ctz>: 5 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.ctz
;;;     rbit x8, x0
;;;     clz x8, x8
;;;   end
;;;     mov x0, x8
;;;     retab
;;; function 2 <popcnt>: 7 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.popcnt
;;;     fmov s31, w0
;;;     cnt v31.8b, v31.8b
;;;     addv b31, v31.8b
;;;     fmov w8, s31
;;;   end
;;;     mov w0, w8
;;;     retab
