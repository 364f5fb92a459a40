;; What never ends by itself.
(module
  (func (export "spin") (loop $l br $l))
  (func $deep (export "deep") (param i64) (result i64) local.get 0 i64.const 1 i64.add call $deep i64.const 1 i64.add)
  (func (export "sum") (param $n i32) (result i64) (local $s i64)
    (loop $l
      local.get $s local.get $n i64.extend_i32_u i64.add local.set $s
      local.get $n i32.const 1 i32.sub local.tee $n
      br_if $l)
    local.get $s))
