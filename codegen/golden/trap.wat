;; Traps: one `bl` out of line; a function without a frame saves its return address in x17.
(module
  (func $unreachable (unreachable))
  (func $some (param i32) (if (local.get 0) (then (unreachable)))))
