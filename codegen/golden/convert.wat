;; Conversions: truncation traps out of line; the saturating form is one instruction.
(module
  (func $trunc (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
  (func $trunc_wide (param f32) (result i64) (i64.trunc_f32_u (local.get 0)))
  (func $saturate (param f64) (result i32) (i32.trunc_sat_f64_s (local.get 0)))
  (func $convert (param i64) (result f64) (f64.convert_i64_u (local.get 0)))
  (func $demote (param f64) (result f32) (f32.demote_f64 (local.get 0)))
  (func $reinterpret (param f64) (result i64) (i64.reinterpret_f64 (local.get 0))))
;;; function 0 <trunc>: 11 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.trunc_f64_s
;;;     fcmp d0, d0
;;;     b.vs #0x1c
;;;     fcvtzs x0, d0
;;;     cmp x0, w0, sxtw
;;;     b.ne #0x8
;;;   end
;;;     retab
;;;   i32.trunc_f64_s
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i32.trunc_f64_s
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 1 <trunc_wide>: 12 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.trunc_f32_u
;;;     fmov s31, #-1.00000000
;;;     fcmp s0, s31
;;;     b.vs #0x1c
;;;     fcvtzu x0, s0
;;;     ccmn x0, #0x1, #0x4, gt
;;;     b.eq #0x8
;;;   end
;;;     retab
;;;   i64.trunc_f32_u
;;;     mov x17, x30
;;;     bl elsewhere
;;;   i64.trunc_f32_u
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 2 <saturate>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.trunc_sat_f64_s
;;;     fcvtzs w0, d0
;;;   end
;;;     retab
;;; function 3 <convert>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.convert_i64_u
;;;     ucvtf d0, x0
;;;   end
;;;     retab
;;; function 4 <demote>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f32.demote_f64
;;;     fcvt s0, d0
;;;   end
;;;     retab
;;; function 5 <reinterpret>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.reinterpret_f64
;;;     fmov x0, d0
;;;   end
;;;     retab
