/* SPDX-License-Identifier: Apache-2.0
 *
 * run [--checked] [--lazy] [--stream] [--threads N] [--log] MODULE...: calls every function of generated modules with
 * several sets of arguments and prints a line a call: how many values it logged and their hash (--log: the values
 * themselves), the digest of locals that the module keeps in a global, then its results or the kind of its trap; after
 * a module a hash of its memory and globals. harness/fuzz/run.mjs prints the same in node: the hosts, the arguments and
 * the hash are defined twice, alike. Floats are compared by their bits, NaNs as one pattern.
 *
 * run --compile [...] MODULE...: only compiles them, on any machine, for harness/fuzz/coverage.sh.
 *
 * CHAIN modules share a store; each imports from the one before.
 */
#include "signet/signet.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 4, CHAIN = 4, FUEL = 60, VALUES_MAX = 32, PEERS = 2 };

typedef struct Run {
  bool log, stream;
  uint32_t hash, count;
  sg_func *peer; /* peer0 of the module before; NULL: there is none */
} Run;

static void fail(const char *what, const sg_error *error) {
  fprintf(stderr, "run: %s: %s\n", what, error->message);
  exit(2);
}

/* ---- Values ---- */

static uint32_t f32_canonical(uint32_t bits) { return (bits & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : bits; }
static uint64_t f64_canonical(uint64_t bits) {
  return (bits & 0x7fffffffffffffff) > 0x7ff0000000000000 ? 0x7ff8000000000000 : bits;
}

static void hash_word(Run *run, uint32_t word) {
  run->hash = (run->hash ^ word) * 0x01000193;
  run->hash = run->hash << 5 | run->hash >> 27;
}

static void value_text(char text[32], char type, sg_raw value) {
  switch (type) {
  case 'i': snprintf(text, 32, "%08" PRIx32, (uint32_t)value.i32); break;
  case 'I': snprintf(text, 32, "%016" PRIx64, (uint64_t)value.i64); break;
  case 'f': snprintf(text, 32, "%08" PRIx32, f32_canonical(value.f32_bits)); break;
  case 'F': snprintf(text, 32, "%016" PRIx64, f64_canonical(value.f64_bits)); break;
  case 'n': snprintf(text, 32, "%s", value.func ? "func" : "null"); break;
  default: snprintf(text, 32, "%u", (unsigned)(uintptr_t)value.externref);
  }
}

static void log_value(Run *run, char type, sg_raw value) {
  char text[32];
  run->count++;
  if (run->log) {
    value_text(text, type, value);
    printf("  %c %s\n", type, text);
  }
  switch (type) {
  case 'i': hash_word(run, (uint32_t)value.i32); break;
  case 'f': hash_word(run, f32_canonical(value.f32_bits)); break;
  case 'e': hash_word(run, (uint32_t)(uintptr_t)value.externref); break;
  default: {
    const uint64_t bits = type == 'F' ? f64_canonical(value.f64_bits) : (uint64_t)value.i64;
    hash_word(run, (uint32_t)bits);
    hash_word(run, (uint32_t)(bits >> 32));
  }
  }
}

static uint32_t number_of(uint32_t function, uint32_t set, uint32_t argument) {
  uint32_t x = function * 7919 + set * 131 + argument + 1;
  x = (x ^ x >> 16) * 0x85ebca6b;
  x = (x ^ x >> 13) * 0xc2b2ae35;
  return x ^ x >> 16;
}

static const uint32_t words[16] = {0,      1,          0xffffffff, 0x80000000, 0x7fffffff, 2,          31,    32,
                                   0xffff, 0x12345678, 255,        0xfffffff8, 1000,       0xdeadbeef, 65536, 7};
static const uint32_t floats[16] = {0,          0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000,
                                    0x7fc00000, 0x3f000000, 0x4f000000, 0xcf000000, 0x5f000000, 0x42280000,
                                    0x3dcccccd, 0x00000001, 0x7f7fffff, 0xc0490fdb};
static const uint64_t doubles[16] = {0,
                                     0x8000000000000000,
                                     0x3ff0000000000000,
                                     0xbff0000000000000,
                                     0x7ff0000000000000,
                                     0xfff0000000000000,
                                     0x7ff8000000000000,
                                     0x3fe0000000000000,
                                     0x41e0000000000000,
                                     0xc1e0000000000000,
                                     0x43e0000000000000,
                                     0x4045000000000000,
                                     0x3fb999999999999a,
                                     0x0000000000000001,
                                     0x7fefffffffffffff,
                                     0xc00921fb54442d18};

static sg_raw argument(uint32_t function, uint32_t set, uint32_t index, char type) {
  const uint32_t n = number_of(function, set, index), which = n >> 8 & 15;
  const uint32_t word = n & 1 ? words[which] : n >> 4;
  sg_raw value = {0};
  switch (type) {
  case 'i': value.i32 = (int32_t)word; break;
  case 'I': value.i64 = (int64_t)((uint64_t)(n & 2 ? 0 : n & 4 ? 0xffffffff : n * 0x9e3779b1) << 32 | word); break;
  case 'f': value.f32_bits = floats[which]; break;
  case 'F': value.f64_bits = doubles[which]; break;
  case 'n': break;
  default: value.externref = (void *)(uintptr_t)(n & 3);
  }
  return value;
}

/* ---- The host ---- */

typedef struct Host {
  const char *name, *params, *results;
  sg_host_callback callback;
} Host;

#define LOG(TYPE)                                                                                                      \
  static sg_trap *log_##TYPE(void *context, sg_instance *caller, sg_raw *values) {                                     \
    (void)caller;                                                                                                      \
    log_value(context, #TYPE[0], values[0]);                                                                           \
    return NULL;                                                                                                       \
  }
LOG(i)
LOG(I)
LOG(f)
LOG(F)
LOG(e)

static sg_trap *mix(void *context, sg_instance *caller, sg_raw *values) {
  (void)caller;
  for (int i = 0; i < 4; i++) log_value(context, "iIfF"[i], values[i]);
  values[0].i64 = (int64_t)((uint64_t)values[1].i64 + (uint32_t)values[0].i32);
  return NULL;
}

static const char many_params[] = "iiiiiiiiiIIFFFFFFFFFf";
static sg_trap *many(void *context, sg_instance *caller, sg_raw *values) {
  (void)caller;
  for (uint32_t i = 0; many_params[i]; i++) log_value(context, many_params[i], values[i]);
  const sg_raw results[3] = {values[19], values[8], values[10]};
  memcpy(values, results, sizeof results);
  return NULL;
}

static sg_trap *reenter(void *context, sg_instance *caller, sg_raw *values) {
  (void)caller;
  const Run *run = context;
  if (!run->peer) {
    values[0].i32 = (int32_t)((uint32_t)values[0].i32 + 1);
    return NULL;
  }
  sg_raw arguments[4] = {values[0], {.i64 = 7}, {.f32 = 1.5f}, {.f64 = 2.5}};
  sg_trap *trap = sg_func_call(run->peer, arguments);
  values[0].i32 = (int32_t)arguments[0].i64;
  return trap;
}

static sg_trap *peer0(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller;
  values[0] = values[1];
  return NULL;
}
static sg_trap *peer1(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values; /* (i F ...) -> (i F) */
  return NULL;
}

static const Host hosts[] = {{"log_i32", "i", "", log_i},        {"log_i64", "I", "", log_I},
                             {"log_f32", "f", "", log_f},        {"log_f64", "F", "", log_F},
                             {"log_ref", "e", "", log_e},        {"mix", "iIfF", "I", mix},
                             {"many", many_params, "FiI", many}, {"reenter", "i", "i", reenter},
                             {"peer0", "iIfF", "I", peer0},      {"peer1", "iFiFiFiIiI", "iF", peer1}};
enum { HOSTS = sizeof hosts / sizeof *hosts, FIRST_PEER = HOSTS - PEERS, IMPORTS_MAX = HOSTS + 3 };

static sg_type_kind kind_of(char letter) {
  switch (letter) {
  case 'i': return SG_I32;
  case 'I': return SG_I64;
  case 'f': return SG_F32;
  case 'F': return SG_F64;
  default: return SG_EXTERNREF;
  }
}

static sg_func *host_func(sg_store *store, const Host *host, Run *run) {
  sg_type_kind types[VALUES_MAX];
  uint32_t count = 0;
  for (const char *p = host->params; *p; p++) types[count++] = kind_of(*p);
  sg_func_type type = {.types = types, .param_count = count};
  for (const char *p = host->results; *p; p++) types[count++] = kind_of(*p);
  type.result_count = count - type.param_count;
  sg_error error;
  sg_func *func = sg_func_new(store, type, host->callback, run, NULL, &error);
  if (!func) fail(host->name, &error);
  return func;
}

/* ---- Calls ---- */

/* Kinds that V8 tells apart as well. */
static const char *trap_class(const sg_trap *trap) {
  switch (sg_trap_kind_of(trap)) {
  case SG_TRAP_UNREACHABLE: return "unreachable";
  case SG_TRAP_MEMORY_OUT_OF_BOUNDS: return "memory";
  case SG_TRAP_TABLE_OUT_OF_BOUNDS:
  case SG_TRAP_UNDEFINED_ELEMENT: return "table";
  case SG_TRAP_UNINITIALIZED_ELEMENT:
  case SG_TRAP_INDIRECT_CALL_MISMATCH: return "signature";
  case SG_TRAP_INTEGER_OVERFLOW:
  case SG_TRAP_INVALID_CONVERSION: return "unrepresentable";
  case SG_TRAP_DIVIDE_BY_ZERO: return "zero";
  default: return sg_trap_message(trap);
  }
}

static void call(Run *run, const sg_global *digest, sg_func *func, const char *name, uint32_t set) {
  char letters[64], text[32];
  uint32_t params = 0;
  char *types;
  const uint32_t function = (uint32_t)strtoul(name + 1, &types, 10);
  if (*types != '_') return;
  snprintf(letters, sizeof letters, "%s", types + 1);
  sg_raw values[VALUES_MAX] = {0};
  for (; letters[params] != '_'; params++) values[params] = argument(function, set, params, letters[params]);
  run->hash = 0x811c9dc5;
  run->count = 0;
  if (run->log) printf("f%u set %u begins\n", function, set);
  sg_trap *trap = sg_func_call(func, values);
  printf("f%u set %u: %u logged %08" PRIx32 " digest %016" PRIx64, function, set, run->count, run->hash,
         (uint64_t)sg_global_get(digest).i64);
  if (trap) {
    printf(" trap %s", trap_class(trap));
    for (size_t i = 0; i < sg_trap_frame_count(trap); i++) {
      const sg_frame frame = sg_trap_frame(trap, i);
      if (frame.module) printf(" %u@%" PRIx64, frame.function, frame.offset);
    }
    printf("\n");
    sg_trap_free(trap);
    return;
  }
  for (uint32_t i = 0; letters[params + 1 + i]; i++) {
    value_text(text, letters[params + 1 + i], values[i]);
    printf(" %s", text);
  }
  printf("\n");
}

static void state_print(Run *run, const sg_instance *instance) {
  sg_extern found;
  run->hash = 0x811c9dc5;
  if (!sg_instance_find(instance, "memory", 6, &found)) return;
  const uint8_t *bytes = sg_memory_data(found.of.memory);
  const size_t size = sg_memory_size(found.of.memory);
  for (size_t i = 0; i < size; i += 4) {
    uint32_t word;
    memcpy(&word, bytes + i, 4);
    hash_word(run, word);
  }
  printf("memory %zu %08" PRIx32 "\n", size, run->hash);
  for (uint32_t i = 0; i < 8; i++) {
    char name[8], text[32];
    snprintf(name, sizeof name, "g%u", i);
    if (!sg_instance_find(instance, name, 2, &found)) return;
    value_text(text, "iiIIffFF"[i], sg_global_get(found.of.global));
    printf("%s %s\n", name, text);
  }
}

static uint8_t *file_bytes(const char *path, size_t *size) {
  enum { ROOM = 4 << 20 };
  static uint8_t room[ROOM];
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(2);
  }
  *size = fread(room, 1, ROOM, file);
  fclose(file);
  return room;
}

/* At once, or in pieces of growing sizes. */
static sg_module *module_make(const Run *run, sg_engine *engine, const char *path) {
  size_t size;
  sg_error error;
  sg_module *module = NULL;
  const uint8_t *bytes = file_bytes(path, &size);
  if (!run->stream) {
    module = sg_module_new(engine, bytes, size, NULL, &error);
  } else {
    sg_compile *compile = sg_compile_begin(engine, NULL, &error);
    if (!compile) fail(path, &error);
    for (size_t at = 0, piece = 1; at < size; at += piece, piece = (piece * 3 + 1) % 5000) {
      if (piece == 0) piece = 1;
      if (piece > size - at) piece = size - at;
      if (!sg_compile_feed(compile, bytes + at, piece, &error)) fail(path, &error);
    }
    module = sg_compile_finish(compile, &error);
  }
  if (!module) fail(path, &error);
  return module;
}

static sg_instance *run_module(Run *run, sg_engine *engine, sg_store *store, const char *path, sg_instance *before,
                               sg_module **kept) {
  sg_error error;
  sg_module *module = *kept = module_make(run, engine, path);
  static sg_global *fuel;
  if (!before) fuel = sg_global_new(store, SG_I32, true, (sg_raw){.i32 = FUEL}, &error);
  if (!fuel) fail("fuel", &error);
  sg_extern imports[IMPORTS_MAX];
  const size_t count = sg_module_import_count(module);
  if (count > IMPORTS_MAX) exit(2);
  run->peer = NULL;
  for (size_t i = 0; i < count; i++) {
    sg_name name;
    const sg_extern_type type = sg_module_import(module, i, NULL, &name);
    const bool shared = type.kind != SG_EXTERN_GLOBAL && (type.kind != SG_EXTERN_FUNC || i >= FIRST_PEER);
    imports[i].kind = type.kind;
    if (shared && before && sg_instance_find(before, name.bytes, name.length, &imports[i])) {
      if (i == FIRST_PEER) run->peer = imports[i].of.func;
      continue;
    }
    switch (type.kind) {
    case SG_EXTERN_FUNC: imports[i].of.func = host_func(store, &hosts[i], run); break;
    case SG_EXTERN_GLOBAL: imports[i].of.global = fuel; break;
    case SG_EXTERN_MEMORY: imports[i].of.memory = sg_memory_new(store, type.limits, &error); break;
    default: imports[i].of.table = sg_table_new(store, type.content, type.limits, (sg_raw){0}, &error);
    }
  }
  sg_trap *trap = NULL;
  sg_instance *instance = sg_instance_new(store, module, imports, count, &trap, &error);
  if (!instance) fail(path, &error);
  sg_extern digest;
  if (!sg_instance_find(instance, "digest", 6, &digest)) exit(2);
  for (size_t e = 0; e < sg_module_export_count(module); e++) {
    sg_name name;
    if (sg_module_export(module, e, &name).kind != SG_EXTERN_FUNC || name.bytes[0] != 'f') continue;
    char text[64];
    snprintf(text, sizeof text, "%.*s", (int)name.length, name.bytes);
    for (uint32_t set = 0; set < SETS; set++) {
      sg_global_set(fuel, (sg_raw){.i32 = FUEL});
      call(run, digest.of.global, sg_instance_export(instance, e).of.func, text, set);
    }
  }
  state_print(run, instance);
  return instance;
}

/* Compiles the modules; nothing runs. */
static void compile_only(const Run *run, sg_engine *engine, char **paths) {
  for (; *paths; paths++) sg_module_free(module_make(run, engine, *paths));
}

int main(int argc, char **argv) {
  bool compile = false;
  Run run = {0};
  sg_config config = sg_config_default();
  config.verify = true;
  int at = 1;
  for (; at < argc && argv[at][0] == '-'; at++) {
    if (strcmp(argv[at], "--checked") == 0) config.checked_memories = true;
    if (strcmp(argv[at], "--lazy") == 0) config.lazy = true;
    if (strcmp(argv[at], "--stream") == 0) run.stream = true;
    if (strcmp(argv[at], "--log") == 0) run.log = true;
    if (strcmp(argv[at], "--compile") == 0) compile = true;
    if (strcmp(argv[at], "--threads") == 0 && at + 1 < argc) config.compile_threads = (uint32_t)atoi(argv[++at]);
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  sg_error error;
  sg_engine *engine = sg_engine_new(&config, &error);
  if (!engine) fail("engine", &error);
  if (compile) {
    compile_only(&run, engine, argv + at);
    at = argc;
  }
  while (at < argc) {
    sg_store *store = sg_store_new(engine, &error);
    if (!store) fail("store", &error);
    sg_module *modules[CHAIN] = {0};
    sg_instance *before = NULL;
    for (int i = 0; i < CHAIN && at < argc; i++, at++) {
      const char *name = strrchr(argv[at], '/');
      printf("%s\n", name ? name + 1 : argv[at]);
      before = run_module(&run, engine, store, argv[at], before, &modules[i]);
    }
    sg_store_free(store);
    for (int i = 0; i < CHAIN; i++)
      if (modules[i]) sg_module_free(modules[i]);
  }
  sg_engine_free(engine);
  return 0;
}
