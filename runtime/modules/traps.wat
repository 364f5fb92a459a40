;; Each way to trap, three calls deep, so that a backtrace has something to tell.
(module
  (type $nothing (func))
  (type $number (func (result i32)))
  (memory 1)
  (table 4 funcref)
  (elem (i32.const 0) $unreachable)
  (func $unreachable unreachable)
  (func $divide (param i32) i32.const 1 local.get 0 i32.div_s drop)
  (func $overflow (param i32) i32.const 0x80000000 local.get 0 i32.div_s drop)
  (func $load (param i32) local.get 0 i32.load offset=3 drop)
  (func $store (param i32) local.get 0 i64.const 0x1122334455667788 i64.store)
  (func $convert (param f64) local.get 0 i32.trunc_f64_s drop)
  (func $indirect (param i32) local.get 0 call_indirect (type $nothing))
  (func $mismatch (param i32) local.get 0 call_indirect (type $number) drop)
  (func $fill (param i32) local.get 0 i32.const 7 i32.const 16 memory.fill)
  (func $get (param i32) local.get 0 table.get 0 drop)
  (func $middle (param i32)
    block block block block block block block block block block
      local.get 0
      br_table 0 1 2 3 4 5 6 7 8 9
    end call $unreachable return
    end i32.const 0 call $divide return
    end i32.const -1 call $overflow return
    end i32.const 65530 call $load return
    end i32.const 65529 call $store return
    end f64.const nan call $convert return
    end i32.const 4 call $indirect return
    end i32.const 1 call $indirect return
    end i32.const 0 call $mismatch return
    end i32.const 65521 call $fill i32.const 4 call $get)
  (func (export "run") (param $kind i32) (result i32)
    local.get $kind call $middle i32.const 1)
  (func (export "read") (param i32) (result i32) local.get 0 i32.load)
  (func (export "get") (param i32) local.get 0 call $get))
