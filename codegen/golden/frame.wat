;; Frames: none (a leaf that keeps nothing), one with a record alone, one of over 1 KiB, which compares sp with the stack's
;; limit in a prologue behind the body; operands beyond the temporaries go to their slots.
(module
  (func $none (param i32) (result i32) (block) (local.get 0)) ;; inlined without a block
  (func $record (call $none (i32.const 1)) (drop))
  (func $deep (param i32) (result i32)
    (i32.add (i32.add (local.get 0) (i32.const 1)) (i32.add (i32.add (local.get 0) (i32.const 2))
      (i32.add (i32.add (local.get 0) (i32.const 3)) (i32.add (i32.add (local.get 0) (i32.const 4))
        (i32.add (i32.add (local.get 0) (i32.const 5)) (i32.add (i32.add (local.get 0) (i32.const 6))
          (i32.add (i32.add (local.get 0) (i32.const 7)) (i32.add (local.get 0) (i32.const 8))))))))))
  (func $large (param i32) (result externref)
    (local externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref externref externref externref
      externref externref externref externref externref externref externref externref externref)
    (local.get 140)))
;;; function 0 <none>: 2 words
;;;   block
;;;   end
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   end
;;;     retab
;;; function 1 <record>: 7 words
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;   call
;;;     mov w0, #0x1
;;;     bl elsewhere
;;;   drop
;;;   end
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;; function 2 <deep>: 17 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.add
;;;     add w8, w0, #0x1
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w1, w0, #0x2
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w2, w0, #0x3
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w3, w0, #0x4
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w4, w0, #0x5
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w5, w0, #0x6
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w6, w0, #0x7
;;;   local.get
;;;   i32.const
;;;   i32.add
;;;     add w7, w0, #0x8
;;;   i32.add
;;;     add w6, w6, w7
;;;   i32.add
;;;     add w5, w5, w6
;;;   i32.add
;;;     add w4, w4, w5
;;;   i32.add
;;;     add w3, w3, w4
;;;   i32.add
;;;     add w2, w2, w3
;;;   i32.add
;;;     add w1, w1, w2
;;;   i32.add
;;;     add w0, w8, w1
;;;   end
;;;     retab
;;; function 3 <large>: 17 words
;;;   local.get
;;;   (frame)
;;;     b #0x14
;;;   end
;;;     ldr x0, [sp, #0x470]
;;;     mov sp, x29
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     mov w16, #0x480
;;;     sub x16, sp, x16
;;;     ldr x17, [x28, #0x18]
;;;     cmp x16, x17
;;;     b.hs #0x8
;;;     bl elsewhere
;;;     mov sp, x16
;;;     str xzr, [sp, #0x470]
;;;     b #-0x3c
