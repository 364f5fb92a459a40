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

;; Two thousand rows to one label with many values: refused as too large when each row had its own moves.
(module
  (func (export "many-rows") (param i32) (result i32)
    (block $all (result i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i32)
      (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6) (i64.const 7) (i64.const 8)
      (i64.const 9) (i64.const 10) (i64.const 11) (i64.const 12) (i64.const 13) (i64.const 14) (i64.const 15)
      (i64.const 16) (i64.const 17) (i64.const 18) (i64.const 19) (i64.const 20) (local.get 0)
      (br_table
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all $all
        $all (local.get 0)))
    (br 0)))
(assert_return (invoke "many-rows" (i32.const 0)) (i32.const 0))
(assert_return (invoke "many-rows" (i32.const 1999)) (i32.const 1999))
(assert_return (invoke "many-rows" (i32.const 5000)) (i32.const 5000))
