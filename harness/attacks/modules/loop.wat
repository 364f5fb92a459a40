;; A loop without end.
(module (func (export "loop") (loop $for_ever (br $for_ever))))
