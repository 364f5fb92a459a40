;; Comparisons as values, and fused with what consumes them: br_if, if, select, eqz.
(module
  (func $value (param i32 i32) (result i32) (i32.lt_u (local.get 0) (local.get 1)))
  (func $immediate (param i64) (result i32) (i64.ge_s (local.get 0) (i64.const 10)))
  (func $negative (param i32) (result i32) (i32.eq (local.get 0) (i32.const -1)))
  (func $zero (param i32) (result i32) (i32.eqz (local.get 0)))
  (func $not (param i32 i32) (result i32) (i32.eqz (i32.gt_s (local.get 0) (local.get 1))))
  (func $branch (param i32 i32)
    (block (br_if 0 (i32.lt_s (local.get 0) (local.get 1))) (unreachable)))
  (func $branch_zero (param i32)
    (block (br_if 0 (i32.eqz (local.get 0))) (unreachable)))
  (func $branch_float (param f64 f64)
    (block (br_if 0 (f64.lt (local.get 0) (local.get 1))) (unreachable)))
  (func $if (param i32) (result i32)
    (if (result i32) (i32.gt_u (local.get 0) (i32.const 5)) (then (i32.const 1)) (else (i32.const 2))))
  (func $select (param i32 i32) (result i32)
    (select (local.get 0) (local.get 1) (i32.lt_s (local.get 0) (local.get 1)))))
;;; function 0 <value>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.lt_u
;;;     cmp w0, w1
;;;     cset w0, lo
;;;   end
;;;     retab
;;; function 1 <immediate>: 4 words
;;;   local.get
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;   i64.ge_s
;;;     cmp x0, #0xa
;;;     cset w0, ge
;;;   end
;;;     retab
;;; function 2 <negative>: 4 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.eq
;;;     cmn w0, #0x1
;;;     cset w0, eq
;;;   end
;;;     retab
;;; function 3 <zero>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.eqz
;;;     cmp w0, #0x0
;;;     cset w0, eq
;;;   end
;;;     retab
;;; function 4 <not>: 4 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.gt_s
;;;     cmp w0, w1
;;;   i32.eqz
;;;     cset w0, le
;;;   end
;;;     retab
;;; function 5 <branch>: 7 words
;;;   block
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.lt_s
;;;     cmp w0, w1
;;;   br_if
;;;     b.lt #0x8
;;;   unreachable
;;;     b #0x8
;;;   end
;;;     retab
;;;   unreachable
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 6 <branch_zero>: 6 words
;;;   block
;;;   local.get
;;;   i32.eqz
;;;   (frame)
;;;     pacibsp
;;;   br_if
;;;     cbz w0, #0x8
;;;   unreachable
;;;     b #0x8
;;;   end
;;;     retab
;;;   unreachable
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 7 <branch_float>: 7 words
;;;   block
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.lt
;;;     fcmp d0, d1
;;;   br_if
;;;     b.mi #0x8
;;;   unreachable
;;;     b #0x8
;;;   end
;;;     retab
;;;   unreachable
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 8 <if>: 7 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.gt_u
;;;     cmp w0, #0x5
;;;   if
;;;     b.ls #0xc
;;;   i32.const
;;;   else
;;;     mov w0, #0x1
;;;     b #0x8
;;;   i32.const
;;;   end
;;;     mov w0, #0x2
;;;   end
;;;     retab
;;; function 9 <select>: 4 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.lt_s
;;;     cmp w0, w1
;;;   select
;;;     csel w0, w0, w1, lt
;;;   end
;;;     retab
