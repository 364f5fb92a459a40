/* SPDX-License-Identifier: Apache-2.0
 *
 * Canonical function types: each distinct type of the engine has one CanonicalType and one id, found by interning its
 * words under the engine's mutex. They are kept as long as the engine, so that a CallSlot's id never comes to mean
 * another type, and ids stay below the abstract heap types, so that references can name them. A module may bring a
 * million types, chosen to hurt: a lookup takes time by the type's size, never by which other types there are.
 *
 * A type decides as what code is signed. So types lie on pages that are read-only once they are complete, signed for
 * their addresses, and their ids are numbers that the region gives once each. The interner and the list of types are
 * in writable memory: who changes them makes a type be found twice, under two ids, or not be the one that was asked
 * for, which whoever asked sees.
 */
#include "memory/unique_pages.h"
#include "runtime/engine_parts.h"
#include "runtime/module.h"
#include "wasm/limits.h"

#include <stdlib.h>
#include <string.h>

/* The pages of types that were made together: this, the types one behind the other, and, on pages that stay writable, a
 * TypeCode each. */
typedef struct TypePages {
  struct TypePages *next; /* of the engine */
  size_t bytes;
} TypePages;

enum { VALUE_ROOM = sizeof(ValueType) + sizeof(sg_type_kind) };
static size_t type_bytes(size_t values) { return (sizeof(CanonicalType) + values * VALUE_ROOM + 15) & ~(size_t)15; }
static size_t whole_pages(size_t bytes) { return (bytes + page_bytes() - 1) & ~(page_bytes() - 1); }
static uint32_t value_count(const CanonicalType *type) { return type->func.param_count + type->func.result_count; }

TypeBatch engine_types_begin(sg_engine *engine, size_t types, size_t values) {
  pthread_mutex_lock(&engine->mutex);
  const size_t frozen = whole_pages(sizeof(TypePages) + types * type_bytes(0) + values * VALUE_ROOM + 16 * types);
  return (TypeBatch){.engine = engine,
                     .frozen_bytes = frozen,
                     .bytes = frozen + whole_pages(types * sizeof(TypeCode)),
                     .given = region_numbers_given(engine->region)};
}

static bool pages_open(TypeBatch *batch) {
  batch->pages = unique_pages_get(batch->bytes);
  if (!batch->pages) return false;
  *batch->pages = (TypePages){batch->engine->type_pages, batch->bytes};
  batch->at = (uint8_t *)(batch->pages + 1);
  batch->codes = (TypeCode *)(void *)((uint8_t *)batch->pages + batch->frozen_bytes);
  return true;
}

/* The type with its two arrays behind it. */
static CanonicalType *type_make(TypeBatch *batch, const FuncType *type) {
  const uint32_t id = batch->given + batch->made + 1;
  if (id >= HEAP_FUNC || (!batch->pages && !pages_open(batch))) return NULL;
  const uint32_t count = type->param_count + type->result_count;
  CanonicalType *made = (CanonicalType *)(void *)batch->at;
  batch->at += type_bytes(count);
  ValueType *types = (ValueType *)(made + 1);
  sg_type_kind *kinds = (sg_type_kind *)(types + count);
  for (uint32_t i = 0; i < count; i++) {
    types[i] = type->types[i];
    kinds[i] = type_to_kind(type->types[i]);
  }
  *made = (CanonicalType){.self = pac_sign_data((uint64_t)(uintptr_t)made, pac_modifier(made, DISC_TYPE)),
                          .func = {types, type->param_count, type->result_count},
                          .kinds = kinds,
                          .id = id,
                          .code = &batch->codes[batch->made++]};
  return made;
}

static bool types_make_room(sg_engine *engine) {
  if (engine->type_count < engine->type_room) return true;
  uint32_t room = engine->type_room ? 2 * engine->type_room : 64;
  CanonicalType **types = realloc(engine->types, room * sizeof *types);
  if (!types) return false;
  engine->types = types;
  engine->type_room = room;
  return true;
}

const CanonicalType *engine_types_next(TypeBatch *batch, const FuncType *type) {
  sg_engine *engine = batch->engine;
  uint32_t words[1 + LIMIT_PARAMETERS + LIMIT_RESULTS], count = type->param_count + type->result_count;
  if (!types_make_room(engine)) return NULL;
  words[0] = type->param_count;
  for (uint32_t i = 0; i < count; i++) words[1 + i] = type->types[i];
  const uint32_t number = interner_id(&engine->type_ids, words, 1 + count, engine->type_count + 1);
  if (number == INTERNER_FULL) return NULL;
  /* A number stays taken also where there is no memory for its type: that is made when it is wanted again. */
  if (number > engine->type_count) engine->types[engine->type_count++] = NULL;
  if (!engine->types[number - 1]) engine->types[number - 1] = type_make(batch, type);
  return engine->types[number - 1];
}

/* What was made, as nobody can change it any longer: each type under the number that the region gave for it, all of it
 * in the batch's pages. */
static void batch_check(const TypeBatch *batch) {
  const uint8_t *at = (const uint8_t *)(batch->pages + 1);
  for (uint32_t i = 0; i < batch->made; i++) {
    const CanonicalType *type = (const CanonicalType *)(const void *)at;
    const ValueType *types = (const ValueType *)(type + 1);
    if (type->id != batch->given + 1 + i || type->code != &batch->codes[i] || type->func.types != types ||
        type->kinds != (const sg_type_kind *)(types + value_count(type)))
      integrity_failure();
    at += type_bytes(value_count(type));
  }
  if (at != batch->at) integrity_failure();
}

static void batch_forget(const TypeBatch *batch) {
  sg_engine *engine = batch->engine;
  for (uint32_t i = 0; i < engine->type_count; i++)
    if ((uintptr_t)engine->types[i] - (uintptr_t)batch->pages < batch->bytes) engine->types[i] = NULL;
  unique_pages_put(batch->pages, batch->bytes);
}

bool engine_types_end(TypeBatch *batch) {
  sg_engine *engine = batch->engine;
  const bool kept = !batch->pages || pages_freeze(batch->pages, batch->frozen_bytes);
  if (!kept) batch_forget(batch);
  else if (batch->pages) {
    region_numbers_take(engine->region, batch->given, batch->made);
    batch_check(batch);
    engine->type_pages = batch->pages;
  }
  pthread_mutex_unlock(&engine->mutex);
  return kept;
}

bool type_equals(const CanonicalType *type, const FuncType *wanted) {
  return type->func.param_count == wanted->param_count && type->func.result_count == wanted->result_count &&
         (value_count(type) == 0 ||
          memcmp(type->func.types, wanted->types, value_count(type) * sizeof *wanted->types) == 0);
}

const CanonicalType *engine_type(sg_engine *engine, const FuncType *type) {
  TypeBatch batch = engine_types_begin(engine, 1, type->param_count + type->result_count);
  const CanonicalType *canonical = engine_types_next(&batch, type);
  if (!engine_types_end(&batch) || !canonical) return NULL;
  if (!type_equals(type_authentic(canonical), type)) integrity_failure();
  return canonical;
}

void engine_types_free(sg_engine *engine) {
  for (TypePages *pages = engine->type_pages; pages;) {
    TypePages *next = pages->next;
    unique_pages_put(pages, pages->bytes);
    pages = next;
  }
  free(engine->types);
  arena_free(&engine->type_arena);
}
