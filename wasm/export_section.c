/* SPDX-License-Identifier: Apache-2.0
 *
 * The export and start sections (spec 5.5.10, 5.5.11), and finding an export by its name.
 *
 * Names are checked for duplicates by sorting, by length and then bytes: O(n log n) whatever the names are, while a
 * hash table without a secret can be driven to O(n * n). The order is kept, to find exports by binary search.
 */
#include "wasm/section.h"

#include <string.h>

static int name_compare(const Name *a, const Name *b) {
  if (a->length != b->length) return a->length < b->length ? -1 : 1;
  return a->length ? memcmp(a->bytes, b->bytes, a->length) : 0;
}

/* Merge sort, bottom up, of order[0..count) by name; `room` is as large. Stable: equal names keep their order. Gives
 * the array in which the result is. */
static uint32_t *names_sort(const Export *exports, uint32_t *order, uint32_t *room, size_t count) {
  for (size_t run = 1; run < count; run *= 2) {
    for (size_t start = 0; start < count; start += 2 * run) {
      size_t middle = start + run < count ? start + run : count, end = middle + run < count ? middle + run : count;
      size_t left = start, right = middle;
      for (size_t to = start; to < end; to++) {
        bool take_left = left < middle &&
                         (right == end || name_compare(&exports[order[left]].name, &exports[order[right]].name) <= 0);
        room[to] = take_left ? order[left++] : order[right++];
      }
    }
    uint32_t *sorted = room;
    room = order;
    order = sorted;
  }
  return order;
}

static const struct {
  ErrorRow unknown;
  const char *name;
} kinds[] = {
    [EXTERN_FUNC] = {ERR_UNKNOWN_FUNCTION, "func"},   [EXTERN_TABLE] = {ERR_UNKNOWN_TABLE, "table"},
    [EXTERN_MEMORY] = {ERR_UNKNOWN_MEMORY, "memory"}, [EXTERN_GLOBAL] = {ERR_UNKNOWN_GLOBAL, "global"},
    [EXTERN_TAG] = {ERR_UNKNOWN_TAG, "tag"},
};

static void export_read(Decoder *d, Export *export) {
  Module *module = d->module;
  export->name = name_read(&d->reader);
  uint32_t offset = reader_offset(&d->reader);
  uint8_t kind = read_byte(&d->reader);
  if (kind >= sizeof kinds / sizeof *kinds) {
    reader_fail(&d->reader, ERR_EXPORT_KIND, offset, "%#x", kind);
    return;
  }
  const uint32_t counts[] = {
      [EXTERN_FUNC] = module->function_count,
      [EXTERN_TABLE] = module->table_count,
      [EXTERN_MEMORY] = module->memory_count,
      [EXTERN_GLOBAL] = module->global_count,
      [EXTERN_TAG] = d->tag_count,
  };
  export->kind = (ExternKind)kind;
  export->index = section_index(d, counts[kind], kinds[kind].unknown);
  if (kind == EXTERN_FUNC && !d->reader.failed) module->functions[export->index].declared = true;
}

void export_section(Decoder *d) {
  Module *module = d->module;
  uint32_t count = section_count(d, 3, LIMIT_EXPORTS, "exports");
  Export *exports = section_alloc(d, count, sizeof *exports);
  for (uint32_t i = 0; i < count && !d->reader.failed; i++) export_read(d, &exports[i]);

  uint32_t *order = section_alloc(d, count, sizeof *order), *room = section_alloc(d, count, sizeof *room);
  if (d->reader.failed) return;
  for (uint32_t i = 0; i < count; i++) order[i] = i;
  order = names_sort(exports, order, room, count);
  for (uint32_t i = 1; i < count; i++) {
    const Name *name = &exports[order[i]].name;
    if (name_compare(&exports[order[i - 1]].name, name) != 0) continue;
    uint32_t offset = (uint32_t)((const uint8_t *)name->bytes - module->bytes);
    int shown = name->length < 100 ? (int)name->length : 100;
    reader_fail(&d->reader, ERR_DUPLICATE_EXPORT, offset, "\"%.*s\"", shown, name->bytes);
    return;
  }
  module->exports = exports;
  module->export_count = count;
  module->exports_by_name = order;
}

const Export *module_export(const Module *module, const char *name, size_t length) {
  if (length > UINT32_MAX) return NULL;
  Name wanted = {name, (uint32_t)length};
  uint32_t low = 0, high = module->export_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const Export *export = &module->exports[module->exports_by_name[middle]];
    int order = name_compare(&wanted, &export->name);
    if (order == 0) return export;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return NULL;
}

void start_section(Decoder *d) {
  Module *module = d->module;
  uint32_t offset = reader_offset(&d->reader);
  uint32_t function = section_index(d, module->function_count, ERR_UNKNOWN_FUNCTION);
  if (d->reader.failed) return;
  const FuncType *type = module_func_type(module, function);
  if (type->param_count || type->result_count)
    reader_fail(&d->reader, ERR_START_FUNCTION, offset, "%u parameters, %u results", type->param_count,
                type->result_count);
  module->start = function;
}
