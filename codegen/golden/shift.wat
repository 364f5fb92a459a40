;; Shifts and rotations: by constants (taken modulo the width), by registers, and folded into the operator that follows.
(module
  (func $constant (param i32) (result i32) (i32.shl (local.get 0) (i32.const 3)))
  (func $modulo (param i32) (result i32) (i32.shr_u (local.get 0) (i32.const 33)))
  (func $register (param i64 i64) (result i64) (i64.shr_s (local.get 0) (local.get 1)))
  (func $rotate_left (param i32 i32) (result i32) (i32.rotl (local.get 0) (local.get 1)))
  (func $rotate_left_constant (param i64) (result i64) (i64.rotl (local.get 0) (i64.const 13)))
  (func $rotate_right (param i64 i64) (result i64) (i64.rotr (local.get 0) (local.get 1)))
  (func $folded (param i32 i32) (result i32)
    (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 2)))))
;;; function 0 <constant>: 3 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.shl
;;;     lsl w0, w0, #3
;;;   end
;;;     retab
;;; function 1 <modulo>: 3 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.shr_u
;;;     lsr w0, w0, #1
;;;   end
;;;     retab
;;; function 2 <register>: 3 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.shr_s
;;;     asr x0, x0, x1
;;;   end
;;;     retab
;;; function 3 <rotate_left>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.rotl
;;;     neg w16, w1
;;;     ror w0, w0, w16
;;;   end
;;;     retab
;;; function 4 <rotate_left_constant>: 3 words
;;;   local.get
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;   i64.rotl
;;;     ror x0, x0, #0x33
;;;   end
;;;     retab
;;; function 5 <rotate_right>: 3 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.rotr
;;;     ror x0, x0, x1
;;;   end
;;;     retab
;;; function 6 <folded>: 4 words
;;;   local.get
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.shl
;;;     lsl w8, w1, #2
;;;   i32.add
;;;     add w0, w0, w8
;;;   end
;;;     retab
