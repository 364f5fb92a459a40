/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    11, C that signs
 * Writes:   where the engine finds a type: a copy of it that has another type's id
 * Defence:  a type's first word is signed for its address, when its page has become read-only; who signs code as of a
 * type asks for it Control:  TYPE_CHECK Without:  a host function of one type is signed as of another
 */
#include "harness/attacks/instance_attack.h"

static sg_trap *host_wide(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller;
  values[0] = (sg_raw){.i64 = EVIL};
  return NULL;
}

ATTACK(type_exchanged) {
  set_up();
  const sg_type_kind kinds[] = {SG_I64};
  static TypeCode code;
  static CanonicalType copy;
  for (uint32_t i = 0; i < engine->type_count; i++) {
    const CanonicalType *type = engine->types[i];
    if (type->func.param_count != 0 || type->func.result_count != 1 || type->kinds[0] != SG_I64) continue;
    copy = *type;
    copy.id = func_find(instance, "secret")->type->id;
    copy.code = &code;
    engine->types[i] = &copy;
  }
  sg_func *wide = sg_func_new(store, (sg_func_type){kinds, 0, 1}, host_wide, NULL, NULL, NULL);
  sg_table_set(export_find(instance, "table").of.table, 3, (sg_raw){.func = wide});
  sg_raw result = {.i32 = 3};
  const sg_trap *trap = sg_func_call(func_find(instance, "call"), &result);
  return !trap && result.i32 == EVIL ? WORKED : NOTHING;
}
