/* SPDX-License-Identifier: Apache-2.0
 *
 * What is sealed where: the public lists of code ranges, for profilers and debuggers. Places are the region's own word
 * (its read-only records), so that a range is code of the engine whatever has become of writable memory.
 */
#include "memory/seal.h"
#include "runtime/module.h"

/* Where the next range is written, and how many there are. */
typedef struct {
  sg_code_range *ranges;
  size_t room, count;
} RangeList;

static void range_add(RangeList *list, const CodeSpace *space, uint32_t of_space, sg_code_range range) {
  uint32_t words;
  const uintptr_t address = code_space_function(space, of_space, &words);
  if (!address) return;
  range.address = (const void *)address;
  range.bytes = 4 * (size_t)words;
  if (list->count < list->room) list->ranges[list->count] = range;
  list->count++;
}

size_t sg_module_code(const sg_module *module, sg_code_range *ranges, size_t room) {
  RangeList list = {ranges, room, 0};
  const Module *decoded = module->decoded;
  if (!module->space) return 0;
  for (uint32_t f = decoded->imported_functions; f < decoded->function_count; f++) {
    range_add(&list, module->space, f - decoded->imported_functions,
              (sg_code_range){.kind = SG_CODE_FUNCTION, .function = f});
    if (module->entry_stubs[f] != NO_INDEX)
      range_add(&list, module->space, module->entry_stubs[f], (sg_code_range){.kind = SG_CODE_ENTRY, .function = f});
  }
  return list.count;
}

static const char *stub_name(uint32_t stub) {
  static const char *const helpers[] = {
#define HELPER(name) [STUB_ORDER_##name] = #name,
#include "codegen/stubs.def"
#undef HELPER
  };
  if (stub < STUB_HELPER_FIRST) return "trap";
  return stub < STUB_UNSEALED ? helpers[stub - STUB_HELPER_FIRST] : "unsealed";
}

/* Whether the function of a space of trampolines and import stubs is a trampoline. */
static bool is_trampoline(const CodeSpace *space, uint32_t of_space) {
  uint32_t words, found, flags = 0;
  uintptr_t start;
  const uintptr_t address = code_space_function(space, of_space, &words);
  return address && code_space_find(space, address, &found, &start, &flags) && (flags & FUNCTION_TRAMPOLINE);
}

size_t sg_engine_code(sg_engine *engine, sg_code_range *ranges, size_t room) {
  RangeList list = {ranges, room, 0};
  for (uint32_t stub = 0; stub < STUB_COUNT; stub++)
    range_add(&list, engine->stubs, stub, (sg_code_range){.kind = SG_CODE_ENGINE, .name = stub_name(stub)});
  pthread_mutex_lock(&engine->mutex);
  for (uint32_t i = 0; i < engine->space_count; i++) {
    const CodeSpace *space = engine->spaces[i];
    for (uint32_t f = 0; f < SPACE_FUNCTIONS; f++)
      range_add(
          &list, space, f,
          (sg_code_range){.kind = SG_CODE_ENGINE, .name = is_trampoline(space, f) ? "trampoline" : "import stub"});
  }
  pthread_mutex_unlock(&engine->mutex);
  return list.count;
}
