/* SPDX-License-Identifier: Apache-2.0
 *
 * Making and freeing a compiler, and its room. The buffer only ever grows: what the largest function needed is kept
 * for the next one.
 */
#include "codegen/compiler.h"

#include "memory/linear.h"
#include "wasm/error.h"
#include "wasm/limits.h"

#include <stdlib.h>

Compiler *compiler_new(void) { return calloc(1, sizeof(Compiler)); }

void compiler_free(Compiler *compiler) {
  if (compiler == NULL) return;
  buffer_free(&compiler->buffer);
  walk_room_free(&compiler->room);
  free(compiler->slot_locals);
  free(compiler->exits);
  free(compiler);
}

bool compiler_reserve(Compiler *compiler, size_t entries, size_t records, sg_error *error) {
  const CodeBuffer *buffer = &compiler->buffer;
  if (buffer->entries != NULL && (size_t)(buffer->limit - buffer->entries) >= entries && buffer->record_room >= records)
    return true;
  if (buffer_reserve(&compiler->buffer, entries, records)) return true;
  return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "no room to compile into");
}

bool compiler_reserve_walk(Compiler *compiler, const Module *module) {
  if (!compiler->slot_locals) compiler->slot_locals = malloc(LIMIT_LOCALS * sizeof *compiler->slot_locals);
  if (!compiler->slot_locals || !walk_room_reserve(&compiler->room, module)) return false;
  const size_t frames = compiler->room.control_room;
  if (compiler->exit_room < frames) {
    free(compiler->exits);
    compiler->exits = calloc(frames, SCOPE_DEPTH * sizeof *compiler->exits);
    compiler->exit_room = compiler->exits ? frames : 0;
  }
  return compiler->exits != NULL;
}

size_t compiler_scratch_bytes(const Compiler *compiler) {
  const WalkRoom *room = &compiler->room;
  const struct {
    const void *base;
    size_t bytes;
  } arrays[] = {
      {room->operands, room->operand_room * sizeof *room->operands},
      {room->controls, room->control_room * sizeof *room->controls},
      {room->locals, (LIMIT_LOCALS + LOCAL_PADDING) * sizeof *room->locals},
      {room->local_types, (LIMIT_LOCALS + LOCAL_PADDING) * sizeof *room->local_types},
      {compiler->slot_locals, LIMIT_LOCALS * sizeof *compiler->slot_locals},
      {compiler->exits, compiler->exit_room * SCOPE_DEPTH * sizeof *compiler->exits},
  };
  size_t bytes = sizeof *compiler;
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
    if (arrays[i].base != NULL) bytes += pages_resident(arrays[i].base, arrays[i].bytes);
  return bytes;
}
