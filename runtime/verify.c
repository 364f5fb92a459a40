/* SPDX-License-Identifier: Apache-2.0
 *
 * The verifier at work: tables for it, which words it is given, what becomes of a refusal. See verify.h.
 */
#include "runtime/verify.h"
#include "memory/seal.h"
#include "wasm/error.h"

#include <stdio.h>
#include <stdlib.h>

/* What the verifier knows by names of its own is what the others mean. */
_Static_assert(VERIFY_DISC_TABLE_BASE == (int)DISC_TABLE_BASE && VERIFY_DISC_HELPER == (int)DISC_HELPER &&
                   VERIFY_DISC_HOST == (int)DISC_HOST,
               "memory/pac.h");
#define HELPER(name) _Static_assert(VERIFY_##name == (int)STUB_ORDER_##name, "codegen/stubs.def");
#include "codegen/stubs.def"
#undef HELPER
_Static_assert(VERIFY_HELPERS == (int)STUB_HELPERS, "codegen/stubs.def");

static int types_compare(const void *a, const void *b) {
  const uint32_t left = ((const VerifyType *)a)->canonical, right = ((const VerifyType *)b)->canonical;
  return (left > right) - (left < right);
}

static bool types_make(sg_module *module, VerifyModule *verify) {
  const uint32_t count = module->decoded->type_count;
  VerifyType *types = arena_alloc(&module->arena, count, sizeof *types);
  VerifyType *by_canonical = arena_alloc(&module->arena, count, sizeof *by_canonical);
  if (!types || !by_canonical) return false;
  for (uint32_t i = 0; i < count; i++) {
    const CanonicalType *type = module->types[i];
    types[i] = by_canonical[i] =
        (VerifyType){.canonical = type->id,
                     .stack_slots = layout_stack_slots(&type->func),
                     .slot_discriminator = pac_type_discriminator(type->id),
                     .dispatch_discriminator = pac_dispatch_discriminator(type->id, module->context.module_id)};
  }
  qsort(by_canonical, count, sizeof *by_canonical, types_compare);
  verify->types = types;
  verify->by_canonical = by_canonical;
  return true;
}

static bool dispatches_make(sg_module *module, VerifyModule *verify) {
  const Module *decoded = module->decoded;
  VerifyDispatch *dispatches = arena_alloc(&module->arena, decoded->table_count, sizeof *dispatches);
  if (!dispatches) return false;
  for (uint32_t t = 0; t < decoded->table_count; t++)
    if (module->layout.dispatch[t])
      dispatches[verify->dispatch_count++] =
          (VerifyDispatch){module->layout.dispatch[t], (uint32_t)decoded->tables[t].type.limits.min};
  verify->dispatches = dispatches;
  return true;
}

bool module_verify_prepare(sg_module *module) {
  if (!module->engine->config.verify) return true;
  VerifyModule *verify = arena_alloc(&module->arena, 1, sizeof *verify);
  if (!verify) return false;
  *verify = (VerifyModule){.module = module->decoded,
                           .layout = &module->layout,
                           .stubs = module->engine->stubs,
                           .module_id = module->context.module_id,
                           .checked_memory = module->context.checked_memory};
  if (!types_make(module, verify) || !dispatches_make(module, verify)) return false;
  module->verify = verify;
  return true;
}

static bool refuse(sg_error *error, uint32_t function, const VerifyFault *fault, uint32_t word) {
  if (!error) return false;
  *error = (sg_error){.code = SG_INTEGRITY, .function = function, .offset = SG_NO_OFFSET, .text = "unsafe code"};
  snprintf(error->message, sizeof error->message, "unsafe code: word %u (%08x): %s", fault->at, word, fault->reason);
  return false;
}

bool worker_verify(CompileWorker *worker, const CodeSpace *space, uint32_t function, sg_error *error) {
  const sg_module *module = code_space_owner(space);
  if (!module || !module->verify) return true;
  uint32_t count = 0, found, flags;
  uintptr_t start;
  const uintptr_t address = code_space_function(space, function, &count);
  if (!address || !code_space_find(space, address, &found, &start, &flags)) integrity_failure();
  const VerifyCode code = {(const uint32_t *)address, count, address};
  VerifyModule verify = *module->verify;
  verify.space = space;
  VerifyFault fault;
  if (!verify_room_reserve(&worker->verify_room, count))
    return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "no room to verify in");
  if (function >= module_defined_count(module->decoded)) return true;
  if (verify_function(&verify, &worker->verify_room, function, flags & FUNCTION_FRAMELESS, code, &fault)) return true;
  return refuse(error, module->decoded->imported_functions + function, &fault, code.words[fault.at]);
}
