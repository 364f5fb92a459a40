;; SPDX-License-Identifier: Apache-2.0
;; What generated functions (harness/fuzz) have found, made small: each failed before the commit that adds it.

;; An alias of a reference parameter, copied because the parameter is written, keeps its type.
(module
  (func (export "exchange") (param externref externref) (result externref externref)
    (local.get 1) (local.get 0) (local.set 1) (local.set 0)
    (local.get 0) (local.get 1)))
(assert_return (invoke "exchange" (ref.extern 1) (ref.extern 2)) (ref.extern 2) (ref.extern 1))

;; A constant that is a parameter of the second block, below a value that settled at the first.
(module
  (global $g (mut i64) (i64.const 5))
  (func (export "constant-below-settled") (param i32) (result i32)
    (i32.const 264795009)
    (global.get $g)
    (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2)))
    (drop)
    (local.get 0)
    (if (param i32 i64) (result i32)
      (then (drop))
      (else (drop)))))
(assert_return (invoke "constant-below-settled" (i32.const 0)) (i32.const 264795009))
(assert_return (invoke "constant-below-settled" (i32.const 1)) (i32.const 264795009))
