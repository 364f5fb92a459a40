/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing a module. From then on what it says decides what is signed for its instances; so it is looked at once more
 * when nobody can write it any longer: somebody else may have written to it while it was made.
 */
#include "runtime/module.h"
#include "wasm/error.h"
#include "wasm/limits.h"

/* Of the instances of a module without code, which nothing enters: no space has this number. */
enum { NO_CODE_ID = 0x7fff };

/* 1 to 0x7fff. No two living modules of an engine that have code have the same, by the region's read-only data. */
uint16_t module_own_id(const sg_module *module) {
#if defined(SIGNET_TEST_WITHOUT_MODULE_ID)
  if (module) return 1;
#endif
  return (uint16_t)(module->space ? code_space_number(module->space) + 1 : NO_CODE_ID);
}

/* Entry stubs are numbered behind the defined functions, in the order of these; then come foreign stubs. All of that is
 * in the module's own space. */
static bool stubs_are_numbered(const sg_module *module) {
  const Module *decoded = module->decoded;
  uint32_t next = module_defined_count(decoded);
  for (uint32_t i = 0; i < decoded->function_count; i++)
    if (module->entry_stubs[i] != NO_INDEX && (i < decoded->imported_functions || module->entry_stubs[i] != next++))
      return false;
  return module->first_foreign_stub == next;
}

static bool types_are_right(const sg_module *module) {
  const Module *decoded = module->decoded;
  for (uint32_t i = 0; i < decoded->type_count; i++) {
    const CanonicalType *type = type_authentic(module->types[i]);
    const FuncType *func = &decoded->types[i].func;
    ValueType types[LIMIT_PARAMETERS + LIMIT_RESULTS];
    for (uint32_t t = 0; t < func->param_count + func->result_count; t++)
      types[t] = type_canonical(module, func->types[t]);
    if (decoded->types[i].canonical != type->id ||
        !type_equals(type, &(FuncType){types, func->param_count, func->result_count}))
      return false;
  }
  for (uint32_t i = 0; i < module->foreign_type_count; i++) type_authentic(module->foreign_types[i]);
  return true;
}

static bool space_is_own(const sg_module *module) {
  if (module->context.module_id != module_own_id(module)) return false;
  return module->space ? code_space_owner(module->space) == module : module_defined_count(module->decoded) == 0;
}

bool module_sign(sg_module *module, sg_error *error) {
  module->self = pac_sign_data((uint64_t)(uintptr_t)module, pac_modifier(module, DISC_MODULE));
  if (!module_protect(module, false)) return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a module");
  if (!types_are_right(module) || !stubs_are_numbered(module) || !space_is_own(module)) integrity_failure();
  return true;
}
