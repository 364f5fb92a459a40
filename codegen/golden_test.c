/* SPDX-License-Identifier: Apache-2.0
 *
 * What holds of all golden modules together: every operator of wasm/opcodes.def that this engine runs occurs in one of
 * them, in code that is reachable; compiling twice gives the same words and the same records.
 */
#include "codegen/golden_fixture.h"
#include "wasm/features.h"
#include "wasm/reader.h"

typedef struct {
  const Module *module;
  bool seen[0x200];
} Seen;

static void row(void *context, uint32_t entry, uint32_t offset) {
  Seen *seen = context;
  const uint8_t *p = seen->module->bytes + offset;
  uint32_t code = *p;
  (void)entry;
  if (code == OP_PREFIX_MISC) {
    leb_u32(p + 1, p + 6, &code);
    code += 0x100;
  }
  cr_assert_lt(code, 0x200);
  seen->seen[code] = true;
}

static void out_of_line(void *context, uint32_t entry, uint32_t site) { (void)context, (void)entry, (void)site; }

static const struct {
  const char *name, *shape;
  Feature feature;
} operators[0x200] = {
#define OP(code, id, text, shape, a, b, need) [code] = {text, #shape, FEATURE_##need},
#include "wasm/opcodes.def"
#undef OP
#define OP_MISC(code, id, text, shape, a, b, need) [0x100 + code] = {text, #shape, FEATURE_##need},
#include "wasm/opcodes.def"
#undef OP_MISC
};

static Golden golden;
static Compiler *compiler;
static void open(void) {
  golden_open(&golden);
  compiler = compiler_new();
}
static void shut(void) {
  compiler_free(compiler);
  golden_close(&golden);
}

static void compile(const Subject *subject, uint32_t function, const CompileListener *listener,
                    CompiledFunction *code) {
  sg_error error = {0};
  cr_assert(function_compile(compiler, &subject->context, function, 1, listener, code, &error), "%s", error.message);
}

Test(golden, every_operator, .init = open, .fini = shut) {
  static Seen seen;
  for (uint32_t i = 0; i < golden.count; i++) {
    const Module *module = golden.subjects[i].context.module;
    seen.module = module;
    CompiledFunction code;
    for (uint32_t f = module->imported_functions; f < module->function_count; f++)
      compile(&golden.subjects[i], f, &(CompileListener){row, out_of_line, &seen}, &code);
  }
  uint32_t missing = 0;
  for (uint32_t op = 0; op < 0x200; op++) {
    if (!operators[op].name || seen.seen[op] || !feature_is_on(operators[op].feature)) continue;
    if (strcmp(operators[op].shape, "LATER") == 0 || strcmp(operators[op].shape, "PREFIX") == 0) continue;
    missing++;
    cr_log_warn("no golden module has %s in reachable code", operators[op].name);
  }
  cr_assert_eq(missing, 0);
}

Test(golden, deterministic, .init = open, .fini = shut) {
  for (uint32_t i = 0; i < golden.count; i++) {
    const Module *module = golden.subjects[i].context.module;
    for (uint32_t f = module->imported_functions; f < module->function_count; f++) {
      CompiledFunction code;
      compile(&golden.subjects[i], f, NULL, &code);
      const size_t entries = (code.end - code.first) * sizeof(uint64_t);
      const size_t records = code.buffer->record_count * sizeof(CodeRecord);
      uint64_t *copy = malloc(entries + records);
      memcpy(copy, code.buffer->entries + code.first, entries);
      memcpy(copy + (code.end - code.first), code.buffer->records, records);
      CompiledFunction again;
      static Seen ignored;
      ignored.module = module;
      compile(&golden.subjects[i], f, f % 2 ? &(CompileListener){row, out_of_line, &ignored} : NULL, &again);
      cr_assert(again.first == code.first && again.end == code.end && again.end_tag == code.end_tag);
      cr_assert_eq(memcmp(copy, again.buffer->entries + again.first, entries), 0);
      cr_assert_eq(memcmp(copy + (code.end - code.first), again.buffer->records, records), 0);
      free(copy);
    }
  }
}
