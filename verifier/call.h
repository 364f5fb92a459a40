/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls: of functions of the module, of stubs, through signed entries. Each is made with as much room at sp as its type
 * takes. What may run code of others is followed by taking the instance back from the frame and authenticating it.
 * Part of verifier/function.c.
 */
#ifndef SIGNET_VERIFIER_CALL_H
#define SIGNET_VERIFIER_CALL_H

#include "verifier/frame.h"

enum { BLRAB_SLOT = 0xd73f0e30 - 0x100000000, BLRAB_DISPATCH = 0xd73f0e11 - 0x100000000 };
enum {
  AUTDB_X28 = 0xdac11e3c - 0x100000000,
  AUTDB_X27 = 0xdac11e3b - 0x100000000,
  AUTDB_X17 = 0xdac11e11 - 0x100000000
};

static inline bool room_fits(Verifier *v, const VerifyType *type) {
  return v->room == 8 * type->stack_slots || refuse(v, "a call with another room than its type takes");
}

/* Behind a call that may leave the instance, the last word of which is at v->at:
 *   ldr x17, [sp, #the instance]; ldr x28, [x17]; movk x17, #module id, lsl #48; autdb x28, x17;
 *   ldr x27, [x28, #8]; add x17, x17, #8; autdb x27, x17; ldr x26, [x28, #16] */
static bool instance_taken_back(Verifier *v) {
  const uint32_t words[] = {0xf94003f1 | v->room / 8 << 10,
                            0xf940023c,
                            0xf2e00011 | (uint32_t)v->m->module_id << 5,
                            (uint32_t)AUTDB_X28,
                            0xf940079b,
                            0x91002231,
                            (uint32_t)AUTDB_X27,
                            0xf9400b9a};
  const uint32_t count = !v->has_memory ? 4 : v->checked ? 8 : 7;
  _Static_assert(SLOT_INSTANCE == 0 && offsetof(InstanceHeader, self) == 0 &&
                     offsetof(InstanceHeader, memory_base) == 8 && offsetof(InstanceHeader, memory_bytes) == 16,
                 "the words above");
  if (!v->frame.instance) return refuse(v, "a call that leaves an instance that is not kept");
  if (!is_whole(v, 1 + count)) return refuse(v, "an instance that is not taken back");
  for (uint32_t i = 0; i < count; i++)
    if (v->words[v->at + 1 + i] != words[i])
      return refuse_at(v, v->at + 1 + i, "an instance that is not authenticated");
  v->at += count;
  return true;
}

/* ---- Helpers ---- */

/* Arguments that C takes for indices, and does not check. */
typedef enum { INDEX_NONE, INDEX_DATA, INDEX_ELEMENT, INDEX_TABLE, INDEX_FUNCTION } IndexKind;
typedef struct {
  bool memory;         /* needs memory 0 */
  uint8_t first_index; /* in x0 + this; the second follows */
  uint8_t indices[2];
} HelperRule;
/* In the order of codegen/stubs.def (runtime/verify.c compares). */
static const HelperRule helper_rules[] = {
    [VERIFY_memory_grow] = {true, 0, {0}},
    [VERIFY_memory_init] = {true, 3, {INDEX_DATA}},
    [VERIFY_memory_copy] = {true, 0, {0}},
    [VERIFY_memory_fill] = {true, 0, {0}},
    [VERIFY_data_drop] = {false, 0, {INDEX_DATA}},
    [VERIFY_table_get] = {false, 1, {INDEX_TABLE}},
    [VERIFY_table_set] = {false, 2, {INDEX_TABLE}},
    [VERIFY_table_grow] = {false, 2, {INDEX_TABLE}},
    [VERIFY_table_fill] = {false, 3, {INDEX_TABLE}},
    [VERIFY_table_copy] = {false, 3, {INDEX_TABLE, INDEX_TABLE}},
    [VERIFY_table_init] = {false, 3, {INDEX_ELEMENT, INDEX_TABLE}},
    [VERIFY_elem_drop] = {false, 0, {INDEX_ELEMENT}},
    [VERIFY_ref_func] = {false, 0, {INDEX_FUNCTION}},
};

static bool index_exists(const Module *module, uint32_t kind, uint64_t index) {
  switch (kind) {
  case INDEX_DATA: return index < module->data_count;
  case INDEX_ELEMENT: return index < module->element_count;
  case INDEX_TABLE: return index < module->table_count;
  case INDEX_FUNCTION: return index < module->function_count && module->functions[index].declared;
  default: return true;
  }
}

/* Functions and other references do not mix: C looks through the former. */
static bool indices_fit(const Module *module, const HelperRule *rule, const uint64_t *index) {
  if (rule->indices[1] == INDEX_NONE) return true;
  const ValueType first =
      rule->indices[0] == INDEX_TABLE ? module->tables[index[0]].type.element : module->elements[index[0]].type;
  return type_is_func_reference(first) == type_is_func_reference(module->tables[index[1]].type.element);
}

static bool helper_called(Verifier *v, uint32_t helper) {
  if (helper >= VERIFY_HELPERS) return refuse(v, "a call of no helper");
  const HelperRule *rule = &helper_rules[helper];
  if (rule->memory && !v->has_memory) return refuse(v, "a helper for a memory that is not there");
  uint64_t index[2] = {0};
  for (unsigned i = 0; i < 2 && rule->indices[i] != INDEX_NONE; i++) {
    const Fact *fact = fact_of(v, rule->first_index + i, FACT_CONSTANT);
    if (!fact || !index_exists(v->m->module, rule->indices[i], fact->lo & UINT32_MAX))
      return refuse(v, "a helper with an index of nothing");
    index[i] = fact->lo & UINT32_MAX;
  }
  if (!indices_fit(v->m->module, rule, index)) return refuse(v, "a helper with tables of different kinds");
  if (v->room != 0) return refuse(v, "a call with another room than its type takes");
  return instance_taken_back(v);
}

/* ---- bl ---- */

static bool call(Verifier *v, uint32_t word) {
  const uintptr_t target = target_26(v, v->at, word);
  uint32_t number;
  if (code_space_leads(v->m->space, target, &number)) {
    const Module *module = v->m->module;
    if (number >= module->function_count - module->imported_functions)
      return refuse(v, "a call of a stub of the module's");
    if (!v->frame.framed) return refuse(v, "a call without a frame");
    if (!room_fits(v, type_of_function(v->m, module->imported_functions + number))) return false;
    forget(v);
    return true;
  }
  if (!code_space_leads(v->m->stubs, target, &number)) return refuse(v, "a call of what is no function and no stub");
  bool fits;
  if (is_trap(v, number, &fits)) {
    if (!fits) return refuse(v, "a trap of another kind of function");
    if (v->frame.framed) v->trap = target; /* of frameless ones x17 says more */
    word_closes(v);
    return at_label(v);
  }
  if (!v->frame.framed) return refuse(v, "a call without a frame");
  if (!helper_called(v, number - STUB_HELPER_FIRST)) return false;
  forget(v);
  return true;
}

/* ---- Signed pointers at x9 ---- */

/* ldr x17, [x9]; mov x16, x9; movk x16, #discriminator, lsl #48; and blrab x17, x16: a CallSlot is called; or autdb
 * x17, x16: the base of a table. */
static bool slot_used(Verifier *v) {
  if (!is_whole(v, 4) || v->words[v->at + 1] != 0xaa0903f0 || (v->words[v->at + 2] & 0xffe0001f) != 0xf2e00010)
    return refuse(v, "a signed pointer that is not authenticated");
  const uint32_t discriminator = field(v->words[v->at + 2], 5, 16), last = v->words[v->at + 3];
  const Fact *const known = fact_any(v, R9), slot = known ? *known : (Fact){0};
  if (WORD_IS(last, AUTDB_X17)) {
    if (slot.kind != FACT_HEADER || discriminator != VERIFY_DISC_TABLE_BASE)
      return refuse(v, "autdb of what is no table's base");
    v->at += 3;
    return write_register(v, R16) && write_fact(v, R17, (Fact){.kind = FACT_BASE, .index = slot.index});
  }
  if (!WORD_IS(last, BLRAB_SLOT)) return refuse(v, "a signed pointer that is not authenticated");
  const VerifyType *type = NULL;
  const uint64_t imported = (slot.lo - v->m->layout->imports) / sizeof(CallSlot);
  if (slot.kind == FACT_SLOT_TYPED) type = type_of_canonical(v->m, slot.index);
  else if (slot.kind == FACT_INSTANCE && (slot.lo - v->m->layout->imports) % sizeof(CallSlot) == 0 &&
           imported < v->m->module->imported_functions)
    type = type_of_function(v->m, (uint32_t)imported);
  if (!type) return refuse(v, "a call of what is no function's slot");
  if (discriminator != type->slot_discriminator) return refuse(v, "a call with another type's discriminator");
  if (!room_fits(v, type)) return false;
  v->at += 3;
  forget(v);
  return instance_taken_back(v);
}

/* ldr x16, [x9, #n]; add x17, x9, #n; movk x17, #discriminator, lsl #48; blrab x16, x17: a DispatchEntry is called. */
static bool dispatch_used(Verifier *v, uint32_t offset) {
  const Fact *element = fact_of(v, R9, FACT_ELEMENT_TYPED);
  if (!element || element->hi + offsetof(DispatchEntry, entry) != offset || offset >= 4096 || !is_whole(v, 4) ||
      v->words[v->at + 1] != (0x91000131 | offset << 10) || (v->words[v->at + 2] & 0xffe0001f) != 0xf2e00011 ||
      !WORD_IS(v->words[v->at + 3], BLRAB_DISPATCH))
    return refuse(v, "a signed pointer that is not authenticated");
  const VerifyType *type = type_of_canonical(v->m, element->index);
  if (!type || field(v->words[v->at + 2], 5, 16) != type->dispatch_discriminator)
    return refuse(v, "a call with another type's discriminator");
  if (!room_fits(v, type)) return false;
  v->at += 3;
  forget(v);
  return true;
}

#endif
