/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    5, the instance pointer in a frame
 * Writes:   what Wasm keeps of its instance while it calls the host: a copy of the instance, made by the attacker
 * Defence:  after a call that leaves the instance its first word must authenticate again
 * Control:  INSTANCE_CHECK
 * Without:  the function goes on with globals, tables and bounds of the attacker's
 */
#include "harness/attacks/instance_attack.h"

static sg_trap *overwrite(void) {
  const uint64_t header = (uint64_t)(uintptr_t)instance->header, copy = (uint64_t)(uintptr_t)instance_copy();
  for (uint64_t *word = __builtin_frame_address(0); (uint8_t *)word < store_stack_top(store); word++)
    if (*word == header) *word = copy;
  return NULL;
}

ATTACK(saved_instance_overwritten) {
  set_up();
  host_action = overwrite;
  return call("attack_then_secret", 0) == EVIL ? WORKED : NOTHING;
}
