;; Tables of fixed size and calls through them: of own functions, of another instance's, of the host's. What tells the
;; instances apart is in a global, a memory and (who calls last) a local.
(module
  (type $unary (func (param i32) (result i32)))
  (type $nothing (func))
  (type $many (func (param i32 i64 f64 i32 i32 i32 i32 i32 i32 i32 i64 i32)
                    (result i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 f64)))
  (import "a" "table" (table $table 8 8 funcref))
  (memory 1)
  (global $id (mut i32) (i32.const 0))
  (table $own (export "own") 4 4 funcref)
  (elem declare func $add $recurse)
  (elem (table $own) (i32.const 1) func $add $nop)

  (func (export "begin") (param i32)
    (global.set $id (local.get 0))
    (i32.store (i32.const 0) (local.get 0)))
  (func $nop)
  (func $add (export "add") (param i32) (result i32)
    (i32.add (local.get 0) (i32.add (global.get $id) (i32.load (i32.const 0)))))

  ;; The instance's own global and memory, after the call.
  (func $call (export "call") (param $index i32) (param $argument i32) (result i32)
    (i32.add
      (i32.mul (i32.const 1000) (call_indirect $table (type $unary) (local.get $argument) (local.get $index)))
      (i32.add (global.get $id) (i32.load (i32.const 0)))))
  (func (export "call_own") (param $index i32) (param $argument i32) (result i32)
    (i32.add
      (i32.mul (i32.const 1000) (call_indirect $own (type $unary) (local.get $argument) (local.get $index)))
      (i32.add (global.get $id) (i32.load (i32.const 0)))))
  (func (export "set") (param $index i32) (table.set $table (local.get $index) (ref.func $add)))
  (func (export "copy") (param i32 i32 i32) (table.copy $table $own (local.get 0) (local.get 1) (local.get 2)))
  (func (export "clear") (param $index i32) (table.set $table (local.get $index) (ref.null func)))

  ;; Calls element 0 for ever.
  (func $recurse (export "recurse") (param i32) (result i32)
    (i32.add (call_indirect $table (type $unary) (local.get 0) (i32.const 0)) (i32.const 1)))
  (func $divide (export "divide") (param i32) (result i32) (i32.div_u (i32.const 60) (local.get 0)))

  ;; More arguments and results than registers. The callee subtracts from each argument its own id.
  (func $many (export "many") (type $many)
    (i32.sub (local.get 0) (global.get $id))
    (i32.sub (local.get 3) (global.get $id))
    (i32.sub (local.get 4) (global.get $id))
    (i32.sub (local.get 5) (global.get $id))
    (i32.sub (local.get 6) (global.get $id))
    (i32.sub (local.get 7) (global.get $id))
    (i32.sub (local.get 8) (global.get $id))
    (i32.sub (local.get 9) (global.get $id))
    (i64.add (local.get 1) (local.get 10))
    (i32.div_u (local.get 11) (i32.sub (local.get 0) (global.get $id)))
    (f64.add (local.get 2) (f64.const 0.5)))
  (func (export "call_many") (param $index i32) (param $first i32) (result i32)
    (local $f f64) (local $i i32) (local $l i64)
    (call_indirect $table (type $many) (local.get $first) (i64.const 0x100000001) (f64.const 2.25) (i32.const 103)
      (i32.const 104) (i32.const 105) (i32.const 106) (i32.const 107) (i32.const 108) (i32.const 109)
      (i64.const 0x200000002) (i32.const 1000) (local.get $index))
    (local.set $f) (local.set $i) (local.set $l)
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    (i32.add (local.get $i))
    (i32.add (i32.mul (i32.const 10000) (i64.eq (local.get $l) (i64.const 0x300000003))))
    (i32.add (i32.mul (i32.const 20000) (f64.eq (local.get $f) (f64.const 2.75))))
    (i32.add (global.get $id))))
