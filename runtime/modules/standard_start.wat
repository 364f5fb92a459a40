;; A start function that traps two calls deep.
(module
  (func $crash unreachable)
  (func $begin call $crash)
  (start $begin))
