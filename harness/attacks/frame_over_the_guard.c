/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    0, the module leaves its stack
 * Writes:   nothing: a function of the module has more locals than the guard below the stack has room for, and recurs
 * Defence:  large frames compare with the stack's limit before they are made
 * Control:  FRAME_CHECK
 * Without:  the frame steps over the guard, and zeroing its locals writes what lies below
 */
#include "harness/attacks/instance_attack.h"

#include <sys/mman.h>

/* (func $f (param i32) (local externref) (local i64 40000) (local externref)
 *   local.get 1  drop  local.get 40002  drop
 *   (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1))))))
 * The references' slots are zeroed: the first one's is the lowest of 320 KB. */
static const uint8_t module_bytes[] = {0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,       /* header */
                                       0x01, 0x05, 0x01, 0x60, 0x01, 0x7f, 0x00,             /* type (i32) -> () */
                                       0x03, 0x02, 0x01, 0x00,                               /* function of type 0 */
                                       0x07, 0x05, 0x01, 0x01, 'f',  0x00, 0x00,             /* export "f" */
                                       0x0a, 0x20, 0x01, 0x1e,                               /* one body */
                                       0x03, 0x01, 0x6f, 0xc0, 0xb8, 0x02, 0x7e, 0x01, 0x6f, /* locals */
                                       0x20, 0x01, 0x1a, 0x20, 0xc2, 0xb8, 0x02, 0x1a,       /* both references */
                                       0x20, 0x00, 0x04, 0x40, 0x20, 0x00, 0x41, 0x01, 0x6b,
                                       0x10, 0x00, 0x0b, /* if: call */
                                       0x0b};

/* Whether the page can be read: the kernel says so. */
static bool readable(const uint8_t *page) {
  static int ends[2];
  if (ends[1] == 0) cr_assert(pipe(ends) == 0);
  char byte;
  return write(ends[1], page, 1) == 1 && read(ends[0], &byte, 1) == 1;
}

/* What lies below the guard, as far as two frames reach: what is there, and where nothing is, somebody's data. */
enum { BELOW = 640 * 1024 };
static uint8_t below[BELOW];
static uint8_t *lowest;
static void below_fill(void) {
  lowest = store->stack - STACK_GUARD_BYTES - BELOW;
  for (uint8_t *page = lowest; page < lowest + BELOW; page += page_bytes()) {
    const bool empty = msync(page, page_bytes(), MS_ASYNC) != 0; /* a page that is there has nothing to write back */
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    if (empty) cr_assert(mmap(page, page_bytes(), PROT_READ | PROT_WRITE, flags, -1, 0) == page);
  }
}
static bool below_changed(bool remember) {
  for (size_t at = 0; at < BELOW; at += page_bytes()) {
    if (!readable(lowest + at)) continue;
    if (remember) memcpy(below + at, lowest + at, page_bytes());
    else if (memcmp(below + at, lowest + at, page_bytes()) != 0) return true;
  }
  return false;
}

ATTACK(frame_over_the_guard) {
  sg_error error = {0};
  engine = engine_make();
  /* Where addresses are given out upwards this comes to lie below the stack, else what is mapped later. */
  const void *data = mmap(NULL, 2 * BELOW, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  cr_assert(data != MAP_FAILED);
  store = sg_store_new(engine, NULL);
  const sg_module *module = sg_module_new(engine, module_bytes, sizeof module_bytes, NULL, &error);
  cr_assert(module != NULL, "%s", error.message);
  instance = instance_make(store, module, NULL, 0);
  sg_func *recurs = func_find(instance, "f");
  sg_raw values[1] = {{.i32 = 0}};
  if (sg_func_call(recurs, values) != NULL) return NOTHING; /* all that a call makes is there */
  below_fill();
  for (int32_t depth = 1; depth < 16; depth++) {
    below_changed(true);
    values[0].i32 = depth;
    const sg_trap *trap = sg_func_call(recurs, values);
    if (trap) return sg_trap_kind_of(trap) == SG_TRAP_STACK_OVERFLOW ? REFUSED : NOTHING;
    if (below_changed(false)) return WORKED;
  }
  return NOTHING;
}
