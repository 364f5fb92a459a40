;; Globals of the instance.
(module
  (global $g (mut i32) (i32.const 1))
  (global $h (mut f64) (f64.const 1))
  (func $get (result i32) (global.get $g))
  (func $set (param f64) (global.set $h (local.get 0)))
  (func $count (global.set $g (i32.add (global.get $g) (i32.const 1)))))
;;; function 0 <get>: 3 words
;;;   (frame)
;;;     pacibsp
;;;   global.get
;;;     ldr w0, [x28, #0x40]
;;;   end
;;;     retab
;;; function 1 <set>: 3 words
;;;   local.get
;;;   (frame)
;;;     pacibsp
;;;   global.set
;;;     str d0, [x28, #0x48]
;;;   end
;;;     retab
;;; function 2 <count>: 5 words
;;;   (frame)
;;;     pacibsp
;;;   global.get
;;;     ldr w0, [x28, #0x40]
;;;   i32.const
;;;   i32.add
;;;     add w0, w0, #0x1
;;;   global.set
;;;     str w0, [x28, #0x40]
;;;   end
;;;     retab
