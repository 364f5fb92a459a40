/* SPDX-License-Identifier: Apache-2.0
 *
 * Pointer authentication (Arm ARM D8.10): signing, authenticating and the discriminators. Keys IB and DB only (the
 * A keys are shared between processes on Apple's systems). A modifier blends the address of the slot that holds
 * the pointer (48 bits) with a 16-bit discriminator that names the kind of pointer and, for code, the type; 0 and
 * 0x4a4954 are never used. On a host without pointer authentication the same calls are a plain hash that
 * protects nothing: they keep one path through the code.
 *
 * Nobody signs a pointer that came from memory or from an argument unauthenticated: the callers of pac_sign_* are
 * listed in SECURITY.md.
 */
#ifndef SIGNET_MEMORY_PAC_H
#define SIGNET_MEMORY_PAC_H

#include "memory/defence.h"

#include <stdbool.h>
#include <stdint.h>

#if defined(__APPLE__)
#if __has_feature(ptrauth_intrinsics) && __has_feature(ptrauth_calls)
#define PAC_SIGNS_C 1 /* the compiler signs C's own pointers to functions and return addresses: arm64e */
#include <ptrauth.h>
#elif !defined(SIGNET_ACCEPT_REDUCED_ASSURANCE_ARM64)
#error "this target signs no pointer of C: build Signet for arm64e, or define SIGNET_ACCEPT_REDUCED_ASSURANCE_ARM64"
#endif
#endif

/* Discriminators of pointers that have no type. Code entries use pac_type_discriminator. */
enum {
  DISC_INSTANCE = 0,         /* an instance's first two words: the module's id (1..0x7fff) is used instead */
  DISC_TABLE_BASE = 0x8002,  /* TableHeader.base */
  DISC_HELPER = 0x8003,      /* runtime helpers in the engine's read-only page */
  DISC_TRAMPOLINE = 0x8004,  /* entry trampolines, held by the engine */
  DISC_HOST = 0x8005,        /* a host function's callback */
  DISC_FAULT_STUB = 0x8006,  /* the trap stub that a thread goes on in after a fault: of no slot, as the next */
  DISC_FAULT_SITE = 0x8007,  /* what follows the faulting word */
  DISC_MODULE = 0x8008,      /* a module's first word */
  DISC_TYPE = 0x8009,        /* a canonical type's first word */
  DISC_IMPORT_STUB = 0x800a, /* import stubs, held by the engine */
  DISC_TYPE_FIRST = 0x9000   /* 0x9000..0xffff: code entries, by canonical type */
};

/* The discriminator of code of a canonical type (1, 2, ...). The type check itself compares the whole id. */
static inline uint16_t pac_type_discriminator(uint32_t canonical) {
#if defined(SIGNET_TEST_WITHOUT_TYPE_DISCRIMINATOR)
  canonical = 0;
#endif
  return (uint16_t)(DISC_TYPE_FIRST + canonical % 0x7000u);
}

/* The same of entries that one module's instances alone call (DispatchEntry): the module's id is part of it. */
static inline uint16_t pac_dispatch_discriminator(uint32_t canonical, uint16_t module_id) {
  return (uint16_t)(DISC_TYPE_FIRST + (canonical + 7919u * module_id) % 0x7000u);
}

/* movk xM, #discriminator, lsl #48 on the slot's address: what emitted code computes too. */
static inline uint64_t pac_modifier(const void *slot, uint16_t discriminator) {
#if defined(SIGNET_TEST_WITHOUT_SLOT_ADDRESS)
  slot = 0;
#endif
  return ((uint64_t)(uintptr_t)slot & 0x0000ffffffffffffu) | (uint64_t)discriminator << 48;
}

/* Which keys: a letter of the instructions' names. The A keys are shared between processes on Apple's systems. */
#if defined(SIGNET_TEST_WITHOUT_OWN_KEYS)
#define PAC_KEY "a"
#else
#define PAC_KEY "b"
#endif

#if defined(__aarch64__)
static inline uint64_t pac_sign_code(uint64_t pointer, uint64_t modifier) {
  __asm__(".arch_extension pauth\n\tpaci" PAC_KEY " %0, %1" : "+r"(pointer) : "r"(modifier));
  return pointer;
}
static inline uint64_t pac_sign_data(uint64_t pointer, uint64_t modifier) {
  __asm__(".arch_extension pauth\n\tpacd" PAC_KEY " %0, %1" : "+r"(pointer) : "r"(modifier));
  return pointer;
}
/* Without FPAC a failed authentication gives a poisoned pointer: see pac_authenticated. */
static inline uint64_t pac_auth_code(uint64_t pointer, uint64_t modifier) {
  __asm__(".arch_extension pauth\n\tauti" PAC_KEY " %0, %1" : "+r"(pointer) : "r"(modifier));
  return pointer;
}
static inline uint64_t pac_auth_data(uint64_t pointer, uint64_t modifier) {
  __asm__(".arch_extension pauth\n\tautd" PAC_KEY " %0, %1" : "+r"(pointer) : "r"(modifier));
  return pointer;
}
static inline uint64_t pac_strip(uint64_t pointer) {
  __asm__(".arch_extension pauth\n\txpaci %0" : "+r"(pointer));
  return pointer;
}
/* The tag of a 64-bit value under a 64-bit modifier: in the top half, the low half is 0. */
static inline uint64_t pac_generic(uint64_t value, uint64_t modifier) {
#if defined(SIGNET_TEST_WITHOUT_TAGS) /* for harness/bench/security_cost.sh: nothing is tagged */
  (void)value, (void)modifier;
  return 0;
#endif
  uint64_t tag;
  __asm__(".arch_extension pauth\n\tpacga %0, %1, %2" : "=r"(tag) : "r"(value), "r"(modifier));
  return tag;
}
#else
/* Every bit of both reaches the upper half, and nothing more is asked of it: it is computed twice a word, and a sum is
 * what a host has an instruction for. */
#define PAC_STAND_IN(sum) ((sum) * 0x9e3779b97f4a7c15u)
static inline uint64_t pac_generic(uint64_t value, uint64_t modifier) {
  return PAC_STAND_IN(value + modifier) >> 32 << 32;
}
static inline uint64_t pac_sign_code(uint64_t pointer, uint64_t modifier) {
  return pointer | (pac_generic(pointer, modifier) & 0xffff000000000000u);
}
static inline uint64_t pac_sign_data(uint64_t pointer, uint64_t modifier) {
  return pointer | (pac_generic(pointer, modifier) & 0xffff000000000000u);
}
static inline uint64_t pac_strip(uint64_t pointer) { return pointer & 0x0000ffffffffffffu; }
static inline uint64_t pac_auth_code(uint64_t pointer, uint64_t modifier) {
  uint64_t raw = pac_strip(pointer);
  return pac_sign_code(raw, modifier) == pointer ? raw : raw | 0x0040000000000000u;
}
static inline uint64_t pac_auth_data(uint64_t pointer, uint64_t modifier) { return pac_auth_code(pointer, modifier); }
#endif

/* The address of a function of C, for pac_sign_code; and such an address, authenticated a moment ago, as a pointer that
 * C calls. On arm64e C's own pointers to functions are signed, with another key: one signature is exchanged for the
 * other in registers, and a wrong one ends the process. */
static inline uint64_t pac_function_address(uintptr_t function) {
#if defined(PAC_SIGNS_C)
  return (uint64_t)ptrauth_auth_data((void *)function, ptrauth_key_function_pointer, 0);
#else
  return function;
#endif
}
static inline uintptr_t pac_function_pointer(uint64_t address) {
#if defined(PAC_SIGNS_C)
  /* Written out: the compiler would call what it has just signed without a signature. */
  __asm__("paciza %0" : "+r"(address));
  return (uintptr_t)address;
#else
  return (uintptr_t)address;
#endif
}

/* Whether what pac_auth_* gave is a pointer and not poison (cores with FPAC have faulted before). */
static inline bool pac_authenticated(uint64_t pointer) { return pac_strip(pointer) == pointer; }

/* An integrity check has failed: the process ends here, as a failed authentication does on Apple's systems. No
 * logging, no unwinding: nothing an attacker could stall. */
#if defined(__aarch64__)
#define integrity_failure()                                                                                            \
  do {                                                                                                                 \
    __asm__ volatile("brk #0xc471");                                                                                   \
    __builtin_unreachable();                                                                                           \
  } while (0)
#else
#define integrity_failure() __builtin_trap()
#endif

/* True if this machine authenticates pointers (always true on a host that only compiles). Tries a wrong modifier in
 * earnest, not only the hardware's flags. */
bool pac_available(void);
#if defined(__aarch64__) && defined(__linux__)
/* True if a failed authentication is known to fault by itself (FEAT_FPAC). */
bool pac_faults(void);
#endif

#endif
