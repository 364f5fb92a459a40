/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    12, keys that processes share
 * Writes:   an element of a table: an address signed by another process, which the attacker owns altogether
 * Defence:  keys IB and DB alone, which each process has for itself; the A keys are one for all content processes
 * Control:  OWN_KEYS
 * Without:  signatures of the other process, made with the shared key, are right here
 */
#include "harness/attacks/instance_attack.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* The accomplice: another process, whose A keys are ours and whose B keys are its own, as on Apple's systems; it may
 * call what it likes. It knows where the slot is. */
static uint64_t accomplice_sign(uint64_t address, uint64_t modifier) {
  uint64_t *shared = mmap(NULL, page_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  const pid_t pid = fork();
  if (pid == 0) {
    if (prctl(PR_PAC_RESET_KEYS, PR_PAC_APIBKEY | PR_PAC_APDBKEY, 0, 0, 0) != 0) _exit(1);
    *shared = pac_sign_code(address, modifier);
    _exit(0);
  }
  int status;
  cr_assert(waitpid(pid, &status, 0) == pid && status == 0);
  return *shared;
}

ATTACK(pointer_of_another_process) {
  set_up();
  call("fill", 1);
  CallSlot *slot = &table_slots()[1];
  slot->entry = accomplice_sign(gadget_address(), pac_modifier(slot, pac_type_discriminator((uint32_t)slot->type)));
  return call("call", 1) == EVIL ? WORKED : NOTHING;
}
