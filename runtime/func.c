/* SPDX-License-Identifier: Apache-2.0
 *
 * Function objects and the slots made of them. A slot's entry is signed for the place where the slot lies and for the
 * function's type, so a slot is never copied: its entry is authenticated where it was and signed for where it goes.
 * Nothing else in runtime/ signs an entry, but for a fresh address out of the code region.
 */
#include "runtime/instance.h"
#include "wasm/error.h"
#include "wasm/limits.h"

#include <stdlib.h>
#include <string.h>

static uint64_t slot_modifier(const CallSlot *slot, uint32_t canonical) {
  return pac_modifier(slot, pac_type_discriminator(canonical));
}

static uint64_t context_modifier(const CallSlot *slot, uint32_t canonical) {
  return pac_modifier(&slot->context, pac_type_discriminator(canonical));
}
static uint64_t context_authenticate(uint64_t context, uint64_t modifier) {
#if defined(SIGNET_TEST_WITHOUT_CONTEXT_CHECK)
  (void)modifier;
  return pac_strip(context);
#else
  context = pac_auth_data(context, modifier);
  if (!pac_authenticated(context)) integrity_failure();
  return context;
#endif
}

HostFunction *func_host(const sg_func *func) {
  const uint64_t modifier = context_modifier(&func->slot, (uint32_t)func->slot.type);
  return (HostFunction *)(uintptr_t)(context_authenticate(func->slot.context, modifier) - CONTEXT_OF_HOST);
}

/* A raw entry address of the region. */
static void slot_sign(CallSlot *slot, uintptr_t entry, uint32_t canonical) {
  slot->entry = pac_sign_code(entry, slot_modifier(slot, canonical));
  slot->type = canonical;
}

void slot_move(CallSlot *to, const CallSlot *from) {
  /* Each word is read once: a type that changed between authenticating and signing would make an entry another's. */
  const volatile CallSlot *source = from;
  const uint32_t type = (uint32_t)source->type;
  if (type == 0) {
    memset(to, 0, sizeof *to);
    return;
  }
#if defined(SIGNET_TEST_WITHOUT_SLOT_CHECK)
  uint64_t entry = pac_strip(source->entry);
#else
  uint64_t entry = pac_auth_code(source->entry, slot_modifier(from, type));
#endif
  if (!pac_authenticated(entry)) integrity_failure();
  to->entry = pac_sign_code(entry, slot_modifier(to, type));
  uint64_t context = source->context; /* of Wasm: the entry stub authenticates the instance */
  if (context & CONTEXT_OF_HOST)
    context = pac_sign_data(context_authenticate(context, context_modifier(from, type)), context_modifier(to, type));
  to->context = context;
  to->type = type;
  to->function = source->function;
}

void slots_move(CallSlot *to, const CallSlot *from, uint64_t count) {
#if defined(SIGNET_TEST_WITHOUT_SINGLE_READ) /* all are checked first, then signed */
  for (uint64_t i = 0; i < count; i++)
    if (from[i].type != 0 &&
        !pac_authenticated(pac_auth_code(from[i].entry, slot_modifier(&from[i], (uint32_t)from[i].type))))
      integrity_failure();
  for (uint64_t i = 0; i < count; i++) {
    to[i] = from[i];
    if (to[i].type != 0)
      to[i].entry = pac_sign_code(pac_strip(to[i].entry), slot_modifier(&to[i], (uint32_t)to[i].type));
  }
#else
  for (uint64_t i = 0; i < count; i++) slot_move(to + i, from + i);
#endif
}

void slot_set(CallSlot *slot, const sg_func *func) {
  if (func) slot_move(slot, &func->slot);
  else memset(slot, 0, sizeof *slot);
}

bool value_fits(const sg_store *store, ValueType type, sg_raw value) {
  if (!type_is_reference(type)) return true;
  if (!value.externref) return (type & TYPE_NULLABLE) != 0;
  if (!type_is_func_reference(type)) return true;
  return value.func->store == store && (type_heap(type) == HEAP_FUNC || type_heap(type) == value.func->type->id);
}

sg_func *instance_function(sg_instance *instance, uint32_t function) {
  sg_func *func = instance->functions[function];
  if (func) return func;
  const sg_module *module = module_authentic(instance->module);
  /* Validation let nothing else be named. */
  if (function >= module->decoded->function_count || module->entry_stubs[function] == NO_INDEX) integrity_failure();
  uint32_t words;
  uintptr_t entry = code_space_function(module->space, module->entry_stubs[function], &words);
  if (!entry) integrity_failure();
  func = store_alloc(instance->store, 1, sizeof *func);
  if (!func) return NULL;
  func->store = instance->store;
  func->type = module_function_type(module, function);
  func->instance = instance;
  func->index = function;
  func->slot.context = (uint64_t)(uintptr_t)instance->header;
  func->slot.function = &func->slot;
  slot_sign(&func->slot, entry, module_function_canonical(module, function));
  instance->functions[function] = func;
  return func;
}

/* The canonical type of a public one; NULL and *error: no such type, or no memory. */
static const CanonicalType *type_from_public(sg_engine *engine, sg_func_type type, sg_error *error) {
  ValueType types[LIMIT_PARAMETERS + LIMIT_RESULTS];
  bool usable = type.param_count <= LIMIT_PARAMETERS && type.result_count <= LIMIT_RESULTS &&
                (type.types || type.param_count + type.result_count == 0);
  for (uint32_t i = 0; usable && i < type.param_count + type.result_count; i++) {
    types[i] = type_from_kind(type.types[i]);
    usable = types[i] != TYPE_NONE;
  }
  if (!usable) {
    error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "not a function type");
    return NULL;
  }
  const CanonicalType *canonical = engine_type(engine, &(FuncType){types, type.param_count, type.result_count});
  if (!canonical) error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a function type");
  return canonical;
}

sg_func *sg_func_new(sg_store *store, sg_func_type type, sg_host_callback callback, void *context,
                     void (*finalize)(void *context), sg_error *error) {
  if (!store || !callback) {
    error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "a host function needs a store and a callback");
    return NULL;
  }
  const CanonicalType *canonical = type_from_public(store->engine, type, error);
  if (!canonical || !engine_import_stub_make(store->engine, canonical, error)) return NULL;
  sg_func *func = store_alloc(store, 1, sizeof *func);
  HostFunction *host = store_alloc(store, 1, sizeof *host);
  if (!func || !host) {
    error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a host function");
    return NULL;
  }
  *host = (HostFunction){.entry.context = context, .finalize = finalize, .next = store->hosts, .func = func};
  uint64_t *signed_callback = &host->entry.callback;
  *signed_callback = pac_sign_code(pac_function_address((uintptr_t)callback), pac_modifier(signed_callback, DISC_HOST));
  store->hosts = host;
  func->store = store;
  func->type = canonical;
  func->host = host;
  func->slot.function = &func->slot;
  const CanonicalType *authentic = type_authentic(canonical);
  func->slot.context =
      pac_sign_data((uint64_t)(uintptr_t)host + CONTEXT_OF_HOST, context_modifier(&func->slot, authentic->id));
  slot_sign(&func->slot, type_import_stub(authentic), authentic->id);
  return func;
}

sg_func_type sg_func_type_of(const sg_func *func) { return type_to_public(func->type); }
