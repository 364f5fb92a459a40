;; Values of every type and number through trampolines, import stubs and results.
(module
  (import "host" "mix" (func $mix (param i32 i64 f32 f64 i32) (result f64 i32)))
  (import "host" "many" (func $many (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64)
                              (result i64)))
  (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
  (func $fib (export "fib") (param i32) (result i32)
    local.get 0 i32.const 2 i32.lt_s
    if (result i32) local.get 0
    else local.get 0 i32.const 1 i32.sub call $fib local.get 0 i32.const 2 i32.sub call $fib i32.add end)
  (func (export "mix") (param i32 i64 f32 f64 i32) (result f64 i32)
    local.get 0 local.get 1 local.get 2 local.get 3 local.get 4 call $mix)
  ;; weighted sum, so that no two parameters can be swapped
  (func (export "many") (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64) (result i64)
    local.get 0 local.get 1 local.get 2 local.get 3 local.get 4 local.get 5 local.get 6 local.get 7 local.get 8 local.get 9
    local.get 10 local.get 11 local.get 12 local.get 13 local.get 14 local.get 15 local.get 16 local.get 17 local.get 18
    local.get 19 call $many)
  (func (export "back") (param i32 i64 f32 f64 i64 i64 i64 i64 i64 i64 i64 i64)
        (result i64 i64 i64 i64 i64 i64 i64 i64 f64 f32 i64 i32)
    local.get 11 local.get 10 local.get 9 local.get 8 local.get 7 local.get 6 local.get 5 local.get 4 local.get 3
    local.get 2 local.get 1 local.get 0)
  (func (export "pass") (param externref) (result externref) local.get 0))
