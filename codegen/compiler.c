/* SPDX-License-Identifier: Apache-2.0
 *
 * Making and freeing a compiler, and its room. The buffer only ever grows: what the largest function needed is kept
 * for the next one.
 */
#include "codegen/compiler.h"

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

size_t compiler_scratch_bytes(const Compiler *compiler) { return buffer_bytes(&compiler->buffer); }
