;; SPDX-License-Identifier: Apache-2.0
;; Calls of straight lines, which are inlined (codegen/inline.h), in loops and outside of them. Each module has every
;; callee a second time, with a block in it, which is called: the exports `same` compare the two for many arguments.
;; Other values follow from the text, or are V8's.
(module
  (memory 1)
  (global $g (mut i32) (i32.const 7))

  ;; The arguments in another order, each weighted; called from a loop, nested.
  (func $weigh (param i32 i32 i32 i32) (result i32)
    (i32.add (i32.add (local.get 3) (i32.mul (local.get 2) (i32.const 10)))
      (i32.add (i32.mul (local.get 1) (i32.const 100)) (i32.mul (local.get 0) (i32.const 1000)))))
  (func $turn (param i32 i32 i32 i32) (result i32)
    (i32.sub (call $weigh (local.get 3) (local.get 0) (local.get 1) (local.get 2))
      (call $weigh (local.get 0) (local.get 1) (local.get 2) (local.get 3))))
  (func (export "turn") (param i32) (result i32) (local i32)
    (loop
      (local.set 1 (i32.add (local.get 1)
        (call $turn (local.get 0) (i32.const 2) (i32.add (local.get 0) (i32.const 2)) (i32.shl (local.get 0) (i32.const 2)))))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1))

  ;; A parameter is written while the argument is the caller's local, and while what stood for it before is on the stack.
  (func $writes (param i32 i32) (result i32)
    (local.get 0)
    (local.set 0 (i32.add (local.get 1) (i32.const 1)))
    (local.get 0)
    (local.set 1 (local.get 0))
    (local.set 0 (i32.const 50))
    (i32.sub) (local.get 1) (i32.mul) (local.get 0) (i32.xor))
  (func $writes_called (param i32 i32) (result i32)
    (block)
    (local.get 0)
    (local.set 0 (i32.add (local.get 1) (i32.const 1)))
    (local.get 0)
    (local.set 1 (local.get 0))
    (local.set 0 (i32.const 50))
    (i32.sub) (local.get 1) (i32.mul) (local.get 0) (i32.xor))
  ;; (a - (b + 1)) * (b + 1) ^ 50: the caller's locals are a and b still.
  (func (export "writes") (param i32 i32) (result i32 i32 i32) (local i32)
    (loop (local.set 2 (call $writes (local.get 0) (local.get 1))))
    (local.get 0) (local.get 1) (local.get 2))
  (func (export "writes_same") (param i32) (result i32) (local i32)
    (loop
      (local.set 1 (i32.or (local.get 1) (i32.sub
        (call $writes (i32.mul (local.get 0) (i32.const 77)) (i32.clz (local.get 0)))
        (call $writes_called (i32.mul (local.get 0) (i32.const 77)) (i32.clz (local.get 0))))))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1))

  ;; Two parameters exchanged by a third local: each of the three stands in a temporary of its own.
  (func $exchange (param i64 i64) (result i64) (local i64)
    (local.set 2 (local.get 0))
    (local.set 0 (local.get 1))
    (local.set 1 (local.get 2))
    (i64.sub (i64.mul (local.get 0) (i64.const 3)) (local.get 1)))
  (func (export "exchange") (param i64 i64) (result i64) (local i64)
    (loop (local.set 2 (call $exchange (i64.add (local.get 0) (i64.const 1)) (i64.add (local.get 1) (i64.const 1)))))
    (local.get 2))

  ;; Locals are zero at each call, although the last one has written them.
  (func $fresh (param i32) (result i32) (local i32 i64)
    (i32.add (local.get 1) (i32.wrap_i64 (local.get 2)))
    (local.set 1 (i32.add (local.get 0) (i32.const 5)))
    (local.set 2 (i64.const 9)))
  (func (export "fresh") (param i32) (result i32) (local i32)
    (loop
      (local.set 1 (i32.add (local.get 1) (call $fresh (local.get 0))))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1))

  ;; Arguments are evaluated once, from left to right, and before the body's own effects.
  (func $next (result i32) (block)
    (global.set $g (i32.mul (global.get $g) (i32.const 3)))
    (global.get $g))
  (func $twice (param i32 i32) (result i32)
    (global.set $g (i32.add (global.get $g) (i32.const 100)))
    (i32.add (i32.add (local.get 0) (local.get 0)) (i32.sub (local.get 1) (global.get $g))))
  ;; g = 7: arguments 21 and 63; g = 163; 42 + (63 - 163)
  (func (export "once") (result i32 i32) (local i32)
    (global.set $g (i32.const 7))
    (loop (local.set 0 (call $twice (call $next) (call $next))))
    (local.get 0) (global.get $g))

  ;; Operands of the caller that lie below, more than there are temporaries; seven arguments that are computed.
  (func $seven (param i32 i32 i32 i32 i32 i32 i32) (result i32)
    (local.set 3 (i32.mul (local.get 6) (i32.const 3)))
    (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6)
    (i32.sub) (i32.xor) (i32.sub) (i32.xor) (i32.sub) (i32.xor))
  (func $seven_called (param i32 i32 i32 i32 i32 i32 i32) (result i32)
    (block)
    (local.set 3 (i32.mul (local.get 6) (i32.const 3)))
    (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6)
    (i32.sub) (i32.xor) (i32.sub) (i32.xor) (i32.sub) (i32.xor))
  (func (export "seven_same") (param i32) (result i32) (local i32 i32)
    (loop
      (i32.mul (local.get 0) (i32.const 101)) (i32.mul (local.get 0) (i32.const 103)) (i32.mul (local.get 0) (i32.const 107))
      (i32.mul (local.get 0) (i32.const 2)) (i32.mul (local.get 0) (i32.const 3)) (i32.mul (local.get 0) (i32.const 5))
      (i32.mul (local.get 0) (i32.const 7)) (i32.mul (local.get 0) (i32.const 11)) (i32.mul (local.get 0) (i32.const 13))
      (i32.mul (local.get 0) (i32.const 17))
      (call $seven)
      (i32.sub) (i32.xor) (i32.sub)
      (i32.mul (local.get 0) (i32.const 101)) (i32.mul (local.get 0) (i32.const 103)) (i32.mul (local.get 0) (i32.const 107))
      (i32.mul (local.get 0) (i32.const 2)) (i32.mul (local.get 0) (i32.const 3)) (i32.mul (local.get 0) (i32.const 5))
      (i32.mul (local.get 0) (i32.const 7)) (i32.mul (local.get 0) (i32.const 11)) (i32.mul (local.get 0) (i32.const 13))
      (i32.mul (local.get 0) (i32.const 17))
      (call $seven_called)
      (i32.sub) (i32.xor) (i32.sub)
      (local.set 1 (i32.or (i32.sub) (local.get 1)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1))

  ;; Floats, of which ten are pinned or in slots; a float local that is set first.
  (func $floats (param f64 f64 f64 f64 f64 f64 f64 f64 f64 f64) (result f64) (local f32)
    (local.set 10 (f32.demote_f64 (f64.mul (local.get 9) (local.get 0))))
    (local.set 4 (f64.add (local.get 4) (f64.promote_f32 (local.get 10))))
    (f64.sub (f64.mul (local.get 1) (local.get 2)) (f64.add (local.get 4) (f64.mul (local.get 8) (local.get 7)))))
  (func (export "floats") (param f64) (result f64) (local f64)
    (loop
      (local.set 1 (call $floats
        (f64.add (local.get 0) (f64.const 1)) (f64.add (local.get 0) (f64.const 2)) (f64.add (local.get 0) (f64.const 3))
        (f64.add (local.get 0) (f64.const 4)) (f64.add (local.get 0) (f64.const 5)) (f64.add (local.get 0) (f64.const 6))
        (f64.add (local.get 0) (f64.const 7)) (f64.add (local.get 0) (f64.const 8)) (f64.add (local.get 0) (f64.const 9))
        (f64.add (local.get 0) (f64.const 10)))))
    (local.get 1))

  ;; No result, no parameters, a constant; a body whose result is its parameter, or the caller's local.
  (func $nothing)
  (func $constant (result i32) (i32.const -5))
  (func $identity (param i32) (result i32) (local.get 0))
  (func $forget (param i32) (nop) (drop (local.get 0)))
  (func (export "identity") (param i32) (result i32)
    (call $nothing)
    (call $forget (i32.mul (local.get 0) (local.get 0)))
    (call $identity (local.get 0))
    (local.set 0 (i32.add (local.get 0) (i32.const 1)))
    (i32.mul (call $identity (i32.mul (local.get 0) (i32.const 100))))
    (i32.add (call $constant)))

  ;; Callees that are exported, and in a table, are called there as ever.
  (table funcref (elem $exported))
  (func $exported (export "exported") (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))
  (func (export "indirect") (param i32 i32) (result i32 i32)
    (call_indirect (param i32 i32) (result i32) (local.get 0) (local.get 1) (i32.const 0))
    (call $exported (local.get 1) (local.get 0)))

  ;; Division by constants does not trap. A divisor that is not one, and is zero: the callee is no straight line.
  (func $third (param i32) (result i32) (i32.add (i32.div_s (local.get 0) (i32.const 3)) (i32.rem_u (local.get 0) (i32.const 10))))
  (func $divide (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1)))
  (func $unsafe (param i32) (result i32) (i32.div_s (local.get 0) (i32.const -1)))
  (func $zero (param i32) (result i32) (i32.rem_s (local.get 0) (i32.const 0)))
  (func $load (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "third") (param i32) (result i32) (local i32) (loop (local.set 1 (call $third (local.get 0)))) (local.get 1))
  (func (export "divide") (param i32 i32) (result i32) (local i32)
    (loop (local.set 2 (call $divide (local.get 0) (local.get 1)))) (local.get 2))
  (func (export "unsafe") (param i32) (result i32) (local i32) (loop (local.set 1 (call $unsafe (local.get 0)))) (local.get 1))
  (func (export "zero") (param i32) (result i32) (local i32) (loop (local.set 1 (call $zero (local.get 0)))) (local.get 1))
  (func (export "load") (param i32) (result i32) (local i32) (loop (local.set 1 (call $load (local.get 0)))) (local.get 1))

  ;; Recursion without an end is a call: of itself, of each other, of itself by another.
  (func $self (export "self") (result i32) (call $self))
  (func $ping (result i32) (call $pong))
  (func $pong (export "pong") (result i32) (call $ping))
  (func (export "loops") (result i32) (loop (drop (call $pong))) (i32.const 0))

  ;; Memory.size, globals, select, and what has no word of its own.
  (func $various (param i64 f32) (result i64)
    (select (i64.extend32_s (local.get 0)) (i64.rotl (local.get 0) (i64.const 8))
      (f32.lt (local.get 1) (f32.convert_i32_u (i32.add (memory.size) (global.get $g))))))
  (func (export "various") (param i64 f32) (result i64) (local i64)
    (global.set $g (i32.const 7))
    (loop (local.set 2 (call $various (i64.xor (local.get 0) (i64.const 0x80)) (f32.neg (local.get 1)))))
    (local.get 2)))

;; turn(n), i = n .. 1, of (i, 2, i + 2, 4 i): 1000 (4i - i) + 100 (i - 2) + 10 (2 - i - 2) + (i + 2 - 4i) = 3087 i - 198
(assert_return (invoke "turn" (i32.const 1)) (i32.const 2889))
(assert_return (invoke "turn" (i32.const 10)) (i32.const 167805))
(assert_return (invoke "writes" (i32.const 20) (i32.const 4)) (i32.const 20) (i32.const 4) (i32.const 121))
(assert_return (invoke "writes_same" (i32.const 1000)) (i32.const 0))
;; 3 (b + 1) - (a + 1)
(assert_return (invoke "exchange" (i64.const 9) (i64.const 4)) (i64.const 5))
(assert_return (invoke "fresh" (i32.const 100)) (i32.const 0))
(assert_return (invoke "once") (i32.const -58) (i32.const 163))
(assert_return (invoke "seven_same" (i32.const 1000)) (i32.const 0))
;; of 0: 2 * 3 - ((5 + 10) + 9 * 8)
(assert_return (invoke "floats" (f64.const 0)) (f64.const -81))
(assert_return (invoke "identity" (i32.const 7)) (i32.const 5595))
(assert_return (invoke "exported" (i32.const 7) (i32.const 9)) (i32.const -2))
(assert_return (invoke "indirect" (i32.const 7) (i32.const 9)) (i32.const -2) (i32.const 2))
(assert_return (invoke "third" (i32.const 100)) (i32.const 33))
(assert_return (invoke "third" (i32.const -1)) (i32.const 5))
(assert_return (invoke "divide" (i32.const 100) (i32.const 7)) (i32.const 14))
(assert_trap (invoke "divide" (i32.const 100) (i32.const 0)) "integer divide by zero")
(assert_return (invoke "unsafe" (i32.const 5)) (i32.const -5))
(assert_trap (invoke "unsafe" (i32.const 0x80000000)) "integer overflow")
(assert_trap (invoke "zero" (i32.const 5)) "integer divide by zero")
(assert_return (invoke "load" (i32.const 65532)) (i32.const 0))
(assert_trap (invoke "load" (i32.const 65533)) "out of bounds memory access")
(assert_exhaustion (invoke "self") "call stack exhausted")
(assert_exhaustion (invoke "pong") "call stack exhausted")
(assert_exhaustion (invoke "loops") "call stack exhausted")
;; 1 page + 7 = 8
(assert_return (invoke "various" (i64.const 0x1122334455667788) (f32.const -7)) (i64.const 0x55667708))
(assert_return (invoke "various" (i64.const 0x1122334455667788) (f32.const -8)) (i64.const 0x2233445566770811))

;; A callee that is not valid is told about as ever, be it called or not, in front of the caller or behind it.
(assert_invalid
  (module
    (func $caller (result i32) (call $callee (i32.const 1)))
    (func $callee (param i32) (result i32) (i64.const 1)))
  "type mismatch")
(assert_invalid
  (module
    (func $callee (param i32) (result i32) (local.get 1))
    (func $caller (result i32) (call $callee (i32.const 1))))
  "unknown local")
(assert_invalid
  (module
    (func $callee (param i32) (i32.add (local.get 0)))
    (func $caller (loop (call $callee (i32.const 1)))))
  "type mismatch")
(assert_invalid
  (module
    (func $callee (param i32) (result i32) (local.get 0))
    (func $caller (result i32) (call $callee (i64.const 1))))
  "type mismatch")
(assert_invalid
  (module
    (global $fixed i32 (i32.const 1))
    (func $callee (param i32) (global.set $fixed (local.get 0)))
    (func $caller (call $callee (i32.const 1))))
  "global is immutable")
(assert_malformed
  (module binary "\00asm" "\01\00\00\00" "\01\04\01\60\00\00" "\03\03\02\00\00" "\0a\0c\02" "\04\00\10\01\0b" "\04\00\0b\0b\0b")
  "unexpected content after last section")
