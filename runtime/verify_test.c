/* SPDX-License-Identifier: Apache-2.0
 *
 * The verifier. It accepts all that is sealed: functions and stubs of the golden modules, of the tests' modules and of
 * a real one (sql.js, which harness/setup.sh fetches), in both memory modes, with exact stores and without, eager and
 * lazy. And it refuses: 40 instances of each unsafe change of runtime/verify_changes.h in the real module's functions,
 * 85 % and more of words replaced by random bits, and stubs in which any bit changes. What it lets through of random
 * words is printed by class: SECURITY.md says of each why it stays in the sandbox.
 */
#include "runtime/module.h"
#include "runtime/test_fixture.h"
#include "runtime/verify.h"
#include "runtime/verify_changes.h"

#include <dirent.h>

/* The first has most kinds of place; the second has more of what is rare. */
static const char *const real_modules[] = {
    SOURCE_DIR "/harness/npm/node_modules/sql.js/dist/sql-wasm.wasm",
    SOURCE_DIR "/harness/npm/node_modules/@wasm-fmt/clang-format/clang-format.wasm",
};
enum { REAL_MODULES = sizeof real_modules / sizeof *real_modules };

static sg_engine *engine_of_mode(int mode) {
  sg_config config = sg_config_default();
  sg_error error = {0};
  config.checked_memories = mode & 1;
  config.exact_stores = mode & 2;
  config.lazy = mode & 4;
  config.verify = true;
  sg_engine *engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  return engine;
}

static sg_module *file_compile(sg_engine *engine, const char *path) {
  FILE *file = fopen(path, "rb");
  cr_assert(file != NULL, "%s is not there: harness/setup.sh fetches what is real", path);
  fseek(file, 0, SEEK_END);
  const size_t size = (size_t)ftell(file);
  uint8_t *bytes = malloc(size);
  rewind(file);
  cr_assert_eq(fread(bytes, 1, size, file), size);
  fclose(file);
  sg_error error = {0};
  sg_module *module = sg_module_new(engine, bytes, size, NULL, &error);
  cr_assert(module != NULL, "%s: function %u: %s", path, error.function, error.message);
  free(bytes);
  return module;
}

/* All functions are verified when they are sealed: of a lazy engine, now. */
static uint32_t file_accepted(sg_engine *engine, const char *path) {
  sg_module *module = file_compile(engine, path);
  uint32_t words = 0;
  for (uint32_t f = 0; f < sg_module_function_count(module); f++) {
    size_t count = 0;
    sg_module_function_code(module, f, &count);
    words += (uint32_t)count;
  }
  sg_module_free(module);
  return words;
}

static uint32_t folder_accepted(sg_engine *engine, const char *folder) {
  DIR *listing = opendir(folder);
  uint32_t words = 0;
  cr_assert(listing != NULL, "%s", folder);
  for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
    const char *dot = strrchr(entry->d_name, '.');
    if (!dot || strcmp(dot, ".wasm") != 0) continue;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    words += file_accepted(engine, path);
  }
  closedir(listing);
  return words;
}

Test(verify, accepts_modules, .timeout = 300) {
  for (int mode = 0; mode < 8; mode++) {
    sg_engine *engine = engine_of_mode(mode);
    cr_assert_gt(folder_accepted(engine, MODULE_DIR), 1000);
    cr_assert_gt(folder_accepted(engine, MODULE_DIR "/../codegen"), 1000);
    sg_engine_free(engine);
  }
}

Test(verify, accepts_a_real_module, .timeout = 300) {
  for (int mode = 0; mode < 8; mode++) {
    sg_engine *engine = engine_of_mode(mode);
    cr_assert_gt(file_accepted(engine, real_modules[0]), 100000);
    sg_engine_free(engine);
  }
}

/* ---- Changes ---- */

typedef struct {
  sg_engine *engine;
  sg_module *module;
  VerifyModule verify;
  VerifyRoom room;
  uint32_t *copy;
  uint32_t room_words;
  uint32_t random;
  uintptr_t code; /* the lowest address of a function */
} Bench;

static uint32_t bench_random(Bench *bench) {
  bench->random ^= bench->random << 13;
  bench->random ^= bench->random >> 17;
  bench->random ^= bench->random << 5;
  return bench->random;
}

static void bench_open(Bench *bench, const char *path, bool checked) {
  *bench = (Bench){.engine = engine_of_mode(2 + checked), .random = 2463534242, .code = UINTPTR_MAX};
  bench->module = file_compile(bench->engine, path);
  bench->verify = *bench->module->verify;
  bench->verify.space = bench->module->space;
  for (uint32_t f = 0; f < module_defined_count(bench->module->decoded); f++) {
    const uintptr_t address = code_space_function(bench->module->space, f, NULL);
    if (address < bench->code) bench->code = address;
  }
}

static void bench_close(Bench *bench) {
  verify_room_free(&bench->room);
  free(bench->copy);
  sg_module_free(bench->module);
  sg_engine_free(bench->engine);
}

/* A copy of the function's words. */
static VerifyCode bench_copy(Bench *bench, uint32_t function) {
  VerifyCode code = {0};
  code.address = code_space_function(bench->module->space, function, &code.count);
  if (code.count > bench->room_words) {
    bench->copy = realloc(bench->copy, code.count * sizeof *bench->copy);
    bench->room_words = code.count;
  }
  memcpy(bench->copy, (const void *)code.address, code.count * sizeof *bench->copy);
  code.words = bench->copy;
  return code;
}

static bool bench_accepts(Bench *bench, uint32_t function, VerifyCode code, VerifyFault *fault) {
  uint32_t found, flags;
  uintptr_t start;
  code_space_find(bench->module->space, code.address, &found, &start, &flags);
  return verify_function(&bench->verify, &bench->room, function, flags & 1 /* FUNCTION_FRAMELESS */, code, fault);
}

enum { INSTANCES = 40, CHANGED_WORDS = 4 /* from the place on, at most */ };

/* Makes changes of the kind until there are 40, at most `most` in a function, from functions all over the module. */
static void change_refused(Bench *bench, const Change *change, uint32_t most, uint32_t *made) {
  const uint32_t functions = module_defined_count(bench->module->decoded), start = bench_random(bench) % functions;
  for (uint32_t round = 0; round < functions && *made < INSTANCES; round++) {
    const uint32_t f = (start + round) % functions;
    const VerifyCode code = bench_copy(bench, f);
    uint32_t here = 0;
    for (uint32_t i = 0, at = bench_random(bench) % code.count; i < code.count && here < most && *made < INSTANCES;
         i++, at = at + 1 == code.count ? 0 : at + 1) {
      Place place = {bench->copy,  code.count, at, bench_random(bench) >> 8, bench->verify.checked_memory,
                     code.address, bench->code};
      const uint32_t before = bench->copy[at];
      if (change->make(&place)) {
        VerifyFault fault = {0};
        cr_assert(!bench_accepts(bench, f, code, &fault), "%s: function %u, word %u, %08x -> %08x is accepted",
                  change->name, f, at, before, bench->copy[at]);
        ++*made;
        ++here;
      }
      for (uint32_t k = at; k < code.count && k < at + CHANGED_WORDS; k++)
        bench->copy[k] = ((const uint32_t *)code.address)[k];
    }
  }
}

/* Two in a function where there are so many; else all that there are. */
static void changes_refused(bool checked) {
  Bench benches[REAL_MODULES];
  uint32_t kinds = 0;
  for (uint32_t b = 0; b < REAL_MODULES; b++) bench_open(&benches[b], real_modules[b], checked);
  for (uint32_t i = 0; i < CHANGES; i++) {
    uint32_t made = 0;
    if (changes[i].checked != checked) continue;
    for (uint32_t b = 0; b < REAL_MODULES && made < INSTANCES; b++) change_refused(&benches[b], &changes[i], 2, &made);
    if (made < INSTANCES) {
      made = 0;
      for (uint32_t b = 0; b < REAL_MODULES; b++) change_refused(&benches[b], &changes[i], UINT32_MAX, &made);
    }
    cr_assert_eq(made, INSTANCES, "%s: only %u instances", changes[i].name, made);
    kinds++;
  }
  printf("%u kinds of change, %u instances each: all refused\n", kinds, (unsigned)INSTANCES);
  cr_assert_geq(kinds, checked ? 10 : 50);
  for (uint32_t b = 0; b < REAL_MODULES; b++) bench_close(&benches[b]);
}

Test(verify, refuses_changes, .timeout = 300) { changes_refused(false); }
Test(verify, refuses_changes_of_checks, .timeout = 300) { changes_refused(true); }

/* ---- Random words ---- */

/* Of words that were accepted: by what they can do (Arm ARM C4.1). */
static const char *class_of(uint32_t word) {
  if (is(word, 0x1c000000, 0x10000000)) return "computes a value: immediate";
  if (is(word, 0x0e000000, 0x0a000000)) return "computes a value: registers";
  if (is(word, 0x0e000000, 0x0e000000)) return "computes a value: floats";
  if (is(word, 0x7c000000, 0x14000000)) return "branches in the function, or calls one";
  if (is(word, 0x1c000000, 0x14000000)) return "branches in the function, if";
  if (is(word, 0x0a000000, 0x08000000)) {
    const uint32_t base = word >> 5 & 31;
    return base == 31 || base == 29 ? "accesses its own slots" : base == 28 ? "accesses a global" : "accesses memory 0";
  }
  return "none of these";
}

Test(verify, refuses_random_words, .timeout = 300) {
  enum { WORDS = 1000, CLASSES = 16 };
  struct {
    const char *name;
    uint32_t count;
  } classes[CLASSES] = {0};
  Bench bench;
  bench_open(&bench, real_modules[0], false);
  const uint32_t functions = module_defined_count(bench.module->decoded);
  uint32_t refused = 0;
  for (uint32_t i = 0; i < WORDS; i++) {
    const uint32_t f = bench_random(&bench) % functions;
    const VerifyCode code = bench_copy(&bench, f);
    const uint32_t at = bench_random(&bench) % code.count, word = bench_random(&bench);
    bench.copy[at] = word;
    VerifyFault fault;
    if (!bench_accepts(&bench, f, code, &fault)) {
      refused++;
      continue;
    }
    const char *name = class_of(word);
    uint32_t c = 0;
    while (classes[c].name && strcmp(classes[c].name, name) != 0) c++;
    classes[c].name = name;
    classes[c].count++;
    cr_assert(strcmp(name, "none of these") != 0, "%08x", word);
  }
  printf("%u of %u random words refused; accepted:\n", refused, (unsigned)WORDS);
  for (uint32_t c = 0; classes[c].name; c++) printf("  %4u %s\n", classes[c].count, classes[c].name);
  cr_assert_geq(refused, WORDS * 85 / 100);
  bench_close(&bench);
}

/* ---- Words that nothing accepts, wherever they stand ---- */

Test(verify, refuses_words) {
  static const uint32_t words[] = {
      0xd65f03c0, 0xd65f0bff, 0xd63f0200, 0xd63f0220, 0xd61f0200, 0xd61f0220, 0xd71f0e30, 0xd73f0e30,
      0xd73f0a30, 0xdac10400, 0xdac10c00, 0x9ac03000, 0xd503233f, 0xd503237f, 0xd50323ff, 0xdac11e30,
      0xdac11e3c, 0xdac11c20, 0xdac147e0, 0xd4000001, 0xd4200000, 0xd51bd040, 0xd53bd040, 0xd50b7520,
      0x00000000, 0x10000071, 0x90000000, 0x58000000, 0xf8607b60, 0xf8606b60, 0xf860cb60, 0xf8605b60,
      0xb8204921, 0x8b00037b, 0x8b000370, 0xaa0003fb, 0xaa0003fc, 0xaa0003f2, 0xaa0003fe, 0x9100001f,
      0x9100021f, 0xf94003fc, 0xf940023c, 0xf940079b, 0xf90007fc, 0xf90003fc, 0xf90003fb, 0xa9bf6ffc,
      0xa9bf73fb, 0xa93f73fc, 0xa8c16ffc, 0xa8c17bfd, 0xa9bf7bfd, 0x17fffff0, 0xc85f7c00, 0x4c407000,
  };
  sg_engine *engine = engine_of_mode(0);
  sg_module *module = module_make(engine, "calls");
  VerifyModule verify = *module->verify;
  VerifyRoom room = {0};
  VerifyFault fault;
  verify.space = module->space;
  const uint32_t leaf[] = {0xd503237f, 0xd503201f, 0xd503201f, 0xd503201f, 0xd65f0fff};
  const uintptr_t address = code_space_function(module->space, 0, NULL);
  cr_assert(verify_function(&verify, &room, 0, true, (VerifyCode){leaf, 5, address}, &fault), "%s", fault.reason);
  cr_assert(!verify_function(&verify, &room, 0, false, (VerifyCode){leaf, 5, address}, &fault));
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    uint32_t code[5];
    memcpy(code, leaf, sizeof code);
    code[2] = words[i];
    cr_assert(!verify_function(&verify, &room, 0, true, (VerifyCode){code, 5, address}, &fault), "%08x", words[i]);
  }
  verify_room_free(&room);
  sg_module_free(module);
  sg_engine_free(engine);
}

/* ---- Whole functions ---- */

enum { PUSH = 0xa9bf7bfd - 0x100000000, POP = 0xa8c17bfd - 0x100000000, TO_TRAP = 0 };

/* Of the module `grower`, in a guarded memory or a checked one. TO_TRAP: bl to a trap stub. */
static bool words_accepted(bool checked, const uint32_t *words, uint32_t count) {
  sg_engine *engine = engine_of_mode(checked);
  sg_module *module = module_make(engine, "grower");
  VerifyModule verify = *module->verify;
  VerifyRoom room = {0};
  VerifyFault fault;
  uint32_t code[32];
  verify.space = module->space;
  const uintptr_t address = code_space_function(module->space, 0, NULL),
                  trap = code_space_entry(engine->stubs, TRAP_MEMORY_OUT_OF_BOUNDS);
  for (uint32_t i = 0; i < count; i++)
    code[i] = words[i] != TO_TRAP ? words[i] : 0x94000000 | ((uint32_t)((trap - address - 4 * i) >> 2) & 0x3ffffff);
  const bool accepted = verify_function(&verify, &room, 0, false, (VerifyCode){code, count, address}, &fault);
  verify_room_free(&room);
  sg_module_free(module);
  sg_engine_free(engine);
  return accepted;
}

/* x26 is a home of functions, but the bound where memory is checked. */
Test(verify, refuses_to_save_the_bound) {
  const uint32_t words[] = {
      0xd503237f, (uint32_t)PUSH, 0x910003fd, 0xa9bf6bf9 /* stp x25, x26, [sp, #-16]! */, 0x2a0003fa /* mov w26, w0 */,
      0xa8c16bf9, (uint32_t)POP,  0xd65f0fff};
  cr_assert(words_accepted(false, words, 8));
  cr_assert(!words_accepted(true, words, 8));
}

/* cbz w1 to each word of what must be seen as a whole: it may lead to the first alone. */
typedef struct {
  const char *name;
  bool checked;
  uint32_t first, last; /* of what is whole */
  uint32_t count;
  uint32_t words[20];
} Idiom;

Test(verify, refuses_labels_in_idioms) {
  static const Idiom idioms[] = {
      {"a base and an access of it",
       false,
       4,
       5,
       8,
       {0xd503237f, (uint32_t)PUSH, 0x910003fd, 0, 0x8b204369, 0xb9400921, (uint32_t)POP, 0xd65f0fff}},
      {"a check and its access",
       true,
       4,
       9,
       13,
       {0xd503237f, (uint32_t)PUSH, 0x910003fd, 0, 0x2a0003f0, 0x91001210, 0xeb1a021f, 0x540000a8, 0x8b100370,
        0xb85fc200, (uint32_t)POP, 0xd65f0fff, TO_TRAP}},
      {"a check with a long branch, and its access",
       true,
       4,
       10,
       14,
       {0xd503237f, (uint32_t)PUSH, 0x910003fd, 0, 0x2a0003f0, 0x91001210, 0xeb1a021f, 0x54000049, 0x14000005,
        0x8b100370, 0xb85fc200, (uint32_t)POP, 0xd65f0fff, TO_TRAP}},
      {"br_table",
       false,
       4,
       8,
       13,
       {0xd503237f, (uint32_t)PUSH, 0x910003fd, 0, 0x7100041f, 0x1a8027f0, 0x10000071, 0x8b304a31, 0xd61f0220,
        0x14000002, 0x14000001, (uint32_t)POP, 0xd65f0fff}},
  };
  for (size_t i = 0; i < sizeof idioms / sizeof *idioms; i++) {
    const Idiom *idiom = &idioms[i];
    for (uint32_t to = 4; to < idiom->count; to++) {
      uint32_t words[20];
      memcpy(words, idiom->words, sizeof words);
      words[3] = 0x34000001 | (to - 3) << 5;
      if (words[to] == 0xd65f0fff) continue; /* an idiom too, with the word before */
      cr_assert_eq(words_accepted(idiom->checked, words, idiom->count), to <= idiom->first || to > idiom->last,
                   "%s: a branch to word %u", idiom->name, to);
    }
  }
}

/* ---- Stubs: no bit of theirs is free ---- */

typedef struct {
  const sg_module *module;
  VerifyModule verify;
  uint32_t function; /* of the space, or of the engine's stubs */
  uint64_t cell;
} Stub;

static bool module_stub_accepts(const Stub *stub, VerifyCode code) {
  VerifyFault fault;
  const sg_module *m = stub->module;
  const uint32_t defined = module_defined_count(m->decoded), foreign = stub->function - m->first_foreign_stub;
  if (stub->function < m->first_foreign_stub)
    return verify_entry_stub(&stub->verify, m->stub_functions[stub->function - defined], code, &fault);
  if (foreign >= m->foreign_type_count) return verify_lazy_stub(&stub->verify, stub->cell, code, &fault);
  const VerifyType *type = stub->verify.by_canonical;
  while (type->canonical != m->foreign_types[foreign]->id) type++;
  return verify_foreign_stub(&stub->verify, &m->foreign_types[foreign]->func, type, code, &fault);
}
static bool engine_stub_accepts(const Stub *stub, VerifyCode code) {
  VerifyFault fault;
  return verify_engine_stub(stub->function, stub->verify.stubs, stub->cell, code, &fault);
}

/* Bit 31 of movz says 64 bits or 32, which is the same. Gives how many bits were changed. */
static uint32_t bits_refused(const Stub *stub, const CodeSpace *space, bool (*accepts)(const Stub *, VerifyCode)) {
  VerifyCode code = {0};
  uint32_t copy[512], bits = 0;
  code.address = code_space_function(space, stub->function, &code.count);
  if (!code.address) return 0;
  cr_assert_lt(code.count, 512);
  code.words = copy;
  memcpy(copy, (const void *)code.address, 4 * code.count);
  cr_assert(accepts(stub, code));
  for (uint32_t bit = 0; bit < 32 * code.count; bit++) {
    uint32_t *word = &copy[bit / 32];
    if (bit % 32 == 31 && (*word & 0x7f800000) == 0x52800000) continue;
    *word ^= 1u << bit % 32;
    cr_assert(!accepts(stub, code), "stub %u, word %u, bit %u", stub->function, bit / 32, bit % 32);
    *word ^= 1u << bit % 32;
    bits++;
  }
  code.count--;
  cr_assert(!accepts(stub, code), "stub %u without its last word", stub->function);
  return bits;
}

Test(verify, refuses_stubs) {
  static const char *const names[] = {"dispatch", "wide", "lazy", "importer"};
  uint32_t bits = 0;
  for (int mode = 4; mode < 6; mode++) {
    sg_engine *engine = engine_of_mode(mode);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
      sg_module *module = module_make(engine, names[i]);
      Stub stub = {.module = module,
                   .verify = *module->verify,
                   .function = module_defined_count(module->decoded),
                   .cell = (uintptr_t)&engine->helpers[HELPER_CELL_LAZY]};
      stub.verify.space = module->space;
      const uint32_t end = stub.function + module->entry_stub_count + 1;
      for (; stub.function < end; stub.function++) bits += bits_refused(&stub, module->space, module_stub_accepts);
      sg_module_free(module);
    }
    Stub stub = {.verify = {.stubs = engine->stubs}};
    for (; stub.function < STUB_COUNT; stub.function++) {
      stub.cell = (uintptr_t)&engine->helpers[stub.function < STUB_HELPER_FIRST ? (uint32_t)HELPER_CELL_RAISE
                                                                                : stub.function - STUB_HELPER_FIRST];
      bits += bits_refused(&stub, engine->stubs, engine_stub_accepts);
    }
    sg_engine_free(engine);
  }
  cr_assert_gt(bits, 10000);
}

/* A type with values in all places, in both directions. */
Test(verify, refuses_stubs_of_types) {
  enum { PARAMS = 24, RESULTS = 12 };
  sg_engine *engine = engine_of_mode(0);
  sg_error error = {0};
  ValueType types[PARAMS + RESULTS];
  for (uint32_t i = 0; i < PARAMS + RESULTS; i++) types[i] = TYPE_I32 + i % 4;
  const CanonicalType *type = engine_type(engine, &(FuncType){types, PARAMS, RESULTS});
  cr_assert(type && engine_trampoline(engine, type, &error) && engine_import_stub_make(engine, type, &error), "%s",
            error.message);
  uint32_t refused = 0, accepted = 0;
  for (uint32_t function = 0; function < SPACE_FUNCTIONS; function++) {
    VerifyCode code = {0};
    VerifyFault fault;
    uint32_t copy[512];
    code.address = code_space_function(engine->spaces[0], function, &code.count);
    if (!code.address) continue;
    memcpy(copy, (const void *)code.address, 4 * code.count);
    code.words = copy;
    const uint32_t discriminator = pac_type_discriminator(type->id);
    const uint64_t cell = (uintptr_t)&engine->helpers[HELPER_CELL_HOST_TRAP];
    const bool is_trampoline = verify_trampoline(&type->func, discriminator, code, &fault);
    cr_assert(is_trampoline || verify_import_stub(&type->func, discriminator, engine->stubs, cell, code, &fault),
              "word %u", fault.at);
    accepted++;
    for (uint32_t bit = 0; bit < 32 * code.count; bit++) {
      if (bit % 32 == 31 && (copy[bit / 32] & 0x7f800000) == 0x52800000) continue;
      copy[bit / 32] ^= 1u << bit % 32;
      cr_assert(!(is_trampoline ? verify_trampoline(&type->func, discriminator, code, &fault)
                                : verify_import_stub(&type->func, discriminator, engine->stubs, cell, code, &fault)),
                "word %u, bit %u", bit / 32, bit % 32);
      copy[bit / 32] ^= 1u << bit % 32;
      refused++;
    }
  }
  cr_assert_eq(accepted, 2);
  cr_assert_gt(refused, 3000, "%u", refused);
  sg_engine_free(engine);
}

/* What is refused is an error of its own kind, which names the word. */
Test(verify, refusal_is_an_error) {
  sg_engine *engine = engine_of_mode(0);
  sg_module *module = module_make(engine, "dispatch");
  CompileWorker *worker = engine_worker_take(engine, NULL);
  sg_error error = {0};
  const uint32_t stub = module_defined_count(module->decoded);
  cr_assert(worker_verify(worker, module->space, stub, &error));
  const VerifyModule *const right = module->verify;
  VerifyModule other = *right;
  other.module_id ^= 1; /* the stub authenticates instances of another module, then */
  cr_assert(module_protect(module, true));
  module->verify = &other;
  cr_assert(!worker_verify(worker, module->space, stub, &error));
  cr_assert_eq(error.code, SG_INTEGRITY);
  cr_assert_eq(strncmp(error.message, "unsafe code: word 2 (", 21), 0, "%s", error.message);
  module->verify = right;
  engine_worker_give(engine, worker);
  sg_module_free(module);
  sg_engine_free(engine);
}
