;; A memory that the host, or a function of another instance, grows in the middle of a function.
(module
  (import "host" "grow" (func $grow (param i32) (result i32)))
  (memory (export "memory") 1 64)
  (global $after (mut i32) (i32.const 0))
  (func (export "run") (param $n i32) (result i32)
    (local $i i32)
    (i32.store (i32.const 8) (i32.const 1234))
    (loop $l
      (drop (call $grow (local.get $i)))
      ;; the last word of the page that has just come
      (i32.store (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)) (local.get $i))
      (global.set $after
        (i32.add (global.get $after) (i32.load (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $l (i32.lt_u (local.get $i) (local.get $n))))
    (i32.add (global.get $after) (i32.load (i32.const 8)))))
