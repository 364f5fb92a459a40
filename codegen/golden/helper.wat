;; Operators that are calls of C: table and bulk operators; arguments, then indices of the module, in x0 and up; the
;; instance taken back from the frame and authenticated.
(module
  (memory 1)
  (data $d "abc")
  (table $t 4 funcref)
  (table $x 2 externref)
  (elem $e func $f)
  (func $f)
  (func $get (param i32) (result externref) (table.get $x (local.get 0)))
  (func $set (param i32 externref) (table.set $x (local.get 0) (local.get 1)))
  (func $size (result i32) (table.size $x))
  (func $grow (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))
  (func $fill (param i32 externref i32) (table.fill $x (local.get 0) (local.get 1) (local.get 2)))
  (func $copy (table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 2)))
  (func $init (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1)))
  (func $drop_elem (elem.drop $e))
  (func $memory_init (param i32) (memory.init $d (local.get 0) (i32.const 0) (i32.const 3)))
  (func $drop_data (data.drop $d))
  (func $memory_copy (param i32 i32 i32) (memory.copy (local.get 2) (local.get 1) (local.get 0)))
  (func $func (result funcref) (ref.func $f))
  (func $kept (param i32 i64) (result i64)
    (i64.add (local.get 1) (i64.extend_i32_u (memory.grow (local.get 0))))))
;;; function 0 <f>: 2 words
;;;   (frame)
;;;     pacibsp
;;;   end
;;;     retab
;;; function 1 <get>: 16 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   table.get
;;;     mov w1, #0x1
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <set>: 16 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   table.set
;;;     mov w2, #0x1
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 3 <size>: 4 words
;;;   (frame)
;;;     pacibsp
;;;   table.size
;;;     ldr x0, [x28, #0x48]
;;;     ldr w0, [x0, #0x8]
;;;   end
;;;     retab
;;; function 4 <grow>: 18 words
;;;   ref.null
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   table.grow
;;;     mov x1, x0
;;;     mov w0, #0x0
;;;     mov w2, #0x0
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 5 <fill>: 16 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   table.fill
;;;     mov w3, #0x1
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 6 <copy>: 20 words
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   table.copy
;;;     mov w0, #0x0
;;;     mov w1, #0x1
;;;     mov w2, #0x2
;;;     mov w3, #0x0
;;;     mov w4, #0x0
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 7 <init>: 20 words
;;;   i32.const
;;;   i32.const
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   table.init
;;;     mov w0, #0x0
;;;     mov w1, #0x0
;;;     mov w2, #0x1
;;;     mov w3, #0x0
;;;     mov w4, #0x0
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 8 <drop_elem>: 16 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   elem.drop
;;;     mov w0, #0x0
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 9 <memory_init>: 18 words
;;;   local.get
;;;   i32.const
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   memory.init
;;;     mov w1, #0x0
;;;     mov w2, #0x3
;;;     mov w3, #0x0
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 10 <drop_data>: 16 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   data.drop
;;;     mov w0, #0x0
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 11 <memory_copy>: 18 words
;;;   local.get
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   memory.copy
;;;     mov x16, x0
;;;     mov x0, x2
;;;     mov x2, x16
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 12 <func>: 16 words
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, xzr, [sp, #-0x10]!
;;;   ref.func
;;;     mov w0, #0x0
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   end
;;;     add sp, sp, #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 13 <kept>: 17 words
;;;   local.get
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     stp x28, x19, [sp, #-0x10]!
;;;     mov x19, x1
;;;   memory.grow
;;;     bl elsewhere
;;;     ldr x17, [sp]
;;;     ldr x28, [x17]
;;;     movk x17, #module, lsl #48
;;;     autdb x28, x17
;;;     ldr x27, [x28, #0x8]
;;;     add x17, x17, #0x8
;;;     autdb x27, x17
;;;   i64.extend_i32_u
;;;   i64.add
;;;     add x0, x19, w0, uxtw
;;;   end
;;;     ldp xzr, x19, [sp], #0x10
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
