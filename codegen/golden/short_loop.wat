;; Short loops are walked several times: one poll, one way back; what br_if has tested divides without a test. One with a
;; block in it is not, nor one that is long.
(module
  (memory 1)
  (func $gcd (param i32 i32) (result i32) (local i32)
    (loop
      (local.get 0)
      (local.set 1 (i32.rem_u (local.tee 2 (local.get 1))))
      (local.set 0 (local.get 2))
      (br_if 0 (local.get 1)))
    (local.get 0))
  (func $sum (param i32 i32) (result i32) (local i32)
    (loop
      (local.set 2 (i32.add (local.get 2) (i32.load offset=8 (local.get 0))))
      (local.set 0 (i32.add (local.get 0) (i32.const 4)))
      (br_if 0 (i32.lt_u (local.get 0) (local.get 1))))
    (local.get 2))
  (func $block (param i32)
    (loop
      (block)
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
