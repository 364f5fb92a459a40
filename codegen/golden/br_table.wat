;; br_table: the one idiom with `br`.
(module
  (func $three (param i32) (result i32)
    (block (block (block (br_table 0 1 2 (local.get 0)))
      (return (i32.const 10)))
      (return (i32.const 20)))
    (i32.const 30))
  (func $one (param i32) (block (br_table 0 (local.get 0)))))
