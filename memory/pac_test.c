/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing and authenticating: right comes back clean, wrong does not, tags depend on every bit of value and modifier.
 * On arm64 a wrong authentication ends a process on cores with FPAC, so it is tried in a child there. Pointers have 7
 * bits of signature under qemu: what must differ is looked for among many.
 */
#include "memory/pac.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static int place;
static const uint64_t *slots(void) {
  static uint64_t table[256];
  return table;
}

Test(pac, is_available) { cr_assert(pac_available()); }

Test(pac, right_comes_back) {
  cr_assert(pac_available());
  uint64_t pointer = (uint64_t)(uintptr_t)&place;
  for (uint32_t i = 0; i < 256; i++) {
    uint64_t modifier = pac_modifier(&slots()[i], pac_type_discriminator(i));
    uint64_t code = pac_sign_code(pointer, modifier), data = pac_sign_data(pointer, modifier);
    cr_assert(pac_strip(code) == pointer && pac_strip(data) == pointer);
    cr_assert(pac_auth_code(code, modifier) == pointer);
    cr_assert(pac_auth_data(data, modifier) == pointer);
    cr_assert(pac_authenticated(pac_auth_code(code, modifier)));
  }
}

static unsigned wrong_is_refused(uint64_t signed_pointer, uint64_t modifier) {
  pid_t child = fork();
  if (child == 0) _exit(pac_authenticated(pac_auth_code(signed_pointer, modifier)));
  int status;
  cr_assert(waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status)) cr_assert(WTERMSIG(status) == SIGILL, "signal %d", WTERMSIG(status));
  return WIFSIGNALED(status) || WEXITSTATUS(status) == 0;
}

/* Another slot, another discriminator, no signature: one in 128 may agree. */
Test(pac, wrong_does_not) {
  cr_assert(pac_available());
  uint64_t pointer = (uint64_t)(uintptr_t)&place;
  unsigned refused = 0;
  for (uint32_t i = 0; i < 16; i++) {
    uint64_t code = pac_sign_code(pointer, pac_modifier(&slots()[i], DISC_TYPE_FIRST));
    refused += wrong_is_refused(code, pac_modifier(&slots()[i + 1], DISC_TYPE_FIRST));
    refused += wrong_is_refused(code, pac_modifier(&slots()[i], DISC_TYPE_FIRST + 1));
    refused += wrong_is_refused(pointer, pac_modifier(&slots()[i], DISC_TYPE_FIRST));
  }
  cr_assert(refused > 40, "%u of 48", refused);
}

Test(pac, tags_depend_on_every_bit) {
  cr_assert(pac_available());
  uint64_t value = 0x123456789abcdef0u, modifier = 0x0fedcba987654321u, tag = pac_generic(value, modifier);
  cr_assert((uint32_t)tag == 0);
  unsigned same = 0;
  for (int bit = 0; bit < 64; bit++) {
    same += pac_generic(value ^ UINT64_C(1) << bit, modifier) == tag;
    same += pac_generic(value, modifier ^ UINT64_C(1) << bit) == tag;
  }
  cr_assert(same == 0, "%u of 128", same); /* 2^-25 by chance */
}

Test(pac, modifier_keeps_slot_and_discriminator) {
  cr_assert(pac_modifier((const void *)0xabcd123456789abcu, 0x9001) == 0x9001123456789abcu);
  for (uint32_t i = 0; i < 100000; i++) {
    uint16_t discriminator = pac_type_discriminator(i);
    cr_assert(discriminator >= DISC_TYPE_FIRST);
  }
  cr_assert(pac_type_discriminator(1) != pac_type_discriminator(2));
}
