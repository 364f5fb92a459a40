/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    8, a return address of the attacker's making
 * Writes:   the return address in a frame: a place in another function, not signed
 * Defence:  retab
 * Control:  SIGNED_RETURNS
 * Without:  the function returns where the attacker wants
 */
#include "harness/attacks/instance_attack.h"

static uint64_t target;
__attribute__((noinline)) static sg_trap *see(void) {
  target = pac_strip(inner_record()->return_address);
  __asm__ volatile("" ::: "memory");
  return NULL;
}
__attribute__((noinline)) static sg_trap *overwrite(void) {
  inner_record()->return_address = target;
  __asm__ volatile("" ::: "memory");
  return NULL;
}

ATTACK(return_address_forged) {
  set_up();
  host_action = see;
  if (call("second", 0) != OTHER) return NOTHING;
  host_action = overwrite;
  return call("first", 0) == OTHER ? WORKED : NOTHING;
}
