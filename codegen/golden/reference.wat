;; References: locals in slots, null as zero, select, tests fused with their branch.
(module
  (func $null (result externref) (ref.null extern))
  (func $is_null (param externref) (result i32) (ref.is_null (local.get 0)))
  (func $branch (param funcref) (block (br_if 0 (ref.is_null (local.get 0))) (unreachable)))
  (func $select (param externref externref i32) (result externref)
    (select (result externref) (local.get 0) (local.get 1) (local.get 2)))
  (func $local (param externref) (result externref) (local externref)
    (local.set 1 (local.get 0))
    (loop (br_if 0 (ref.is_null (local.tee 1 (local.get 0)))))
    (local.get 1)))
;;; function 0 <null>: 3 words
;;;   ref.null
;;;   (frame)
;;;     pacibsp
;;;   end
;;;     mov w0, #0x0
;;;     retab
;;; function 1 <is_null>: 4 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   ref.is_null
;;;     cmp x0, #0x0
;;;     cset w0, eq
;;;   end
;;;     retab
;;; function 2 <branch>: 6 words
;;;   block
;;;   local.get
;;;   ref.is_null
;;;   (frame)
;;;     pacibsp
;;;   br_if
;;;     cbz x0, #0x8
;;;   unreachable
;;;     b #0x8
;;;   end
;;;     retab
;;;   unreachable
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 3 <select>: 4 words
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
;;; function 4 <local>: 16 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;     stp x29, x30, [sp, #-0x10]!
;;;     mov x29, sp
;;;     sub sp, sp, #0x20
;;;     str xzr, [sp, #0x18]
;;;     str x0, [sp, #0x10]
;;;   local.set
;;;     str x0, [sp, #0x18]
;;;   loop
;;;     ldur wzr, [x28, #-0x8]
;;;   local.get
;;;   local.tee
;;;     ldr x0, [sp, #0x10]
;;;     str x0, [sp, #0x18]
;;;   ref.is_null
;;;     ldr x0, [sp, #0x18]
;;;   br_if
;;;     cbz x0, #-0x10
;;;   end
;;;   local.get
;;;   end
;;;     ldr x0, [sp, #0x18]
;;;     add sp, sp, #0x20
;;;     ldp x29, x30, [sp], #0x10
;;;     retab
