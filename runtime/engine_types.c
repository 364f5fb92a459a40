/* SPDX-License-Identifier: Apache-2.0
 *
 * Canonical function types: each distinct type of the engine has one CanonicalType and one id, found by an
 * open-addressed hash table under the engine's mutex. They are kept as long as the engine, so that a CallSlot's id
 * never comes to mean another type, and ids stay below the abstract heap types, so that references can name them. A
 * module may bring a million types, so the table grows and nothing here is more than linear.
 */
#include "runtime/engine_parts.h"
#include "runtime/module.h"

#include <stdlib.h>
#include <string.h>

static uint32_t hash_type(const FuncType *type) {
  uint32_t count = type->param_count + type->result_count, hash = 2166136261u ^ type->param_count * 0x9e3779b9u;
  for (uint32_t i = 0; i < count; i++) hash = (hash ^ type->types[i]) * 16777619u ^ hash >> 15;
  return hash ^ hash >> 16;
}

static bool same_type(const FuncType *a, const FuncType *b) {
  return a->param_count == b->param_count && a->result_count == b->result_count &&
         memcmp(a->types, b->types, sizeof *a->types * ((size_t)a->param_count + a->result_count)) == 0;
}

/* Puts id into the first free place of its chain. */
static void table_insert(uint32_t *table, uint32_t size, uint32_t hash, uint32_t id) {
  uint32_t at = hash & (size - 1);
  while (table[at]) at = (at + 1) & (size - 1);
  table[at] = id;
}

/* Keeps the table at most half full, and room for one more type. */
static bool types_make_room(sg_engine *engine) {
  if (engine->type_count == engine->type_room) {
    uint32_t room = engine->type_room ? 2 * engine->type_room : 64;
    CanonicalType **types = realloc(engine->types, room * sizeof *types);
    if (!types) return false;
    engine->types = types;
    engine->type_room = room;
  }
  if (2 * (engine->type_count + 1) > engine->type_table_size) {
    uint32_t size = engine->type_table_size ? 2 * engine->type_table_size : 256;
    uint32_t *table = calloc(size, sizeof *table);
    if (!table) return false;
    for (uint32_t i = 0; i < engine->type_count; i++) table_insert(table, size, engine->types[i]->hash, i + 1);
    free(engine->type_table);
    engine->type_table = table;
    engine->type_table_size = size;
  }
  return true;
}

/* The type with its two arrays behind it. */
static CanonicalType *type_make(const FuncType *type, uint32_t id, uint32_t hash) {
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
  made->hash = hash;
  return made;
}

static const CanonicalType *type_find_or_make(sg_engine *engine, const FuncType *type) {
  uint32_t hash = hash_type(type);
  if (engine->type_table_size) {
    uint32_t mask = engine->type_table_size - 1;
    for (uint32_t at = hash & mask; engine->type_table[at]; at = (at + 1) & mask) {
      const CanonicalType *known = engine->types[engine->type_table[at] - 1];
      if (known->hash == hash && same_type(&known->func, type)) return known;
    }
  }
  if (engine->type_count + 1 == HEAP_FUNC || !types_make_room(engine)) return NULL;
  CanonicalType *made = type_make(type, engine->type_count + 1, hash);
  if (!made) return NULL;
  engine->types[engine->type_count++] = made;
  table_insert(engine->type_table, engine->type_table_size, hash, made->id);
  return made;
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
  free(engine->type_table);
}
