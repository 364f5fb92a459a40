;; SPDX-License-Identifier: Apache-2.0
;; A shift by a constant waits for the operator that does it on the way: as either operand of the logical operators and add,
;; as the right one of sub; not a rotation by add. A local that is written meanwhile takes the shift with it first.
(module
  (func $hash (param i32) (result i32)
    (local.set 0 (i32.xor (i32.shl (local.get 0) (i32.const 13)) (local.get 0)))
    (local.set 0 (i32.xor (local.get 0) (i32.shr_u (local.get 0) (i32.const 17))))
    (local.set 0 (i32.sub (local.get 0) (i32.shr_s (local.get 0) (i32.const 5))))
    (local.get 0))
  (func $wide (param i64) (result i64)
    (local.set 0 (i64.const 3))
    (i64.add (i64.shl (local.get 0) (i64.const 40)) (local.get 0)))
  (func $rotated (param i32) (result i32)
    (local.set 0 (i32.const 3))
    (i32.add (local.get 0) (i32.rotr (local.get 0) (i32.const 7))))
  (func $written (param i32 i32) (result i32)
    (local.set 0 (i32.const 3))
    (i32.shl (local.get 0) (i32.const 4))
    (local.get 1)
    (local.set 0 (i32.const 9))
    (i32.add)
    (i32.add (local.get 0))))
;;; function 0 <hash>: 8 words
;;;   local.get
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   i32.shl
;;;     lsl w8, w0, #13
;;;   local.get
;;;   i32.xor
;;;     eor w0, w8, w0
;;;   local.set
;;;   local.get
;;;   local.get
;;;   i32.const
;;;   i32.shr_u
;;;     lsr w1, w0, #17
;;;   i32.xor
;;;     eor w0, w0, w1
;;;   local.set
;;;   local.get
;;;   local.get
;;;   i32.const
;;;   i32.shr_s
;;;     asr w1, w0, #5
;;;   i32.sub
;;;     sub w0, w0, w1
;;;   local.set
;;;   local.get
;;;   end
;;;     retab
;;; function 1 <wide>: 5 words
;;;   i64.const
;;;   (frame)
;;;     pacibsp
;;;   local.set
;;;     mov w0, #0x3
;;;   local.get
;;;   i64.const
;;;   i64.shl
;;;     lsl x8, x0, #40
;;;   local.get
;;;   i64.add
;;;     add x0, x8, x0
;;;   end
;;;     retab
;;; function 2 <rotated>: 5 words
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   local.set
;;;     mov w0, #0x3
;;;   local.get
;;;   local.get
;;;   i32.const
;;;   i32.rotr
;;;     ror w1, w0, #0x7
;;;   i32.add
;;;     add w0, w0, w1
;;;   end
;;;     retab
;;; function 3 <written>: 7 words
;;;   i32.const
;;;   (frame)
;;;     pacibsp
;;;   local.set
;;;     mov w0, #0x3
;;;   local.get
;;;   i32.const
;;;   i32.shl
;;;     lsl w8, w0, #4
;;;   local.get
;;;   i32.const
;;;   local.set
;;;     mov w0, #0x9
;;;   i32.add
;;;     add w8, w8, w1
;;;   local.get
;;;   i32.add
;;;     add w0, w8, w0
;;;   end
;;;     retab
