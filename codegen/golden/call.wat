;; Calls: in the instance, to an import, and through a table; what lives across a call is in homes or slots.
(module
  (import "m" "f" (func $import (param i32) (result i32)))
  (table 4 funcref)
  (type $unary (func (param i32) (result i32)))
  (func $leaf (param i32) (result i32) (local.get 0))
  (func $direct (param i32) (result i32) (i32.add (call $leaf (local.get 0)) (local.get 0)))
  (func $nested (param i32) (result i32)
    (i32.add (i32.mul (local.get 0) (local.get 0)) (call $leaf (i32.const 1))))
  (func $out (param i32) (result i32) (call $import (local.get 0)))
  (func $indirect (param i32 i32) (result i32) (call_indirect (type $unary) (local.get 0) (local.get 1))))
