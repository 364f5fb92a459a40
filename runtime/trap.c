/* SPDX-License-Identifier: Apache-2.0
 *
 * Trap objects: made where a trap happens, on the small trap stack too, and read by the embedder later. The frames'
 * offsets in the module are found when one is first asked for, by compiling the functions again (runtime/listing.c).
 */
#include "runtime/trap.h"
#include "wasm/error.h"

#include <stdlib.h>
#include <string.h>

/* The spec suite's words; host, interrupted and limit are ours. */
static const char *const messages[] = {
    [SG_TRAP_UNREACHABLE] = "unreachable",
    [SG_TRAP_MEMORY_OUT_OF_BOUNDS] = "out of bounds memory access",
    [SG_TRAP_TABLE_OUT_OF_BOUNDS] = "out of bounds table access",
    [SG_TRAP_UNINITIALIZED_ELEMENT] = "uninitialized element",
    [SG_TRAP_INDIRECT_CALL_MISMATCH] = "indirect call type mismatch",
    [SG_TRAP_INTEGER_OVERFLOW] = "integer overflow",
    [SG_TRAP_DIVIDE_BY_ZERO] = "integer divide by zero",
    [SG_TRAP_INVALID_CONVERSION] = "invalid conversion to integer",
    [SG_TRAP_STACK_OVERFLOW] = "call stack exhausted",
    [SG_TRAP_NULL_REFERENCE] = "null reference",
    [SG_TRAP_INTERRUPTED] = "interrupted",
    [SG_TRAP_HOST] = "host function trapped",
    [SG_TRAP_LIMIT] = "out of resources",
    [SG_TRAP_UNDEFINED_ELEMENT] = "undefined element",
};

/* What stands for a trap that there is no memory for: never written, never freed. */
static const sg_trap exhausted = {.kind = SG_TRAP_LIMIT, .message = "out of resources"};

static sg_trap *trap_make(sg_trap_kind kind, const char *text) {
  size_t length = text ? strlen(text) : 0;
  sg_trap *trap = malloc(sizeof *trap + length + 1);
  if (!trap) return (sg_trap *)(uintptr_t)&exhausted;
  trap->kind = kind;
  trap->message = messages[kind];
  trap->frame_count = 0;
  trap->offsets = NULL;
  if (text) trap->message = memcpy(trap->text, text, length + 1);
  return trap;
}

sg_trap *trap_new(TrapKind kind) { return trap_make((sg_trap_kind)kind, NULL); }

sg_trap *trap_new_named(TrapKind kind, const char *message) { return trap_make((sg_trap_kind)kind, message); }

sg_trap *sg_trap_new(sg_store *store, const char *message) {
  (void)store;
  return trap_make(SG_TRAP_HOST, message);
}

void sg_trap_free(sg_trap *trap) {
  if (!trap || trap == &exhausted) return;
  free(trap->offsets);
  free(trap);
}

void trap_add_frame(sg_trap *trap, sg_instance *instance, uint32_t function, uint32_t code_offset) {
  if (trap == &exhausted || trap->frame_count == TRAP_FRAMES) return;
  const sg_module *module = instance ? instance->module : NULL;
  trap->frames[trap->frame_count++] = (TrapFrame){instance, module, function, code_offset};
}

sg_trap_kind sg_trap_kind_of(const sg_trap *trap) { return trap->kind; }
const char *sg_trap_message(const sg_trap *trap) { return trap->message; }
size_t sg_trap_frame_count(const sg_trap *trap) { return trap->frame_count; }

/* The offsets of all frames that are in the function of frame `first`, at once: each function is compiled again once,
 * however often it is on the stack. */
static void offsets_tell(sg_trap *trap, uint32_t first) {
  const TrapFrame *frame = &trap->frames[first];
  uint32_t code[TRAP_FRAMES] = {frame->code_offset}, which[TRAP_FRAMES] = {first}, count = 1;
  uint64_t told[TRAP_FRAMES];
  for (uint32_t i = first + 1; i < trap->frame_count; i++) {
    if (trap->frames[i].module != frame->module || trap->frames[i].function != frame->function) continue;
    code[count] = trap->frames[i].code_offset;
    which[count++] = i;
  }
  module_code_to_wasm(frame->module, frame->function, count, code, told);
  for (uint32_t i = 0; i < count; i++) trap->offsets[which[i]] = told[i];
}

static bool offsets_find(sg_trap *trap) {
  if (trap->offsets) return true;
  trap->offsets = calloc(trap->frame_count, sizeof *trap->offsets);
  if (!trap->offsets) return false;
  for (uint32_t i = 0; i < trap->frame_count; i++) /* no operator is at offset 0 */
    if (trap->frames[i].module && trap->offsets[i] == 0) offsets_tell(trap, i);
  return true;
}

sg_frame sg_trap_frame(const sg_trap *trap, size_t index) {
  if (index >= trap->frame_count) return (sg_frame){.offset = SG_NO_OFFSET, .function = SG_NO_FUNCTION};
  const TrapFrame *frame = &trap->frames[index];
  sg_frame public = {
      .module = frame->module, .instance = frame->instance, .function = frame->function, .offset = SG_NO_OFFSET};
  if (!frame->module) return public;
  public.name = sg_module_function_name(frame->module, frame->function);
  if (offsets_find((sg_trap *)(uintptr_t)trap)) public.offset = trap->offsets[index];
  return public;
}

void trap_error(const sg_trap *trap, sg_error *error) {
  if (!error) return;
  error_set(error, ERR_TRAPPED, SG_NO_OFFSET, SG_NO_FUNCTION, "%s", trap->message);
}
