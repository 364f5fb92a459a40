;; Locals: a result is produced in the local's home (one byte of look-ahead); a copy of a local that is overwritten is
;; kept aside first; set of a constant.
(module
  (func $destination (param i32 i32) (result i32) (local i32)
    (local.set 2 (i32.mul (local.get 0) (local.get 1)))
    (i32.sub (local.get 2) (local.get 0)))
  (func $tee (param i32) (result i32) (local i32)
    (i32.add (local.tee 1 (i32.add (local.get 0) (i32.const 1))) (local.get 1)))
  (func $alias (param i32) (result i32)
    (local.get 0)
    (local.set 0 (i32.const 5))
    (i32.add (local.get 0)))
  (func $swap (param i32 i32) (result i32)
    (local.get 0)
    (local.set 0 (local.get 1))
    (local.set 1)
    (i32.sub (local.get 0) (local.get 1)))
  (func $zero (result i64) (local i64) (local.get 0)))
