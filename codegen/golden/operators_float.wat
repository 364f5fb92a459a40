;; Every float operator, both widths, and every conversion.
(module
  (func $binary32 (param f32 f32) (result f32)
    (f32.div (f32.max (f32.mul (local.get 0) (local.get 1)) (f32.sub (local.get 0) (local.get 1)))
      (f32.add (local.get 0) (f32.copysign (local.get 0) (local.get 1)))))
  (func $binary64 (param f64 f64) (result f64)
    (f64.div (f64.max (f64.mul (local.get 0) (local.get 1)) (f64.sub (local.get 0) (local.get 1)))
      (f64.min (local.get 0) (local.get 1))))
  (func $unary32 (param f32) (result f32)
    (f32.abs (f32.neg (f32.ceil (f32.floor (f32.trunc (f32.nearest (f32.sqrt (local.get 0)))))))))
  (func $unary64 (param f64) (result f64)
    (f64.abs (f64.neg (f64.ceil (f64.floor (f64.trunc (f64.sqrt (local.get 0))))))))
  (func $trunc32 (param f32 f64) (result i32)
    (i32.add (i32.add (i32.trunc_f32_s (local.get 0)) (i32.trunc_f32_u (local.get 0)))
      (i32.trunc_f64_u (local.get 1))))
  (func $trunc64 (param f32 f64) (result i64)
    (i64.add (i64.add (i64.trunc_f32_s (local.get 0)) (i64.trunc_f64_s (local.get 1)))
      (i64.trunc_f64_u (local.get 1))))
  (func $saturate32 (param f32 f64) (result i32)
    (i32.add (i32.add (i32.trunc_sat_f32_s (local.get 0)) (i32.trunc_sat_f32_u (local.get 0)))
      (i32.trunc_sat_f64_u (local.get 1))))
  (func $saturate64 (param f32 f64) (result i64)
    (i64.add (i64.add (i64.trunc_sat_f32_s (local.get 0)) (i64.trunc_sat_f32_u (local.get 0)))
      (i64.add (i64.trunc_sat_f64_s (local.get 1)) (i64.trunc_sat_f64_u (local.get 1)))))
  (func $convert32 (param i32 i64) (result f32)
    (f32.add (f32.add (f32.convert_i32_s (local.get 0)) (f32.convert_i32_u (local.get 0)))
      (f32.add (f32.convert_i64_s (local.get 1)) (f32.convert_i64_u (local.get 1)))))
  (func $convert64 (param i32 i64) (result f64)
    (f64.add (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i32_u (local.get 0)))
      (f64.convert_i64_s (local.get 1))))
  (func $widen (param f32) (result f64) (f64.promote_f32 (local.get 0)))
  (func $bits (param f32) (result f32) (f32.reinterpret_i32 (i32.reinterpret_f32 (local.get 0))))
  (func $bits64 (param i64) (result f64) (f64.reinterpret_i64 (local.get 0))))
;;; function 0 <binary32>: 10 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f32.mul
;;;     fmul s19, s0, s1
;;;   local.get
;;;   local.get
;;;   f32.sub
;;;     fsub s18, s0, s1
;;;   f32.max
;;;     fmax s19, s19, s18
;;;   local.get
;;;   local.get
;;;   local.get
;;;   f32.copysign
;;;     ushr v31.2s, v1.2s, #0x1f
;;;     fmov d2, d0
;;;     sli v2.2s, v31.2s, #0x1f
;;;   f32.add
;;;     fadd s18, s0, s2
;;;   f32.div
;;;     fdiv s0, s19, s18
;;;   end
;;;     retab
;;; function 1 <binary64>: 7 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.mul
;;;     fmul d19, d0, d1
;;;   local.get
;;;   local.get
;;;   f64.sub
;;;     fsub d18, d0, d1
;;;   f64.max
;;;     fmax d19, d19, d18
;;;   local.get
;;;   local.get
;;;   f64.min
;;;     fmin d18, d0, d1
;;;   f64.div
;;;     fdiv d0, d19, d18
;;;   end
;;;     retab
;;; function 2 <unary32>: 9 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f32.sqrt
;;;     fsqrt s19, s0
;;;   f32.nearest
;;;     frintn s19, s19
;;;   f32.trunc
;;;     frintz s19, s19
;;;   f32.floor
;;;     frintm s19, s19
;;;   f32.ceil
;;;     frintp s19, s19
;;;   f32.neg
;;;     fneg s19, s19
;;;   f32.abs
;;;     fabs s0, s19
;;;   end
;;;     retab
;;; function 3 <unary64>: 8 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.sqrt
;;;     fsqrt d19, d0
;;;   f64.trunc
;;;     frintz d19, d19
;;;   f64.floor
;;;     frintm d19, d19
;;;   f64.ceil
;;;     frintp d19, d19
;;;   f64.neg
;;;     fneg d19, d19
;;;   f64.abs
;;;     fabs d0, d19
;;;   end
;;;     retab
;;; function 4 <trunc32>: 31 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.trunc_f32_s
;;;     fcmp s0, s0
;;;     b.vs #0x6c
;;;     fcvtzs x0, s0
;;;     cmp x0, w0, sxtw
;;;     b.ne #0x48
;;;   local.get
;;;   i32.trunc_f32_u
;;;     fcmp s0, s0
;;;     b.vs #0x50
;;;     fcvtzs x1, s0
;;;     cmp x1, w1, uxtw
;;;     b.ne #0x2c
;;;   i32.add
;;;     add w0, w0, w1
;;;   local.get
;;;   i32.trunc_f64_u
;;;     fcmp d1, d1
;;;     b.vs #0x30
;;;     fcvtzs x1, d1
;;;     cmp x1, w1, uxtw
;;;     b.ne #0xc
;;;   i32.add
;;;     add w0, w0, w1
;;;   end
;;;     retab
;;;   i32.trunc_f64_u
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i32.trunc_f32_u
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i32.trunc_f32_s
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i32.trunc_f64_u
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i32.trunc_f32_u
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i32.trunc_f32_s
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 5 <trunc64>: 35 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.trunc_f32_s
;;;     movi v31.2s, #0xdf, lsl #24
;;;     fcmp s0, s31
;;;     b.vs #0x78
;;;     fcvtzs x0, s0
;;;     ccmn x0, #0x1, #0x1, ge
;;;     b.vs #0x54
;;;   local.get
;;;   i64.trunc_f64_s
;;;     mov x16, #-0x3c20000000000000
;;;     fmov d31, x16
;;;     fcmp d1, d31
;;;     b.vs #0x54
;;;     fcvtzs x1, d1
;;;     ccmn x1, #0x1, #0x1, ge
;;;     b.vs #0x30
;;;   i64.add
;;;     add x0, x0, x1
;;;   local.get
;;;   i64.trunc_f64_u
;;;     fmov d31, #-1.00000000
;;;     fcmp d1, d31
;;;     b.vs #0x30
;;;     fcvtzu x1, d1
;;;     ccmn x1, #0x1, #0x4, gt
;;;     b.eq #0xc
;;;   i64.add
;;;     add x0, x0, x1
;;;   end
;;;     retab
;;;   i64.trunc_f64_u
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i64.trunc_f64_s
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i64.trunc_f32_s
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i64.trunc_f64_u
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i64.trunc_f64_s
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i64.trunc_f32_s
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 6 <saturate32>: 7 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.trunc_sat_f32_s
;;;     fcvtzs w0, s0
;;;   local.get
;;;   i32.trunc_sat_f32_u
;;;     fcvtzu w1, s0
;;;   i32.add
;;;     add w0, w0, w1
;;;   local.get
;;;   i32.trunc_sat_f64_u
;;;     fcvtzu w1, d1
;;;   i32.add
;;;     add w0, w0, w1
;;;   end
;;;     retab
;;; function 7 <saturate64>: 9 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.trunc_sat_f32_s
;;;     fcvtzs x0, s0
;;;   local.get
;;;   i64.trunc_sat_f32_u
;;;     fcvtzu x1, s0
;;;   i64.add
;;;     add x0, x0, x1
;;;   local.get
;;;   i64.trunc_sat_f64_s
;;;     fcvtzs x1, d1
;;;   local.get
;;;   i64.trunc_sat_f64_u
;;;     fcvtzu x2, d1
;;;   i64.add
;;;     add x1, x1, x2
;;;   i64.add
;;;     add x0, x0, x1
;;;   end
;;;     retab
;;; function 8 <convert32>: 9 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f32.convert_i32_s
;;;     scvtf s0, w0
;;;   local.get
;;;   f32.convert_i32_u
;;;     ucvtf s1, w0
;;;   f32.add
;;;     fadd s0, s0, s1
;;;   local.get
;;;   f32.convert_i64_s
;;;     scvtf s1, x1
;;;   local.get
;;;   f32.convert_i64_u
;;;     ucvtf s2, x1
;;;   f32.add
;;;     fadd s1, s1, s2
;;;   f32.add
;;;     fadd s0, s0, s1
;;;   end
;;;     retab
;;; function 9 <convert64>: 7 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.convert_i32_s
;;;     scvtf d0, w0
;;;   local.get
;;;   f64.convert_i32_u
;;;     ucvtf d1, w0
;;;   f64.add
;;;     fadd d0, d0, d1
;;;   local.get
;;;   f64.convert_i64_s
;;;     scvtf d1, x1
;;;   f64.add
;;;     fadd d0, d0, d1
;;;   end
;;;     retab
;;; function 10 <widen>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.promote_f32
;;;     fcvt d0, s0
;;;   end
;;;     retab
;;; function 11 <bits>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.reinterpret_f32
;;;     fmov w0, s0
;;;   f32.reinterpret_i32
;;;     fmov s0, w0
;;;   end
;;;     retab
;;; function 12 <bits64>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.reinterpret_i64
;;;     fmov d0, x0
;;;   end
;;;     retab
