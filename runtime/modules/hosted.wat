;; Down n levels, each through a host function that calls "down" again; at the bottom a trap or a value.
(module
  (import "host" "again" (func $again (param i32) (result i32)))
  (global $count (mut i32) (i32.const 0))
  (func (export "down") (param $n i32) (result i32)
    global.get $count i32.const 1 i32.add global.set $count
    local.get $n i32.eqz
    if unreachable end
    local.get $n i32.const 1 i32.eq
    if (result i32) i32.const 100
    else local.get $n call $again local.get $n i32.add end)
  (func (export "count") (result i32) global.get $count))
