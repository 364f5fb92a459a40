;; A host function that is called, calls back, and traps: "down" is called by the host in between.
(module
  (import "host" "next" (func $next (param i32) (result i32)))
  (import "host" "fail" (func $fail))
  (memory (export "memory") 1)
  (data (i32.const 8) "sealed")
  (func $down (export "down") (param $n i32) (result i32)
    local.get $n i32.eqz
    if (result i32) i32.const 7
    else local.get $n i32.const 1 i32.sub call $next i32.const 1 i32.add end)
  (func (export "fail") call $inner)
  (func $inner call $fail)
  (func (export "unreachable") call $crash)
  (func $crash nop unreachable))
