;; SPDX-License-Identifier: Apache-2.0
;; Structured control: branches out of nested loops, br_table inside and beyond its range, values carried by branches,
;; locals that change in loops and are read after every exit.
(module
  (func (export "factorial") (param $n i64) (result i64) (local $r i64)
    (local.set $r (i64.const 1))
    (block $done
      (loop $next
        (br_if $done (i64.lt_u (local.get $n) (i64.const 2)))
        (local.set $r (i64.mul (local.get $r) (local.get $n)))
        (local.set $n (i64.sub (local.get $n) (i64.const 1)))
        (br $next)))
    (local.get $r))

  ;; The smallest i*j >= limit over 1 <= i, j <= 9 in order of i, then j; 0 if there is none. Leaves two loops at once.
  (func (export "search") (param $limit i32) (result i32) (local $i i32) (local $j i32)
    (local.set $i (i32.const 1))
    (block $found (result i32)
      (loop $outer
        (local.set $j (i32.const 1))
        (loop $inner
          (drop (br_if $found
            (i32.mul (local.get $i) (local.get $j))
            (i32.ge_s (i32.mul (local.get $i) (local.get $j)) (local.get $limit))))
          (br_if $inner (i32.le_s (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 9))))
        (br_if $outer (i32.le_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 9))))
      (i32.const 0)))

  (func (export "switch") (param $i i32) (result i32)
    (block $default
      (block $two
        (block $one
          (block $zero
            (br_table $zero $one $two $default (local.get $i)))
          (return (i32.const 100)))
        (return (i32.const 101)))
      (return (i32.const 102)))
    (i32.const 999))

  ;; A branch table out of a loop: 0 goes round again, 1 leaves with what was counted.
  (func (export "spin") (param $n i32) (result i32) (local $count i32)
    (block $out
      (loop $again
        (local.set $count (i32.add (local.get $count) (i32.const 3)))
        (br_table $again $out (i32.ge_u (local.get $count) (local.get $n)))))
    (local.get $count))

  (func (export "unreached") (result i32)
    (block (result i32)
      (br 0 (i32.const 7))
      (unreachable)
      (i32.add)))

  ;; The same local on the stack before and after it is written: the first must keep the old value.
  (func (export "before_and_after") (param $x i32) (result i32)
    (i32.sub (local.get $x) (local.tee $x (i32.add (local.get $x) (i32.const 5)))))

  (func (export "select") (param i64 i64 i32) (result i64)
    (select (local.get 0) (local.get 1) (local.get 2)))
)
(assert_return (invoke "factorial" (i64.const 0)) (i64.const 1))
(assert_return (invoke "factorial" (i64.const 20)) (i64.const 2432902008176640000))
(assert_return (invoke "factorial" (i64.const 25)) (i64.const 7034535277573963776))
(assert_return (invoke "search" (i32.const 1)) (i32.const 1))
(assert_return (invoke "search" (i32.const 50)) (i32.const 54))
(assert_return (invoke "search" (i32.const 81)) (i32.const 81))
(assert_return (invoke "search" (i32.const 82)) (i32.const 0))
(assert_return (invoke "switch" (i32.const 0)) (i32.const 100))
(assert_return (invoke "switch" (i32.const 1)) (i32.const 101))
(assert_return (invoke "switch" (i32.const 2)) (i32.const 102))
(assert_return (invoke "switch" (i32.const 3)) (i32.const 999))
(assert_return (invoke "switch" (i32.const -1)) (i32.const 999))
(assert_return (invoke "spin" (i32.const 10)) (i32.const 12))
(assert_return (invoke "unreached") (i32.const 7))
(assert_return (invoke "before_and_after" (i32.const 40)) (i32.const -5))
(assert_return (invoke "select" (i64.const 1) (i64.const 2) (i32.const 3)) (i64.const 1))
(assert_return (invoke "select" (i64.const 1) (i64.const 2) (i32.const 0)) (i64.const 2))
(assert_invalid (module (func (result i32) (block (br 0)))) "type mismatch")
(assert_invalid (module (func (br 1))) "unknown label")
(assert_malformed (module binary "\00asm" "\02\00\00\00") "unknown binary version")
