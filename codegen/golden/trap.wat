;; Traps: one `bl` out of line; a function without a frame saves its return address in x17.
(module
  (func $unreachable (unreachable))
  (func $some (param i32) (if (local.get 0) (then (unreachable)))))
;;; function 0 <unreachable>: 4 words
;;;   (frame)
;;;     pacibsp
;;;   unreachable
;;;     nop
;;;   unreachable
;;;     mov x17, x30
;;;     bl elsewhere
;;; function 1 <some>: 6 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   if
;;;     cbz w0, #0x8
;;;   unreachable
;;;     b #0x8
;;;   end
;;;     retab
;;;   unreachable
;;;     mov x17, x30
;;;     bl elsewhere
