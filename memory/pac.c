/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether this machine authenticates pointers: asked of the system, then tried. Both must agree, because a kernel may
 * switch keys off for a process, an emulator may announce what it does not do, and hint-form instructions are silent
 * nops where there is no pointer authentication.
 *
 * On cores with FPAC a failed authentication faults; there the trial stops at "the signature depends on the modifier",
 * and the architecture promises the rest. Elsewhere authentication with a wrong modifier is tried in earnest.
 *
 * On other machines the primitives are a hash, which is always there.
 */
#include "memory/pac.h"

#if defined(__aarch64__)

enum { PAC_TRIALS = 64 };

#if defined(__linux__) || defined(PAC_SIGNS_C)
/* Signatures of one pointer under many modifiers: with n bits, that all are equal has a chance of 2^-63n. */
static bool signatures_differ(uint64_t (*sign)(uint64_t, uint64_t), uint64_t pointer) {
  uint64_t first = sign(pointer, pac_modifier(&pointer, 1)), differing = 0;
  for (uint16_t trial = 2; trial < PAC_TRIALS; trial++) {
    uint64_t other = sign(pointer, pac_modifier(&pointer, trial));
    if (pac_strip(other) != pac_strip(first)) return false;
    differing += other != first;
  }
  return differing != 0;
}

/* What holds of working keys; nothing here faults. */
static bool signatures_work(void) {
  static const char here;
  uint64_t pointer = (uint64_t)(uintptr_t)&here, modifier = pac_modifier(&pointer, 1);
  if (!signatures_differ(pac_sign_code, pointer) || !signatures_differ(pac_sign_data, pointer)) return false;
  return pac_auth_code(pac_sign_code(pointer, modifier), modifier) == pointer &&
         pac_auth_data(pac_sign_data(pointer, modifier), modifier) == pointer;
}
#endif

/* Tags are 32 bits: three that agree are no accident. */
static bool tags_work(void) {
#if defined(SIGNET_TEST_WITHOUT_TAGS)
  return true;
#endif
  uint64_t tag = pac_generic(1, 1);
  return (uint32_t)tag == 0 && (pac_generic(1, 2) != tag || pac_generic(1, 3) != tag) &&
         (pac_generic(2, 1) != tag || pac_generic(3, 1) != tag);
}

#if defined(__linux__)

#include <sys/auxv.h>

enum { CAPABILITY_CPUID = 1 << 11, CAPABILITY_PACA = 1 << 30 };
#define CAPABILITY_PACG (1ul << 31)

/* Arm ARM D19.2: APA, API and APA3 are 4 or more where authentication faults by itself. */
static bool authentication_faults(unsigned long capabilities, bool unknown) {
  if (!(capabilities & CAPABILITY_CPUID)) return unknown;
  uint64_t isar1, isar2;
  __asm__("mrs %0, S3_0_C0_C6_1" : "=r"(isar1));
  __asm__("mrs %0, S3_0_C0_C6_2" : "=r"(isar2));
  return (isar1 >> 4 & 15) >= 4 || (isar1 >> 8 & 15) >= 4 || (isar2 >> 12 & 15) >= 4;
}

static bool wrong_modifiers_refused(uint64_t (*sign)(uint64_t, uint64_t), uint64_t (*authenticate)(uint64_t, uint64_t),
                                    uint64_t pointer) {
  uint64_t refused = 0;
  uint64_t one = sign(pointer, pac_modifier(&pointer, 1));
  for (uint16_t trial = 2; trial < PAC_TRIALS; trial++)
    refused += !pac_authenticated(authenticate(one, pac_modifier(&pointer, trial)));
  return refused != 0;
}

bool pac_faults(void) { return authentication_faults(getauxval(AT_HWCAP), false); }

bool pac_available(void) {
  unsigned long capabilities = getauxval(AT_HWCAP);
  if (!(capabilities & CAPABILITY_PACA) || !(capabilities & CAPABILITY_PACG)) return false;
  if (!signatures_work() || !tags_work()) return false;
  static const char here;
  uint64_t pointer = (uint64_t)(uintptr_t)&here;
  /* Where it is not known, the fault is not risked. */
  return authentication_faults(capabilities, true) || (wrong_modifiers_refused(pac_sign_code, pac_auth_code, pointer) &&
                                                       wrong_modifiers_refused(pac_sign_data, pac_auth_data, pointer));
}

#elif defined(__APPLE__)

#include <sys/sysctl.h>

/* In earnest, but for a wrong modifier: the system ends a content process that tries one. The reduced-assurance build
 * wants the instructions alone: in a process that is arm64 the keys of pointers are off, and tags have no switch. */
bool pac_available(void) {
  int has = 0;
  size_t bytes = sizeof has;
  if (sysctlbyname("hw.optional.arm.FEAT_PAuth", &has, &bytes, NULL, 0) != 0 || !has) return false;
#if defined(PAC_SIGNS_C)
  return signatures_work() && tags_work();
#else
  return tags_work();
#endif
}

#else
#error "pointer authentication on this system: not written"
#endif

#else

bool pac_available(void) { return true; }

#endif
