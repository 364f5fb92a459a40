;; Shifts and rotations: by constants (taken modulo the width), by registers, and folded into the operator that follows.
(module
  (func $constant (param i32) (result i32) (i32.shl (local.get 0) (i32.const 3)))
  (func $modulo (param i32) (result i32) (i32.shr_u (local.get 0) (i32.const 33)))
  (func $register (param i64 i64) (result i64) (i64.shr_s (local.get 0) (local.get 1)))
  (func $rotate_left (param i32 i32) (result i32) (i32.rotl (local.get 0) (local.get 1)))
  (func $rotate_left_constant (param i64) (result i64) (i64.rotl (local.get 0) (i64.const 13)))
  (func $rotate_right (param i64 i64) (result i64) (i64.rotr (local.get 0) (local.get 1)))
  (func $folded (param i32 i32) (result i32)
    (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 2)))))
