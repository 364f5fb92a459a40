;; SPDX-License-Identifier: Apache-2.0
;; What harness/bench/call_cost.c counts: each loop_NAME makes n calls of one kind; loop_empty makes none.
(module
  (type $add (func (param i32 i32) (result i32)))
  (import "host" "nothing" (func $host_nothing))
  (import "host" "add" (func $host_add (type $add)))
  (import "other" "add" (func $other_add (type $add)))
  (table $grows 2 funcref)
  (table $fixed 2 2 funcref)
  (elem (table $grows) (i32.const 0) func $add $other_add)
  (elem (table $fixed) (i32.const 0) func $add $other_add)
  (memory 1 2)
  ;; Both have words to no purpose, which make no code: of up to 64 bytes they would be inlined.
  (func $nothing (export "nothing")
    (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0))
    (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)))
  (func $add (export "add") (type $add)
    (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0))
    (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0)) (drop (i32.const 0))
    (i32.add (local.get 0) (local.get 1)))
  (func (export "trap") unreachable)
  (func (export "loop_empty") (param $n i32)
    (loop $again
      (block) ;; or it would be walked four times
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "loop_nothing") (param $n i32)
    (loop $again
      (call $nothing)
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "loop_add") (param $n i32)
    (loop $again
      (drop (call $add (local.get $n) (i32.const 7)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "loop_indirect") (param $n i32)
    (loop $again
      (drop (call_indirect (type $add) (local.get $n) (i32.const 7) (i32.const 0)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "loop_indirect_other") (param $n i32)
    (loop $again
      (drop (call_indirect (type $add) (local.get $n) (i32.const 7) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "loop_fixed") (param $n i32)
    (loop $again
      (drop (call_indirect $fixed (type $add) (local.get $n) (i32.const 7) (i32.const 0)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "loop_fixed_other") (param $n i32)
    (loop $again
      (drop (call_indirect $fixed (type $add) (local.get $n) (i32.const 7) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "loop_other") (param $n i32)
    (loop $again
      (drop (call $other_add (local.get $n) (i32.const 7)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "loop_host_nothing") (param $n i32)
    (loop $again
      (call $host_nothing)
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "loop_host_add") (param $n i32)
    (loop $again
      (drop (call $host_add (local.get $n) (i32.const 7)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "loop_grow") (param $n i32)
    (loop $again
      (drop (memory.grow (i32.const 0)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
