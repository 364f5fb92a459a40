/* SPDX-License-Identifier: Apache-2.0
 *
 * Which words came of which operator. Nothing is recorded of that while a module is compiled; compiling is
 * deterministic, so compiling a function once more with a listener tells it, for listings and for backtraces alike.
 *
 * The replay's tags start from counter 0, which no sealing thread ever has: nothing of it could be sealed.
 */
#include "runtime/module.h"
#include "wasm/body.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  sg_listing_row *rows; /* `first` counts from the buffer's start until the function's first word is known */
  size_t room, count;
  uint32_t last; /* entry of the last row */
} Collector;

static void collect_end(Collector *collector, uint32_t entry) {
  if (collector->count && collector->count <= collector->room)
    collector->rows[collector->count - 1].count = entry - collector->last;
}

static void collect(void *context, uint32_t entry, uint32_t offset) {
  Collector *collector = context;
  collect_end(collector, entry);
  if (collector->count < collector->room) collector->rows[collector->count] = (sg_listing_row){offset, entry, 0};
  collector->count++;
  collector->last = entry;
}

/* Words behind the body, of the operator that emitted entry `site`: rows are in the order of their entries so far. */
static void collect_out_of_line(void *context, uint32_t entry, uint32_t site) {
  Collector *collector = context;
  size_t low = 0, high = collector->count < collector->room ? collector->count : collector->room;
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    if (collector->rows[middle].first <= site) low = middle;
    else high = middle;
  }
  collect(context, entry, low < high ? (uint32_t)collector->rows[low].offset : 0);
}

static bool replay(const sg_module *module, uint32_t function, const CompileListener *listener,
                   CompiledFunction *result) {
  const Module *decoded = module->decoded;
  if (function < decoded->imported_functions || function >= decoded->function_count) return false;
  Compiler *compiler = compiler_new();
  if (!compiler) return false;
  bool compiled = function_compile(compiler, &module->context, function, 0, listener, result, NULL);
  compiler_free(compiler);
  return compiled;
}

size_t sg_module_listing(const sg_module *module, uint32_t function, sg_listing_row *rows, size_t room) {
  Collector collector = {.rows = rows, .room = rows ? room : 0};
  CompiledFunction result = {0};
  if (!replay(module, function, &(CompileListener){collect, collect_out_of_line, &collector}, &result)) return 0;
  collect_end(&collector, result.end);
  for (size_t i = 0; i < collector.count && i < collector.room; i++) rows[i].first -= result.first;
  return collector.count;
}

/* The row whose words contain `word`; rows are in the order of their words. */
static const sg_listing_row *row_find(const sg_listing_row *rows, size_t count, uint32_t word) {
  size_t low = 0, high = count; /* rows below low begin at the word or before it, those from high on behind it */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (rows[middle].first <= word) low = middle + 1;
    else high = middle;
  }
  return low > 0 && word - rows[low - 1].first < rows[low - 1].count ? &rows[low - 1] : NULL;
}

/* The first word is known when the replay has ended, so this collects as well. */
void module_code_to_wasm(const sg_module *module, uint32_t function, uint32_t count, const uint32_t *code_offsets,
                         uint64_t *offsets) {
  size_t row_count = sg_module_listing(module, function, NULL, 0);
  sg_listing_row *rows = row_count ? calloc(row_count, sizeof *rows) : NULL;
  if (rows) sg_module_listing(module, function, rows, row_count);
  for (uint32_t i = 0; i < count; i++) {
    const sg_listing_row *row = rows ? row_find(rows, row_count, code_offsets[i] / 4) : NULL;
    offsets[i] = row ? row->offset : module->decoded->functions[function].body;
  }
  free(rows);
}

const char *sg_operator_name(const uint8_t *bytes, size_t size) {
  if (!bytes || size == 0) return NULL;
  const char *name = operator_name(bytes, bytes + size);
  return strcmp(name, "illegal") == 0 ? NULL : name;
}
