/* SPDX-License-Identifier: Apache-2.0
 *
 * What the attacks on what a module says of its functions share.
 */
#ifndef SIGNET_HARNESS_MODULE_ATTACK_H
#define SIGNET_HARNESS_MODULE_ATTACK_H

#include "harness/attacks/instance_attack.h"

/* The victim's entry stubs, but that of "secret" is $wide_number's, which returns an i64. */
static const uint32_t *stubs_forged(void) {
  enum { WIDE_NUMBER = 3 /* of the defined functions */ };
  static uint32_t stubs[256];
  const Module *decoded = instance->module->decoded;
  cr_assert(decoded->function_count <= 256);
  memcpy(stubs, instance->module->entry_stubs, decoded->function_count * sizeof *stubs);
  stubs[module_export(decoded, "secret", 6)->index] = stubs[decoded->imported_functions + WIDE_NUMBER];
  return stubs;
}

#endif
