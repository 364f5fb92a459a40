;; Sums: operands from homes, an immediate of 12 bits, one shifted by 12, a negative one as sub, one that needs a register.
(module
  (func $locals (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func $immediate (param i64) (result i64) (i64.add (local.get 0) (i64.const 4095)))
  (func $shifted (param i64) (result i64) (i64.add (local.get 0) (i64.const 0x123000)))
  (func $negative (param i32) (result i32) (i32.add (local.get 0) (i32.const -16)))
  (func $wide (param i64) (result i64) (i64.sub (local.get 0) (i64.const 0x123456789abc)))
  (func $constants (result i32) (i32.add (i32.const 40) (i32.const 2)))
  (func $reversed (param i32) (result i32) (i32.sub (i32.const 7) (local.get 0))))
;;; function 0 <locals>: 3 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.add
;;;     add w0, w0, w1
;;;   end
;;;     retab
;;; function 1 <immediate>: 3 words
;;;   local.get
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;   i64.add
;;;     add x0, x0, #0xfff
;;;   end
;;;     retab
;;; function 2 <shifted>: 3 words
;;;   local.get
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;   i64.add
;;;     add x0, x0, #0x123, lsl #12
;;;   end
;;;     retab
;;; function 3 <negative>: 3 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.add
;;;     sub w0, w0, #0x10
;;;   end
;;;     retab
;;; function 4 <wide>: 6 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i64.const
;;;     mov x1, #0x9abc
;;;     movk x1, #0x5678, lsl #16
;;;     movk x1, #0x1234, lsl #32
;;;   i64.sub
;;;     sub x0, x0, x1
;;;   end
;;;     retab
;;; function 5 <constants>: 4 words
;;;   i32.const
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.add
;;;     mov w1, #0x2
;;;     add w0, w1, #0x28
;;;   end
;;;     retab
;;; function 6 <reversed>: 4 words
;;;   i32.const
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   i32.sub
;;;     mov w8, #0x7
;;;     sub w0, w8, w0
;;;   end
;;;     retab
