;; Bitwise operators: registers, logical immediates, and masks that have no encoding.
(module
  (func $and (param i32 i32) (result i32) (i32.and (local.get 0) (local.get 1)))
  (func $mask (param i32) (result i32) (i32.and (local.get 0) (i32.const 0xff0)))
  (func $no_mask (param i32) (result i32) (i32.and (local.get 0) (i32.const 0x12345)))
  (func $invert (param i64) (result i64) (i64.xor (local.get 0) (i64.const -1)))
  (func $or_bytes (param i64) (result i64) (i64.or (local.get 0) (i64.const 0x0101010101010101))))
;;; function 0 <and>: 3 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.and
;;;     and w0, w0, w1
;;;   end
;;;     retab
;;; function 1 <mask>: 3 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.and
;;;     and w0, w0, #0xff0
;;;   end
;;;     retab
;;; function 2 <no_mask>: 5 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.and
;;;     mov w1, #0x2345
;;;     movk w1, #0x1, lsl #16
;;;     and w0, w0, w1
;;;   end
;;;     retab
;;; function 3 <invert>: 3 words
;;;   local.get
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;   i64.xor
;;;     mvn x0, x0
;;;   end
;;;     retab
;;; function 4 <or_bytes>: 3 words
;;;   local.get
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;   i64.or
;;;     orr x0, x0, #0x101010101010101
;;;   end
;;;     retab
