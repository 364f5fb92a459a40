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

static bool stub_functions_make(sg_module *module) {
  const uint32_t defined = module_defined_count(module->decoded);
  uint32_t *functions = arena_alloc(&module->arena, module->first_foreign_stub - defined, sizeof *functions);
  if (!functions) return false;
  for (uint32_t d = 0; d < defined; d++) {
    const uint32_t stub = module->entry_stubs[module->decoded->imported_functions + d];
    if (stub != NO_INDEX) functions[stub - defined] = d;
  }
  module->stub_functions = functions;
  return true;
}

bool module_verify_prepare(sg_module *module) {
  if (!module->engine->config.verify) return true;
  VerifyModule *verify = arena_alloc(&module->arena, 1, sizeof *verify);
  if (!verify) return false;
  *verify = (VerifyModule){.module = module->decoded,
                           .layout = &module->layout,
                           .stubs = module->engine->stubs,
                           .trap = code_space_entry(module->engine->stubs, TRAP_STUB_FIRST + TRAP_MEMORY_OUT_OF_BOUNDS),
                           .module_id = module->context.module_id,
                           .checked_memory = module->context.checked_memory};
  if (!types_make(module, verify) || !dispatches_make(module, verify) || !stub_functions_make(module)) return false;
  module->verify = verify;
  return true;
}

static bool refuse(sg_error *error, uint32_t function, const VerifyFault *fault, VerifyCode code) {
  if (!error) return false;
  *error = (sg_error){.code = SG_INTEGRITY, .function = function, .offset = SG_NO_OFFSET, .text = "unsafe code"};
  snprintf(error->message, sizeof error->message, "unsafe code: word %u (%08x): %s", fault->at, code.words[fault->at],
           fault->reason);
  return false;
}

/* What was sealed, and what the region says of it. */
static VerifyCode sealed_code(const CodeSpace *space, uint32_t function, uint32_t *flags) {
  VerifyCode code = {0};
  code.address = code_space_place(space, function, &code.count, flags);
  if (!code.address) integrity_failure();
  code.words = (const uint32_t *)code.address;
  return code;
}

static const VerifyType *foreign_type(const VerifyModule *verify, const CanonicalType *type) {
  for (uint32_t i = 0; i < verify->module->type_count; i++)
    if (verify->by_canonical[i].canonical == type->id) return &verify->by_canonical[i];
  integrity_failure();
}

bool worker_verify(CompileWorker *worker, CodeSpace *space, uint32_t function, sg_error *error) {
  const sg_module *module = code_space_owner(space);
  if (!module || !module->verify) return true;
  uint32_t flags;
  const VerifyCode code = sealed_code(space, function, &flags);
  VerifyModule verify = *module->verify;
  verify.space = space;
  if (!verify_room_reserve(&worker->verify_room, code.count))
    return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "no room to verify in");
  const uint32_t defined = module_defined_count(module->decoded), foreign = function - module->first_foreign_stub;
  VerifyFault fault;
  bool fine;
  uint32_t of = SG_NO_FUNCTION;
  if (function < defined) {
    of = module->decoded->imported_functions + function;
    fine = verify_function(&verify, &worker->verify_room, function, flags & FUNCTION_FRAMELESS, code, &fault);
  } else if (function < module->first_foreign_stub) {
    fine = verify_entry_stub(&verify, module->stub_functions[function - defined], code, &fault);
  } else if (foreign < module->foreign_type_count) {
    const CanonicalType *type = module->foreign_types[foreign];
    fine = verify_foreign_stub(&verify, &type->func, foreign_type(&verify, type), code, &fault);
  } else {
    fine = verify_lazy_stub(&verify, (uintptr_t)&module->engine->helpers[HELPER_CELL_LAZY], code, &fault);
  }
  if (!fine) return refuse(error, of, &fault, code);
  if (module->lazy) seal_publish_slot(worker->thread, space, function);
  return true;
}

bool engine_stub_verify(const sg_engine *engine, uint32_t stub, const uint64_t *cell, sg_error *error) {
  if (!engine->config.verify) return true;
  uint32_t flags;
  const VerifyCode code = sealed_code(engine->stubs, stub, &flags);
  VerifyFault fault;
  return verify_engine_stub(stub, engine->stubs, (uintptr_t)cell, code, &fault) ||
         refuse(error, SG_NO_FUNCTION, &fault, code);
}

bool engine_type_verify(const sg_engine *engine, const CodeSpace *space, uint32_t function, const CanonicalType *type,
                        bool is_trampoline, sg_error *error) {
  if (!engine->config.verify) return true;
  uint32_t flags;
  const VerifyCode code = sealed_code(space, function, &flags);
  VerifyFault fault;
  const uint64_t cell = (uintptr_t)&engine->helpers[HELPER_CELL_HOST_TRAP];
  const bool fine = is_trampoline ? verify_trampoline(&type->func, pac_type_discriminator(type->id), code, &fault)
                                  : verify_import_stub(&type->func, pac_type_discriminator(type->id), engine->stubs,
                                                       cell, code, &fault);
  return fine || refuse(error, SG_NO_FUNCTION, &fault, code);
}
