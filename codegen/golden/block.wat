;; Blocks: results meet in agreed registers; code after a branch emits nothing.
(module
  (func $result (param i32) (result i32)
    (block (result i32)
      (br_if 0 (i32.const 1) (local.get 0))
      (drop)
      (i32.const 2)))
  (func $dead (result i32)
    (block (result i32)
      (br 0 (i32.const 1))
      (i32.add (i32.const 2))))
  (func $if_without_else (param i32) (result i32)
    (if (local.get 0) (then (local.set 0 (i32.const 7))))
    (local.get 0)))
