/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    8, an old return address
 * Writes:   the return address in a frame: one that was signed elsewhere, at the same depth
 * Defence:  none: sp is all that a return address is signed with
 * Without:  the function returns into the middle of another
 */
#include "harness/attacks/instance_attack.h"

static uint64_t seen;
__attribute__((noinline)) static sg_trap *see(void) {
  seen = inner_record()->return_address;
  __asm__ volatile("" ::: "memory");
  return NULL;
}
__attribute__((noinline)) static sg_trap *overwrite(void) {
  inner_record()->return_address = seen;
  __asm__ volatile("" ::: "memory");
  return NULL;
}

ATTACK(return_address_of_the_same_depth) {
  set_up();
  host_action = see;
  if (call("first_too", 0) != OTHER) return NOTHING;
  host_action = overwrite;
  return call("first", 0) == OTHER ? WORKED : NOTHING;
}
