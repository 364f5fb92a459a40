;; A start function that is imported, and one that traps is made of it by the host.
(module
  (import "host" "start" (func $start))
  (start $start))
