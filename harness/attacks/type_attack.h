/* SPDX-License-Identifier: Apache-2.0
 *
 * What the attacks on canonical types share: a type that the module has and of which no host function was made yet, so
 * that no stub of it exists, and a host function of it that is called as `secret`, which has another type.
 */
#ifndef SIGNET_ATTACKS_TYPE_ATTACK_H
#define SIGNET_ATTACKS_TYPE_ATTACK_H

#include "harness/attacks/instance_attack.h"

static sg_trap *host_wide(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller;
  values[0] = (sg_raw){.i64 = EVIL};
  return NULL;
}

/* Where the engine finds () -> i64. */
static inline CanonicalType **wide_type(void) {
  for (uint32_t i = 0; i < engine->type_count; i++) {
    const CanonicalType *type = engine->types[i];
    if (type->func.param_count == 0 && type->func.result_count == 1 && type->kinds[0] == SG_I64)
      return (CanonicalType **)&engine->types[i];
  }
  abort();
}

/* Whether code of the one type is called as of the other. */
static inline Outcome wide_is_called(void) {
  const sg_type_kind kinds[] = {SG_I64};
  sg_func *wide = sg_func_new(store, (sg_func_type){kinds, 0, 1}, host_wide, NULL, NULL, NULL);
  sg_table_set(export_find(instance, "table").of.table, 3, (sg_raw){.func = wide});
  sg_raw result = {.i32 = 3};
  const sg_trap *trap = sg_func_call(func_find(instance, "call"), &result);
  return !trap && result.i32 == EVIL ? WORKED : NOTHING;
}

#endif
