/* SPDX-License-Identifier: Apache-2.0
 *
 * generate OUT SEED [COUNT [CUTS]]: writes COUNT modules, OUT/SEED.wasm and on, each of the FUNCTIONS functions that
 * the seed decides (harness/fuzz/generator.h). CUTS is a file of one byte a node, 1 where the node is cut out, for
 * harness/fuzz/minimise.mjs; then the number of nodes is printed.
 *
 * What a module looks like to its host: functions f0.. are exported as fN_PARAMS_RESULTS, types as letters (i I f F, e
 * for externref, n for functions, of which only null is passed), so that a host without type reflection knows what to
 * pass; peer0 and peer1, of fixed types, are the imports of the module that is instantiated next, which may also share
 * its memory and table 0; memory and numeric globals are exported to be compared.
 */
#include "harness/fuzz/generator.h"

#include <inttypes.h>
#include <stdio.h>

uint8_t number_type(Generator *g) {
  static const uint8_t types[] = {I32, I32, I32, I32, I64, I64, I64, F32, F64, F64};
  return types[below(g, 10)];
}

uint8_t any_type(Generator *g) {
  static const uint8_t references[] = {EXTERNREF, EXTERNREF, FUNCREF, FUNCREF, TYPED_0, TYPED_1, SURE_0, SURE_FUNC};
  if (percent(g, 6)) return references[below(g, 8)];
  return number_type(g);
}

uint32_t signature_index(Generator *g, const Signature *signature) {
  for (uint32_t i = 0; i < g->signature_count; i++)
    if (memcmp(&g->signatures[i], signature, sizeof *signature) == 0) return i;
  g->signatures = realloc(g->signatures, (g->signature_count + 1) * sizeof *signature);
  if (!g->signatures) abort();
  g->signatures[g->signature_count] = *signature;
  return g->signature_count++;
}

static uint32_t fixed_signature(Generator *g, const char *params, const char *results) {
  Signature type = {.param_count = (uint32_t)strlen(params), .result_count = (uint32_t)strlen(results)};
  const char *letters[] = {params, results};
  uint32_t at = 0;
  for (int half = 0; half < 2; half++)
    for (const char *p = letters[half]; *p; p++)
      type.types[at++] = *p == 'i' ? I32 : *p == 'I' ? I64 : *p == 'f' ? F32 : *p == 'F' ? F64 : EXTERNREF;
  return signature_index(g, &type);
}

static const char peer_params[PEERS][16] = {"iIfF", "iFiFiFiIiI"}, peer_results[PEERS][4] = {"I", "iF"};

static void signatures_choose(Generator *g) {
  static const char *const imports[][2] = {
      {"i", ""}, {"I", ""}, {"f", ""}, {"F", ""}, {"e", ""}, {"iIfF", "I"}, {"iiiiiiiiiIIFFFFFFFFFf", "FiI"},
      {"i", "i"}};
  for (uint32_t i = 0; i < PEER_FIRST; i++) g->function_types[i] = fixed_signature(g, imports[i][0], imports[i][1]);
  for (uint32_t i = 0; i < PEERS; i++)
    g->function_types[PEER_FIRST + i] = g->function_types[IMPORTS + i] =
        fixed_signature(g, peer_params[i], peer_results[i]);
  for (uint32_t i = PEERS; i < FUNCTIONS; i++) {
    Signature type = {0};
    if (percent(g, 25)) {
      g->lines |= 1u << i;
      line_signature(g, &type);
      g->function_types[IMPORTS + i] = signature_index(g, &type);
      continue;
    }
    type.param_count = percent(g, 80) ? below(g, 6) : below(g, 21);
    type.result_count = percent(g, 80) ? below(g, 3) : below(g, 5);
    if (percent(g, 7)) { /* more results than there are registers */
      type.param_count = below(g, 10);
      type.result_count = 8 + below(g, 6);
    }
    const bool floats = percent(g, 30);
    for (uint32_t p = 0; p < type.param_count + type.result_count; p++) {
      type.types[p] = floats && percent(g, 70) ? (percent(g, 50) ? F32 : F64) : number_type(g);
      if (percent(g, 6)) {
        static const uint8_t references[] = {EXTERNREF, EXTERNREF, FUNCREF, TYPED_0, TYPED_1, SURE_0};
        type.types[p] = references[below(g, p < type.param_count ? 5 : 6)]; /* a host has null to pass */
      }
    }
    g->function_types[IMPORTS + i] = signature_index(g, &type);
  }
}

/* So many types that the numbers of those that follow need more than an immediate of a compare. */
static void types_crowd(Generator *g) {
  static const uint8_t types[] = {I32, I64, F32, F64};
  for (uint32_t i = 0; i < 4400; i++) {
    Signature type = {.param_count = 8};
    for (uint32_t digit = 0; digit < 8; digit++) type.types[digit] = types[i >> 2 * digit & 3];
    signature_index(g, &type);
  }
}

static void section(Bytes *module, unsigned id, Bytes *content) {
  bytes_u8(module, id);
  bytes_sized(module, content);
  content->size = 0;
}

static void type_section(const Generator *g, Bytes *module, Bytes *s) {
  bytes_u32(s, g->signature_count);
  for (uint32_t i = 0; i < g->signature_count; i++) {
    const Signature *type = &g->signatures[i];
    bytes_u8(s, 0x60);
    bytes_u32(s, type->param_count);
    for (uint32_t p = 0; p < type->param_count; p++) type_bytes(g, s, type->types[p]);
    bytes_u32(s, type->result_count);
    for (uint32_t r = 0; r < type->result_count; r++) type_bytes(g, s, type->types[type->param_count + r]);
  }
  section(module, 1, s);
}

/* What a module takes from the one before instead of having it: then growing and calls go across instances. */
typedef struct Shared {
  bool memory, table;
  uint32_t table_max; /* of table 0, shared or not */
} Shared;
enum { PAGES_MAX = 4, TABLE_FUNCTIONS_MAX = TABLE_FUNCTIONS + 8, FIXED_GROUP = 64 };

/* Tables that may grow and tables of fixed size take different ways to the called function. Modules that share one must
 * agree on it, so it changes with the group of the seed, and the first of a group has a table of its own. */
static uint32_t table_max(uint64_t seed) { return seed / FIXED_GROUP % 2 ? TABLE_FUNCTIONS : TABLE_FUNCTIONS_MAX; }

static void import_section(const Generator *g, Shared shared, Bytes *module, Bytes *s) {
  static const char *const names[IMPORTS] = {"log_i32", "log_i64", "log_f32", "log_f64", "log_ref",
                                             "mix",     "many",    "reenter", "peer0",   "peer1"};
  bytes_u32(s, IMPORTS + 1u + shared.memory + shared.table);
  for (uint32_t i = 0; i < IMPORTS; i++) {
    bytes_name(s, "host");
    bytes_name(s, names[i]);
    bytes_u8(s, 0);
    bytes_u32(s, g->function_types[i]);
  }
  bytes_name(s, "host");
  bytes_name(s, "fuel");
  bytes_u8(s, 3);
  bytes_u8(s, I32);
  bytes_u8(s, 1);
  if (shared.table) {
    bytes_name(s, "host");
    bytes_name(s, "table");
    bytes_u8(s, 1);
    bytes_u8(s, FUNCREF), bytes_u8(s, 1), bytes_u32(s, TABLE_FUNCTIONS), bytes_u32(s, shared.table_max);
  }
  if (shared.memory) {
    bytes_name(s, "host");
    bytes_name(s, "memory");
    bytes_u8(s, 2);
    bytes_u8(s, 1), bytes_u32(s, 1), bytes_u32(s, PAGES_MAX);
  }
  section(module, 2, s);
}

static void global_section(Generator *g, Bytes *module, Bytes *s) {
  static const uint8_t types[GLOBALS] = {I32, I32, I64, I64, F32, F32, F64, F64, FUNCREF, EXTERNREF, TYPED_0};
  g->global_types[0] = 0; /* fuel: only the prologue of a function touches it */
  memcpy(g->global_types + 1, types, GLOBALS);
  bytes_u32(s, GLOBALS + 1);
  for (uint32_t i = 0; i < GLOBALS; i++) {
    type_bytes(g, s, types[i]);
    bytes_u8(s, 1);
    g->code.size = 0;
    constant(g, types[i]);
    bytes_append(s, g->code.at, g->code.size);
    bytes_u8(s, 0x0b);
  }
  bytes_append(s, (uint8_t[]){I64, 1, 0x42, 0, 0x0b}, 5); /* the digest */
  section(module, 6, s);
}

static void export_section(const Generator *g, Bytes *module, Bytes *s) {
  enum { NUMERIC_GLOBALS = 8 };
  bytes_u32(s, FUNCTIONS + PEERS + 3 + NUMERIC_GLOBALS);
  for (uint32_t i = 0; i < FUNCTIONS; i++) {
    const Signature *type = &g->signatures[g->function_types[IMPORTS + i]];
    char name[64];
    int length = snprintf(name, sizeof name, "f%u_", i);
    for (uint32_t p = 0; p < type->param_count + type->result_count; p++) {
      const uint8_t t = type->types[p];
      if (p == type->param_count) name[length++] = '_';
      name[length++] = t == I32 ? 'i' : t == I64 ? 'I' : t == F32 ? 'f' : t == F64 ? 'F' : t == EXTERNREF ? 'e' : 'n';
    }
    if (type->result_count == 0) name[length++] = '_';
    name[length] = 0;
    bytes_name(s, name);
    bytes_u8(s, 0);
    bytes_u32(s, IMPORTS + i);
    if (i < PEERS) {
      snprintf(name, sizeof name, "peer%u", i);
      bytes_name(s, name);
      bytes_u8(s, 0);
      bytes_u32(s, IMPORTS + i);
    }
  }
  bytes_name(s, "memory");
  bytes_u8(s, 2);
  bytes_u32(s, 0);
  bytes_name(s, "table");
  bytes_u8(s, 1);
  bytes_u32(s, 0);
  bytes_name(s, "digest");
  bytes_u8(s, 3);
  bytes_u32(s, DIGEST);
  for (uint32_t i = 0; i < NUMERIC_GLOBALS; i++) {
    char name[16];
    snprintf(name, sizeof name, "g%u", i);
    bytes_name(s, name);
    bytes_u8(s, 3);
    bytes_u32(s, 1 + i);
  }
  section(module, 7, s);
}

/* The start function fills memory with numbers: for (x = 65536; x; ) { x -= 8; memory[x] = (x + 1) * c; } */
static void start_function(Bytes *code, Bytes *s) {
  static const uint8_t body[] = {0x01, 0x01, I32,  0x41, 0x80, 0x80, 0x04, 0x21, 0x00, 0x03, 0x40, 0x20, 0x00,
                                 0x41, 0x08, 0x6b, 0x22, 0x00, 0x20, 0x00, 0x41, 0x01, 0x6a, 0xad, 0x42};
  static const uint8_t rest[] = {0x7e, 0x37, 0x03, 0x00, 0x20, 0x00, 0x0d, 0x00, 0x0b, 0x0b};
  bytes_append(s, body, sizeof body);
  bytes_s64(s, (int64_t)0x9e3779b97f4a7c15);
  bytes_append(s, rest, sizeof rest);
  bytes_sized(code, s);
  s->size = 0;
}

static void generate(Generator *g, uint64_t seed, Bytes *module) {
  Bytes s = {0}, code = {0};
  g->random = random_stream(seed, 0);
  g->signature_count = g->lines = 0;
  signatures_choose(g);
  if (percent(g, 1)) types_crowd(g);
  const uint32_t pages = 1 + below(g, 2);
  const bool shares_memory = percent(g, 40), shares_table = percent(g, 40) && seed % FIXED_GROUP != 0;
  const Shared shared = {shares_memory, shares_table, table_max(seed)};
  bytes_append(&s, "", 0);
  Bytes globals = {0};
  global_section(g, &globals, &s);

  bytes_u32(&code, FUNCTIONS + 1);
  const uint32_t start_type = fixed_signature(g, "", "");
  Random sizes = random_stream(seed, 1);
  for (uint32_t i = 0; i < FUNCTIONS; i++) {
    const uint32_t class = random_below(&sizes, 4000);
    const uint32_t most = class < 1 ? 120000 : class < 12 ? 9000 : class < 80 ? 2000 : class < 600 ? 600 : 130;
    if (is_line(g, IMPORTS + i)) line_body(g, i, seed, &code);
    else function_body(g, i, seed, 8 + (int32_t)random_below(&sizes, most), &code);
  }

  start_function(&code, &s);

  bytes_append(module, "\0asm\1\0\0\0", 8);
  type_section(g, module, &s);
  import_section(g, shared, module, &s);
  bytes_u32(&s, FUNCTIONS + 1);
  for (uint32_t i = 0; i < FUNCTIONS; i++) bytes_u32(&s, g->function_types[IMPORTS + i]);
  bytes_u32(&s, start_type);
  section(module, 3, &s);
  bytes_u32(&s, shared.table ? 1 : 2);
  if (!shared.table)
    bytes_u8(&s, FUNCREF), bytes_u8(&s, 1), bytes_u32(&s, TABLE_FUNCTIONS), bytes_u32(&s, shared.table_max);
  bytes_u8(&s, EXTERNREF), bytes_u8(&s, 1), bytes_u32(&s, TABLE_REFERENCES), bytes_u32(&s, TABLE_REFERENCES + 10);
  section(module, 4, &s);
  if (!shared.memory) {
    bytes_u32(&s, 1);
    bytes_u8(&s, 1), bytes_u32(&s, pages), bytes_u32(&s, PAGES_MAX);
    section(module, 5, &s);
  }
  bytes_append(module, globals.at, globals.size);
  export_section(g, module, &s);
  bytes_u32(&s, IMPORTS + FUNCTIONS);
  section(module, 8, &s);
  /* Function f stands at f % TABLE_FUNCTIONS of table 0; two places stay null. */
  bytes_u32(&s, 2);
  bytes_u32(&s, 0);
  bytes_u8(&s, 0x41), bytes_s64(&s, 0), bytes_u8(&s, 0x0b);
  bytes_u32(&s, TABLE_FUNCTIONS - 2);
  for (uint32_t place = 0; place < TABLE_FUNCTIONS - 2; place++) {
    const uint32_t above = place + TABLE_FUNCTIONS;
    bytes_u32(&s, above < IMPORTS + FUNCTIONS ? above : place);
  }
  bytes_u32(&s, 1); /* passive */
  bytes_u8(&s, 0);
  bytes_u32(&s, 12);
  for (uint32_t i = 0; i < 12; i++) bytes_u32(&s, i % 5 + IMPORTS);
  section(module, 9, &s);
  bytes_u32(&s, 2);
  section(module, 12, &s);
  section(module, 10, &code);
  bytes_u32(&s, 2);
  bytes_u32(&s, 1);
  bytes_u32(&s, DATA_BYTES);
  for (uint32_t i = 0; i < DATA_BYTES; i++) bytes_u8(&s, (i * 37) & 0xff);
  bytes_u32(&s, 0);
  bytes_u8(&s, 0x41), bytes_s64(&s, 16), bytes_u8(&s, 0x0b);
  bytes_u32(&s, DATA_BYTES);
  for (uint32_t i = 0; i < DATA_BYTES; i++) bytes_u8(&s, (i * 91 + 5) & 0xff);
  section(module, 11, &s);
  free(s.at);
  free(code.at);
  free(globals.at);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: generate OUT SEED [COUNT [CUTS]]\n");
    return 2;
  }
  const uint64_t seed = strtoull(argv[2], NULL, 10), count = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
  static Generator g;
  if (argc > 4) {
    static uint8_t cuts[1 << 20];
    FILE *file = fopen(argv[4], "rb");
    if (!file) return perror(argv[4]), 2;
    g.cut_size = fread(cuts, 1, sizeof cuts, file);
    fclose(file);
    g.cut = cuts;
  }
  for (uint64_t i = 0; i < count; i++) {
    Bytes module = {0};
    char path[4096];
    g.node = 0;
    generate(&g, seed + i, &module);
    snprintf(path, sizeof path, "%s/%" PRIu64 ".wasm", argv[1], seed + i);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(module.at, 1, module.size, file) != module.size || fclose(file) != 0) return perror(path), 2;
    free(module.at);
  }
  if (argc > 4) printf("%u\n", g.node);
  free(g.code.at);
  free(g.signatures);
  return 0;
}
