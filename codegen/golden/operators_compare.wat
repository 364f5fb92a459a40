;; Every comparison, as a value: its condition, also of unordered floats (lt is mi, le is ls).
(module
  (func $i32 (param i32 i32)
    (result i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    (i32.eqz (local.get 0)) (i32.eq (local.get 0) (local.get 1)) (i32.ne (local.get 0) (local.get 1))
    (i32.lt_s (local.get 0) (local.get 1)) (i32.lt_u (local.get 0) (local.get 1))
    (i32.gt_s (local.get 0) (local.get 1)) (i32.gt_u (local.get 0) (local.get 1))
    (i32.le_s (local.get 0) (local.get 1)) (i32.le_u (local.get 0) (local.get 1))
    (i32.ge_s (local.get 0) (local.get 1)) (i32.ge_u (local.get 0) (local.get 1)))
  (func $i64_equal (param i64 i64) (result i32)
    (i32.or (i64.eqz (local.get 0)) (i32.or (i64.eq (local.get 0) (local.get 1)) (i64.ne (local.get 0) (local.get 1)))))
  (func $i64_less (param i64 i64) (result i32)
    (i32.or (i32.or (i64.lt_s (local.get 0) (local.get 1)) (i64.lt_u (local.get 0) (local.get 1)))
      (i32.or (i64.le_s (local.get 0) (local.get 1)) (i64.le_u (local.get 0) (local.get 1)))))
  (func $i64_greater (param i64 i64) (result i32)
    (i32.or (i32.or (i64.gt_s (local.get 0) (local.get 1)) (i64.gt_u (local.get 0) (local.get 1)))
      (i32.or (i64.ge_s (local.get 0) (local.get 1)) (i64.ge_u (local.get 0) (local.get 1)))))
  (func $f32 (param f32 f32) (result i32)
    (i32.or (i32.or (f32.eq (local.get 0) (local.get 1)) (f32.ne (local.get 0) (local.get 1)))
      (i32.or (i32.or (f32.lt (local.get 0) (local.get 1)) (f32.gt (local.get 0) (local.get 1)))
        (f32.ge (local.get 0) (local.get 1)))))
  (func $f64 (param f64 f64) (result i32)
    (i32.or (i32.or (f64.eq (local.get 0) (local.get 1)) (f64.ne (local.get 0) (local.get 1)))
      (i32.or (f64.le (local.get 0) (local.get 1))
        (i32.or (f64.gt (local.get 0) (local.get 1)) (f64.ge (local.get 0) (local.get 1)))))))
;;; function 0 <i32>: 56 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x19, x20, [sp, #-0x80]!
;;;     mov w19, w0
;;;     mov w20, w1
;;;   i32.eqz
;;;     cmp w0, #0x0
;;;     cset w8, eq
;;;   local.get
;;;   local.get
;;;   i32.eq
;;;     cmp w0, w1
;;;     cset w7, eq
;;;   local.get
;;;   local.get
;;;   i32.ne
;;;     cmp w0, w1
;;;     cset w2, ne
;;;   local.get
;;;   local.get
;;;   i32.lt_s
;;;     cmp w0, w1
;;;     cset w3, lt
;;;   local.get
;;;   local.get
;;;   i32.lt_u
;;;     cmp w0, w1
;;;     cset w4, lo
;;;   local.get
;;;   local.get
;;;   i32.gt_s
;;;     cmp w0, w1
;;;     cset w5, gt
;;;   local.get
;;;   local.get
;;;   i32.gt_u
;;;     cmp w0, w1
;;;     cset w6, hi
;;;   local.get
;;;   local.get
;;;   i32.le_s
;;;     str x8, [sp, #0x20]
;;;     str x7, [sp, #0x28]
;;;     cmp w19, w20
;;;     cset w7, le
;;;   local.get
;;;   local.get
;;;   i32.le_u
;;;     cmp w19, w20
;;;     cset w8, ls
;;;   local.get
;;;   local.get
;;;   i32.ge_s
;;;     cmp w19, w20
;;;     cset w1, ge
;;;   local.get
;;;   local.get
;;;   i32.ge_u
;;;     cmp w19, w20
;;;     cset w0, hs
;;;   end
;;;     str x2, [sp, #0x30]
;;;     str x3, [sp, #0x38]
;;;     str x4, [sp, #0x40]
;;;     str x5, [sp, #0x48]
;;;     str x0, [sp, #0x70]
;;;     str x1, [sp, #0x68]
;;;     str x6, [sp, #0x50]
;;;     str x7, [sp, #0x58]
;;;     str x8, [sp, #0x60]
;;;     ldr w17, [sp, #0x60]
;;;     str w17, [x29, #0x10]
;;;     ldr w17, [sp, #0x68]
;;;     str w17, [x29, #0x18]
;;;     ldr w17, [sp, #0x70]
;;;     str w17, [x29, #0x20]
;;;     ldr w0, [sp, #0x20]
;;;     ldr w1, [sp, #0x28]
;;;     ldr w2, [sp, #0x30]
;;;     ldr w3, [sp, #0x38]
;;;     ldr w4, [sp, #0x40]
;;;     ldr w5, [sp, #0x48]
;;;     ldr w6, [sp, #0x50]
;;;     ldr w7, [sp, #0x58]
;;;     ldp x19, x20, [sp], #0x80
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 1 <i64_equal>: 10 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.eqz
;;;     cmp x0, #0x0
;;;     cset w8, eq
;;;   local.get
;;;   local.get
;;;   i64.eq
;;;     cmp x0, x1
;;;     cset w7, eq
;;;   local.get
;;;   local.get
;;;   i64.ne
;;;     cmp x0, x1
;;;     cset w2, ne
;;;   i32.or
;;;     orr w7, w7, w2
;;;   i32.or
;;;     orr w0, w8, w7
;;;   end
;;;     retab
;;; function 2 <i64_less>: 13 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.lt_s
;;;     cmp x0, x1
;;;     cset w8, lt
;;;   local.get
;;;   local.get
;;;   i64.lt_u
;;;     cmp x0, x1
;;;     cset w7, lo
;;;   i32.or
;;;     orr w8, w8, w7
;;;   local.get
;;;   local.get
;;;   i64.le_s
;;;     cmp x0, x1
;;;     cset w7, le
;;;   local.get
;;;   local.get
;;;   i64.le_u
;;;     cmp x0, x1
;;;     cset w2, ls
;;;   i32.or
;;;     orr w7, w7, w2
;;;   i32.or
;;;     orr w0, w8, w7
;;;   end
;;;     retab
;;; function 3 <i64_greater>: 13 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.gt_s
;;;     cmp x0, x1
;;;     cset w8, gt
;;;   local.get
;;;   local.get
;;;   i64.gt_u
;;;     cmp x0, x1
;;;     cset w7, hi
;;;   i32.or
;;;     orr w8, w8, w7
;;;   local.get
;;;   local.get
;;;   i64.ge_s
;;;     cmp x0, x1
;;;     cset w7, ge
;;;   local.get
;;;   local.get
;;;   i64.ge_u
;;;     cmp x0, x1
;;;     cset w2, hs
;;;   i32.or
;;;     orr w7, w7, w2
;;;   i32.or
;;;     orr w0, w8, w7
;;;   end
;;;     retab
;;; function 4 <f32>: 16 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f32.eq
;;;     fcmp s0, s1
;;;     cset w0, eq
;;;   local.get
;;;   local.get
;;;   f32.ne
;;;     fcmp s0, s1
;;;     cset w1, ne
;;;   i32.or
;;;     orr w0, w0, w1
;;;   local.get
;;;   local.get
;;;   f32.lt
;;;     fcmp s0, s1
;;;     cset w1, mi
;;;   local.get
;;;   local.get
;;;   f32.gt
;;;     fcmp s0, s1
;;;     cset w2, gt
;;;   i32.or
;;;     orr w1, w1, w2
;;;   local.get
;;;   local.get
;;;   f32.ge
;;;     fcmp s0, s1
;;;     cset w2, ge
;;;   i32.or
;;;     orr w1, w1, w2
;;;   i32.or
;;;     orr w0, w0, w1
;;;   end
;;;     retab
;;; function 5 <f64>: 16 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.eq
;;;     fcmp d0, d1
;;;     cset w0, eq
;;;   local.get
;;;   local.get
;;;   f64.ne
;;;     fcmp d0, d1
;;;     cset w1, ne
;;;   i32.or
;;;     orr w0, w0, w1
;;;   local.get
;;;   local.get
;;;   f64.le
;;;     fcmp d0, d1
;;;     cset w1, ls
;;;   local.get
;;;   local.get
;;;   f64.gt
;;;     fcmp d0, d1
;;;     cset w2, gt
;;;   local.get
;;;   local.get
;;;   f64.ge
;;;     fcmp d0, d1
;;;     cset w3, ge
;;;   i32.or
;;;     orr w2, w2, w3
;;;   i32.or
;;;     orr w1, w1, w2
;;;   i32.or
;;;     orr w0, w0, w1
;;;   end
;;;     retab
