;; Every integer operator in registers that has no listing of its own, both widths.
(module
  (func $arithmetic32 (param i32 i32) (result i32)
    (i32.sub (i32.mul (local.get 0) (local.get 1)) (i32.rem_u (local.get 0) (local.get 1))))
  (func $arithmetic64 (param i64 i64) (result i64)
    (i64.sub (i64.mul (local.get 0) (local.get 1)) (i64.rem_u (local.get 0) (local.get 1))))
  (func $divide64 (param i64 i64) (result i64)
    (i64.xor (i64.div_s (local.get 0) (local.get 1)) (i64.rem_s (local.get 0) (local.get 1))))
  (func $logic32 (param i32 i32) (result i32)
    (i32.or (i32.xor (local.get 0) (local.get 1)) (local.get 1)))
  (func $logic64 (param i64 i64) (result i64)
    (i64.and (i64.or (local.get 0) (local.get 1)) (local.get 1)))
  (func $shift32 (param i32 i32) (result i32)
    (i32.rotr (i32.shr_s (local.get 0) (local.get 1)) (i32.shl (local.get 0) (local.get 1))))
  (func $shift64 (param i64 i64) (result i64)
    (i64.shr_u (i64.shl (local.get 0) (local.get 1)) (local.get 1)))
  (func $count32 (param i32) (result i32) (i32.ctz (local.get 0)))
  (func $count64 (param i64) (result i64) (i64.popcnt (i64.clz (local.get 0))))
  (func $sign (param i32) (result i32) (i32.extend16_s (local.get 0)))
  (func $sign64 (param i64) (result i64) (i64.extend16_s (i64.extend8_s (local.get 0))))
  (func $widen (param i32) (result i64) (i64.extend_i32_s (local.get 0))))
;;; function 0 <arithmetic32>: 9 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.mul
;;;     mul w8, w0, w1
;;;   local.get
;;;   local.get
;;;   i32.rem_u
;;;     cbz w1, #0x14
;;;     udiv w16, w0, w1
;;;     msub w7, w16, w1, w0
;;;   i32.sub
;;;     sub w0, w8, w7
;;;   end
;;;     retab
;;;   i32.rem_u
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 1 <arithmetic64>: 9 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.mul
;;;     mul x8, x0, x1
;;;   local.get
;;;   local.get
;;;   i64.rem_u
;;;     cbz x1, #0x14
;;;     udiv x16, x0, x1
;;;     msub x7, x16, x1, x0
;;;   i64.sub
;;;     sub x0, x8, x7
;;;   end
;;;     retab
;;;   i64.rem_u
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 2 <divide64>: 17 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.div_s
;;;     cbz x1, #0x38
;;;     cmp x0, #0x1
;;;     ccmn x1, #0x1, #0x0, vs
;;;     b.eq #0x1c
;;;     sdiv x8, x0, x1
;;;   local.get
;;;   local.get
;;;   i64.rem_s
;;;     cbz x1, #0x1c
;;;     sdiv x16, x0, x1
;;;     msub x7, x16, x1, x0
;;;   i64.xor
;;;     eor x0, x8, x7
;;;   end
;;;     retab
;;;   i64.div_s
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i64.rem_s
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i64.div_s
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 3 <logic32>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.xor
;;;     eor w8, w0, w1
;;;   local.get
;;;   i32.or
;;;     orr w0, w8, w1
;;;   end
;;;     retab
;;; function 4 <logic64>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.or
;;;     orr x8, x0, x1
;;;   local.get
;;;   i64.and
;;;     and x0, x8, x1
;;;   end
;;;     retab
;;; function 5 <shift32>: 5 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.shr_s
;;;     asr w8, w0, w1
;;;   local.get
;;;   local.get
;;;   i32.shl
;;;     lsl w7, w0, w1
;;;   i32.rotr
;;;     ror w0, w8, w7
;;;   end
;;;     retab
;;; function 6 <shift64>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.shl
;;;     lsl x8, x0, x1
;;;   local.get
;;;   i64.shr_u
;;;     lsr x0, x8, x1
;;;   end
;;;     retab
;;; function 7 <count32>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.ctz
;;;     rbit w0, w0
;;;     clz w0, w0
;;;   end
;;;     retab
;;; function 8 <count64>: 7 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.clz
;;;     clz x8, x0
;;;   i64.popcnt
;;;     fmov d31, x8
;;;     cnt v31.8b, v31.8b
;;;     addv b31, v31.8b
;;;     fmov w0, s31
;;;   end
;;;     retab
;;; function 9 <sign>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.extend16_s
;;;     sxth w0, w0
;;;   end
;;;     retab
;;; function 10 <sign64>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.extend8_s
;;;     sxtb x8, w0
;;;   i64.extend16_s
;;;     sxth x0, w8
;;;   end
;;;     retab
;;; function 11 <widen>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.extend_i32_s
;;;     sxtw x0, w0
;;;   end
;;;     retab
