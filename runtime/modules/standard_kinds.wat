;; One import and one export of each kind, and more types.
(module
  (import "a" "func" (func (param i32 i64) (result f32 f64)))
  (import "a" "" (table 3 9 funcref))
  (import "b" "memory" (memory 1 4))
  (import "b" "global" (global $g (mut i64)))
  (func (export "swap") (param externref funcref) (result funcref externref) local.get 1 local.get 0)
  (global (export "const") f32 (f32.const 1.5))
  (table (export "table") 5 externref)
  (export "memory" (memory 0))
  (export "again" (global $g)))
