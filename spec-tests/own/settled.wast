;; Constants that have settled below a settled value are parameters of a later block all the same: they are read from
;; their slots, as those of any block.
(module
  (global $kept (mut i32) (i32.const 0))
  (func (export "constant-parameter") (param $value i64) (result i64)
    (i32.const 4096)
    (local.get $value)
    (if (i32.const 1) (then) (else)) ;; all of it settles
    (if (param i32 i64) (result i64) (i32.const 1)
      (then (drop) (global.set $kept) (i64.const 1))
      (else (drop) (drop) (i64.const 2))))
  (func (export "kept") (result i32) (global.get $kept))
  (func (export "loop-parameter") (result i32)
    (i32.const 7)
    (i32.const 5)
    (block)
    (loop (param i32 i32) (result i32) (i32.add)))
)
(assert_return (invoke "constant-parameter" (i64.const 3)) (i64.const 1))
(assert_return (invoke "kept") (i32.const 4096))
(assert_return (invoke "loop-parameter") (i32.const 12))
