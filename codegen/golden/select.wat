;; select and drop: the condition in the flags before the operands are read, floats, constants, a value of slots.
(module
  (func $value (param i32 i32 i32) (result i32) (select (local.get 0) (local.get 1) (local.get 2)))
  (func $typed (param i64 i64 i32) (result i64) (select (result i64) (local.get 0) (local.get 1) (local.get 2)))
  (func $float (param f64 f64 f64) (result f64)
    (select (local.get 0) (local.get 1) (f64.ge (local.get 1) (local.get 2))))
  (func $single (param f32 i32) (result f32) (select (local.get 0) (f32.const 0) (i32.eqz (local.get 1))))
  (func $constants (param i64) (result i32) (select (i32.const 1) (i32.const -1) (i64.eqz (local.get 0))))
  (func $dropped (param i32) (drop (i32.add (local.get 0) (local.get 0))) (nop)))
;;; function 0 <value>: 4 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   select
;;;     cmp w2, #0x0
;;;     csel w0, w0, w1, ne
;;;   end
;;;     retab
;;; function 1 <typed>: 4 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   select
;;;     cmp w2, #0x0
;;;     csel x0, x0, x1, ne
;;;   end
;;;     retab
;;; function 2 <float>: 4 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f64.ge
;;;     fcmp d1, d2
;;;   select
;;;     fcsel d0, d0, d1, ge
;;;   end
;;;     retab
;;; function 3 <single>: 5 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   f32.const
;;;     movi v1.2d, #0000000000000000
;;;   local.get
;;;   i32.eqz
;;;   select
;;;     cmp w0, #0x0
;;;     fcsel s0, s0, s1, eq
;;;   end
;;;     retab
;;; function 4 <constants>: 5 words
;;;   i32.const
;;;   i32.const
;;;   local.get
;;;   i64.eqz
;;;   (frame)
;;;     pacibsp
;;;   select
;;;     cmp x0, #0x0
;;;     mov w8, #0x1
;;;     cneg w0, w8, ne
;;;   end
;;;     retab
;;; function 5 <dropped>: 3 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.add
;;;     add w8, w0, w0
;;;   drop
;;;   nop
;;;   end
;;;     retab
