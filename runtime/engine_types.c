/* SPDX-License-Identifier: Apache-2.0
 *
 * Canonical function types: each distinct type of the engine has one CanonicalType and one id, found by interning its
 * words under the engine's mutex. They are kept as long as the engine, so that a CallSlot's id never comes to mean
 * another type, and ids stay below the abstract heap types, so that references can name them. A module may bring a
 * million types, chosen to hurt: a lookup takes time by the type's size, never by which other types there are.
 */
#include "runtime/engine_parts.h"
#include "runtime/module.h"
#include "wasm/limits.h"

#include <stdlib.h>
#include <string.h>

static bool types_make_room(sg_engine *engine) {
  if (engine->type_count < engine->type_room) return true;
  uint32_t room = engine->type_room ? 2 * engine->type_room : 64;
  CanonicalType **types = realloc(engine->types, room * sizeof *types);
  if (!types) return false;
  engine->types = types;
  engine->type_room = room;
  return true;
}

/* The type with its two arrays behind it. */
static CanonicalType *type_make(const FuncType *type, uint32_t id) {
  size_t count = (size_t)type->param_count + type->result_count;
  CanonicalType *made = calloc(1, sizeof *made + count * (sizeof(ValueType) + sizeof(sg_type_kind)));
  if (!made) return NULL;
  ValueType *types = (ValueType *)(made + 1);
  sg_type_kind *kinds = (sg_type_kind *)(types + count);
  for (size_t i = 0; i < count; i++) {
    types[i] = type->types[i];
    kinds[i] = type_to_kind(type->types[i]);
  }
  made->func = (FuncType){types, type->param_count, type->result_count};
  made->kinds = kinds;
  made->id = id;
  return made;
}

static const CanonicalType *type_find_or_make(sg_engine *engine, const FuncType *type) {
  uint32_t words[1 + LIMIT_PARAMETERS + LIMIT_RESULTS], count = type->param_count + type->result_count;
  if (engine->type_count + 1 == HEAP_FUNC || !types_make_room(engine)) return NULL;
  words[0] = type->param_count;
  for (uint32_t i = 0; i < count; i++) words[1 + i] = type->types[i];
  uint32_t id = interner_id(&engine->type_ids, words, 1 + count, engine->type_count + 1);
  if (id == INTERNER_FULL) return NULL;
  /* An id stays taken also where there is no memory for its type: that is made when it is wanted again. */
  if (id > engine->type_count) engine->types[engine->type_count++] = NULL;
  if (!engine->types[id - 1]) engine->types[id - 1] = type_make(type, id);
  return engine->types[id - 1];
}

const CanonicalType *engine_type(sg_engine *engine, const FuncType *type) {
  pthread_mutex_lock(&engine->mutex);
  const CanonicalType *canonical = type_find_or_make(engine, type);
  pthread_mutex_unlock(&engine->mutex);
  return canonical;
}

void engine_types_free(sg_engine *engine) {
  for (uint32_t i = 0; i < engine->type_count; i++) free(engine->types[i]);
  free(engine->types);
  arena_free(&engine->type_arena);
}
