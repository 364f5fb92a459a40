;; Bits counted: clz is one instruction, ctz two, popcnt goes through a vector register.
(module
  (func $clz (param i32) (result i32) (i32.clz (local.get 0)))
  (func $ctz (param i64) (result i64) (i64.ctz (local.get 0)))
  (func $popcnt (param i32) (result i32) (i32.popcnt (local.get 0))))
;;; function 0 <clz>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.clz
;;;     clz w0, w0
;;;   end
;;;     retab
;;; function 1 <ctz>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.ctz
;;;     rbit x0, x0
;;;     clz x0, x0
;;;   end
;;;     retab
;;; function 2 <popcnt>: 6 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.popcnt
;;;     fmov s31, w0
;;;     cnt v31.8b, v31.8b
;;;     addv b31, v31.8b
;;;     fmov w0, s31
;;;   end
;;;     retab
