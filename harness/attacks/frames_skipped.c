/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    8, who unwinds is led past frames
 * Writes:   the link of a frame record: the outermost trampoline's, past the host's frames in between
 * Defence:  none: each record's return address is signed with its place, but not which record is next
 * Without:  a trap throws the host's own frames away, with the locks that they hold
 */
#include "harness/attacks/instance_attack.h"

static FrameRecord *outer_trampoline;
static bool host_returned;

__attribute__((noinline)) static sg_trap *skip(void) {
  inner_record()->caller = outer_trampoline;
  __asm__ volatile("" ::: "memory");
  return NULL;
}
__attribute__((noinline)) static sg_trap *host_calls_back(void) {
  outer_trampoline = inner_record()->caller;
  host_action = skip;
  sg_raw values[1];
  sg_trap *trap = sg_func_call(func_find(instance, "attack_then_trap"), values);
  host_returned = true;
  sg_trap_free(trap);
  return NULL;
}

ATTACK(frames_skipped) {
  set_up();
  host_action = host_calls_back;
  sg_raw values[1];
  const sg_trap *trap = sg_func_call(func_find(instance, "attack_then_secret"), values);
  return trap && !host_returned ? WORKED : NOTHING;
}
