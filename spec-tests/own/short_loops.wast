;; SPDX-License-Identifier: Apache-2.0
;; Short loops, which are walked several times (codegen/unroll.h). Each runs for 1 to 9 turns, so that it ends in each of
;; the turns that it is walked, and begins again; the values follow from the text.
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func (export "count") (param i32) (result i32) (local i32)
    (loop
      (local.set 1 (i32.add (local.get 1) (i32.const 10)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1))
  ;; Euclid: what br_if has tested divides in the next turn.
  (func (export "gcd") (param i32 i32) (result i32) (local i32)
    (loop
      (local.get 0)
      (local.set 1 (i32.rem_u (local.tee 2 (local.get 1))))
      (local.set 0 (local.get 2))
      (br_if 0 (local.get 1)))
    (local.get 0))
  ;; The tested local is written before the division: by zero in turn n.
  (func (export "written") (param i32) (result i32) (local i32)
    (loop
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (local.set 1 (i32.div_u (i32.const 100) (local.get 0)))
      (br_if 0 (local.get 0)))
    (local.get 1))
  ;; The same by tee, in the longer form of an index, and through another local: the old value is tested, the new one divides.
  (func (export "teed") (param i32) (result i32) (local i32)
    (loop
      (local.set 1 (i32.div_u (i32.const 100) (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (br_if 0 (local.get 0)))
    (local.get 1))
  (func (export "other") (param i32) (result i32) (local i32 i32)
    (loop
      (local.set 2 (local.get 0))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (local.set 1 (i32.add (i32.div_u (i32.const 60) (local.get 2)) (local.get 1)))
      (br_if 0 (local.get 0)))
    (local.get 1))
  (func (export "other_zero") (param i32) (result i32) (local i32 i32)
    (local.set 2 (i32.const 1))
    (loop
      (local.set 1 (i32.add (i32.div_u (i32.const 60) (local.get 2)) (local.get 1)))
      (local.set 2 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))
      (local.set 2 (i32.sub (local.get 2) (i32.const 1)))
      (br_if 0 (local.get 0)))
    (local.get 1))
  ;; Traps in each turn, with what was stored before.
  (func (export "store") (param i32 i32)
    (loop
      (i32.store (local.get 0) (local.get 0))
      (local.set 0 (i32.add (local.get 0) (i32.const 4)))
      (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1))))))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  ;; In an outer loop with more locals than homes, of floats and integers; conditions in the flags.
  (func (export "sum") (param i32) (result f64)
    (local i32 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    (loop
      (local.set 1 (i32.const 3))
      (loop
        (local.set 2 (f64.add (local.get 2) (f64.const 1)))
        (local.set 12 (i32.add (local.get 12) (local.get 1)))
        (local.set 1 (i32.sub (local.get 1) (i32.const 1)))
        (br_if 0 (i32.gt_s (local.get 1) (i32.const 0))))
      (loop
        (local.set 11 (f64.add (local.get 11) (f64.const 0.5)))
        (br_if 0 (f64.lt (local.get 11) (local.get 2))))
      (local.set 3 (f64.add (local.get 3) (f64.add (local.get 11) (f64.convert_i32_s (local.get 12)))))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 3))
  ;; With what is left below the loop on the operand stack, and a loop behind a loop.
  (func (export "below") (param i32) (result i32) (local i32)
    (local.set 1 (local.get 0))
    (i32.mul (local.get 0) (i32.const 1000))
    (loop
      (global.set $g (i32.add (global.get $g) (i32.const 1)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (loop
      (global.set $g (i32.add (global.get $g) (i32.const 1)))
      (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
    (global.get $g)
    (global.set $g (i32.const 0))
    (i32.add)))

(assert_return (invoke "count" (i32.const 1)) (i32.const 10))
(assert_return (invoke "count" (i32.const 2)) (i32.const 20))
(assert_return (invoke "count" (i32.const 3)) (i32.const 30))
(assert_return (invoke "count" (i32.const 4)) (i32.const 40))
(assert_return (invoke "count" (i32.const 5)) (i32.const 50))
(assert_return (invoke "count" (i32.const 8)) (i32.const 80))
(assert_return (invoke "count" (i32.const 9)) (i32.const 90))
(assert_return (invoke "gcd" (i32.const 12) (i32.const 18)) (i32.const 6))
(assert_return (invoke "gcd" (i32.const 832040) (i32.const 514229)) (i32.const 1))
(assert_return (invoke "gcd" (i32.const 7) (i32.const 7)) (i32.const 7))
(assert_trap (invoke "gcd" (i32.const 7) (i32.const 0)) "integer divide by zero")
(assert_trap (invoke "written" (i32.const 1)) "integer divide by zero")
(assert_trap (invoke "written" (i32.const 2)) "integer divide by zero")
(assert_trap (invoke "written" (i32.const 3)) "integer divide by zero")
(assert_trap (invoke "written" (i32.const 5)) "integer divide by zero")
(assert_trap (invoke "teed" (i32.const 1)) "integer divide by zero")
(assert_trap (invoke "teed" (i32.const 2)) "integer divide by zero")
(assert_trap (invoke "teed" (i32.const 4)) "integer divide by zero")
(assert_trap (invoke "teed" (i32.const 6)) "integer divide by zero")
(assert_trap (invoke "other" (i32.const 0)) "integer divide by zero")
;; 60/3 + 60/2 + 60/1
(assert_return (invoke "other" (i32.const 3)) (i32.const 110))
(assert_return (invoke "other" (i32.const 5)) (i32.const 137))
(assert_return (invoke "other_zero" (i32.const 1)) (i32.const 60))
(assert_trap (invoke "other_zero" (i32.const 2)) "integer divide by zero")
;; 60 + 60 / 2 + 60 / 1, and then by zero
(assert_trap (invoke "other_zero" (i32.const 4)) "integer divide by zero")
(invoke "store" (i32.const 100) (i32.const 5))
(assert_return (invoke "load" (i32.const 116)) (i32.const 116))
(assert_return (invoke "load" (i32.const 120)) (i32.const 0))
(assert_trap (invoke "store" (i32.const 65524) (i32.const 4)) "out of bounds memory access")
(assert_return (invoke "load" (i32.const 65532)) (i32.const 65532))
(assert_trap (invoke "store" (i32.const 65532) (i32.const 2)) "out of bounds memory access")
(assert_trap (invoke "store" (i32.const 65522) (i32.const 9)) "out of bounds memory access")
(assert_return (invoke "load" (i32.const 65530)) (i32.const 65530))
;; Turn k of n: local 2 = 3 k, local 12 = 6 k, local 11 = 3 k: 9 k
(assert_return (invoke "sum" (i32.const 1)) (f64.const 9))
(assert_return (invoke "sum" (i32.const 4)) (f64.const 90))
(assert_return (invoke "below" (i32.const 3)) (i32.const 3006))
(assert_return (invoke "below" (i32.const 6)) (i32.const 6012))

;; What is not valid in such a loop is told as in any other.
(assert_invalid (module (func (param i32) (loop (i32.const 1) (br_if 0 (local.get 0))))) "type mismatch")
(assert_invalid (module (func (param i64) (loop (br_if 0 (local.get 0))))) "type mismatch")
(assert_invalid (module (func (param i32) (loop (local.set 1 (local.get 0)) (br_if 0 (local.get 0))))) "unknown local")
(assert_invalid (module (func (param i32) (loop (i32.add (local.get 0)) (br_if 0)))) "type mismatch")
