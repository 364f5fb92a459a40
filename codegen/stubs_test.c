/* SPDX-License-Identifier: Apache-2.0
 *
 * What the design (section 6) allows emitted code: every word of every stub is looked at as the scanner of sealed code
 * would. The masks are the Arm ARM's groups (C4.1), not our encoders'.
 */
#include "codegen/compiler.h"
#include "codegen/idioms.h"

#include <criterion/criterion.h>

static Compiler *compiler;
static void compiler_make(void) { compiler = compiler_new(); }
static void compiler_drop(void) { compiler_free(compiler); }

static Word word_at(const CompiledFunction *function, uint32_t entry) { return (Word)function->buffer->entries[entry]; }

/* Branches to a register, returns, exceptions, system instructions and pointer authentication, but for the few. */
static bool word_allowed(Word word) {
  if ((word & 0xfe000000) == 0xd6000000)
    return word == 0xd65f0fff || (word & 0xfffffc00) == 0xd73f0c00;                 /* retab, blrab */
  if ((word & 0xff000000) == 0xd4000000) return word == (0xd4200000 | 0xc473 << 5); /* brk */
  if ((word & 0xffc00000) == 0xd5000000) return word == 0xd503237f;                 /* pacibsp */
  if ((word & 0xffff0000) == 0xdac10000) return (word & 0xfffffc00) == 0xdac11c00;  /* autdb */
  return true;
}

static void scan(const CompiledFunction *function, bool autdb) {
  cr_assert_eq(function->first, BUFFER_PROLOGUE_ROOM);
  cr_assert_lt(function->first, function->end);
  for (uint32_t i = function->first; i < function->end; i++) {
    Word word = word_at(function, i);
    cr_assert(word_allowed(word), "word %u is %08x", i - function->first, word);
    if ((word & 0xfffffc00) != 0xdac11c00) continue;
    cr_assert(autdb);
    /* ldr x16, [x28]; mov x17, x28; movk x17, #id, lsl #48; autdb x16, x17; mov x28, x16 */
    bool of_instance = word == 0xdac11e30 && word_at(function, i - 3) == 0xf9400390 &&
                       word_at(function, i - 2) == 0xaa1c03f1 &&
                       (word_at(function, i - 1) & 0xffe0001f) == 0xf2e00011 && word_at(function, i + 1) == 0xaa1003fc;
    /* ldr x27, [x28, #8]; add x17, x28, #8; movk x17, #0x8001, lsl #48; autdb x27, x17 */
    bool of_memory = word == 0xdac11e3b && word_at(function, i - 3) == 0xf940079b &&
                     word_at(function, i - 2) == 0x91002391 && word_at(function, i - 1) == 0xf2f00031;
    cr_assert(of_instance || of_memory, "autdb outside of its idioms");
  }
  /* Nothing runs off the end. */
  Word last = word_at(function, function->end - 1);
  cr_assert(last == 0xd65f0fff || last >> 26 == 5 || last >> 21 == 0xd4200000 >> 21);
}

Test(stubs, entry, .init = compiler_make, .fini = compiler_drop) {
  for (uint32_t memories = 0; memories < 2; memories++)
    for (int checked = 0; checked < 2; checked++) {
      Module module = {.memory_count = memories, .imported_functions = 3};
      ModuleContext context = {.module = &module, .module_id = 0x7fff, .checked_memory = checked};
      CompiledFunction function;
      cr_assert(entry_stub_compile(compiler, &context, 10, 1, &function, NULL));
      scan(&function, true);
      cr_assert_eq(function.end - function.first, 7 + memories * (4 + (uint32_t)checked));
      cr_assert_eq(function.buffer->record_count, 1);
      cr_assert_eq(function.buffer->records[0].content,
                   (uint64_t)TARGET_FUNCTION << 62 | 7ull << 32 | (function.end - 1));
    }
}

Test(stubs, engine, .init = compiler_make, .fini = compiler_drop) {
  static const uint64_t cell;
  for (uint32_t stub = 0; stub < STUB_COUNT; stub++) {
    CompiledFunction function;
    cr_assert(engine_stub_compile(compiler, stub, &cell, 1, &function, NULL));
    scan(&function, false);
  }
}

Test(stubs, types, .init = compiler_make, .fini = compiler_drop) {
  static const uint64_t cell;
  static ValueType types[2000];
  for (uint32_t i = 0; i < 2000; i++) types[i] = TYPE_I32 + i % 4;
  for (uint32_t params = 0; params <= 1000; params += params < 40 ? 1 : 96)
    for (uint32_t results = 0; results <= 1000; results += results < 20 ? 3 : 490) {
      FuncType type = {types, params, results};
      CompiledFunction function;
      cr_assert(trampoline_compile(compiler, &type, 1, 1, &function, NULL));
      scan(&function, false);
      cr_assert(import_stub_compile(compiler, &type, &cell, 1, &function, NULL));
      scan(&function, false);
    }
}
