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
;;; function 0 <arithmetic32>: 10 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.mul
;;;     mul w8, w0, w1
;;;   local.get
;;;   local.get
;;;   i32.rem_u
;;;     cbz w1, #0x18
;;;     udiv w16, w0, w1
;;;     msub w7, w16, w1, w0
;;;   i32.sub
;;;     sub w8, w8, w7
;;;   end
;;;     mov w0, w8
;;;     retab
;;;   i32.rem_u
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 1 <arithmetic64>: 10 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.mul
;;;     mul x8, x0, x1
;;;   local.get
;;;   local.get
;;;   i64.rem_u
;;;     cbz x1, #0x18
;;;     udiv x16, x0, x1
;;;     msub x7, x16, x1, x0
;;;   i64.sub
;;;     sub x8, x8, x7
;;;   end
;;;     mov x0, x8
;;;     retab
;;;   i64.rem_u
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 2 <divide64>: 18 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.div_s
;;;     cbz x1, #0x3c
;;;     cmp x0, #0x1
;;;     ccmn x1, #0x1, #0x0, vs
;;;     b.eq #0x20
;;;     sdiv x8, x0, x1
;;;   local.get
;;;   local.get
;;;   i64.rem_s
;;;     cbz x1, #0x20
;;;     sdiv x16, x0, x1
;;;     msub x7, x16, x1, x0
;;;   i64.xor
;;;     eor x8, x8, x7
;;;   end
;;;     mov x0, x8
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
;;; function 3 <logic32>: 5 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.xor
;;;     eor w8, w0, w1
;;;   local.get
;;;   i32.or
;;;     orr w8, w8, w1
;;;   end
;;;     mov w0, w8
;;;     retab
;;; function 4 <logic64>: 5 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.or
;;;     orr x8, x0, x1
;;;   local.get
;;;   i64.and
;;;     and x8, x8, x1
;;;   end
;;;     mov x0, x8
;;;     retab
;;; function 5 <shift32>: 6 words
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
;;;     ror w8, w8, w7
;;;   end
;;;     mov w0, w8
;;;     retab
;;; function 6 <shift64>: 5 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.shl
;;;     lsl x8, x0, x1
;;;   local.get
;;;   i64.shr_u
;;;     lsr x8, x8, x1
;;;   end
;;;     mov x0, x8
;;;     retab
;;; function 7 <count32>: 5 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.ctz
;;;     rbit w8, w0
;;;     clz w8, w8
;;;   end
;;;     mov w0, w8
;;;     retab
;;; function 8 <count64>: 8 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.clz
;;;     clz x8, x0
;;;   i64.popcnt
;;;     fmov d31, x8
;;;     cnt v31.8b, v31.8b
;;;     addv b31, v31.8b
;;;     fmov w8, s31
;;;   end
;;;     mov x0, x8
;;;     retab
;;; function 9 <sign>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.extend16_s
;;;     sxth w8, w0
;;;   end
;;;     mov w0, w8
;;;     retab
;;; function 10 <sign64>: 5 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.extend8_s
;;;     sxtb x8, w0
;;;   i64.extend16_s
;;;     sxth x8, w8
;;;   end
;;;     mov x0, x8
;;;     retab
;;; function 11 <widen>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.extend_i32_s
;;;     sxtw x8, w0
;;;   end
;;;     mov x0, x8
;;;     retab
