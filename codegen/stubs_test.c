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
    /* ldr x17, [x9, #8], or [sp, #n]; ldr x28, [x17]; movk x17, #id, lsl #48; autdb x28, x17 */
    const Word claim = word_at(function, i - 3);
    bool of_instance = word == 0xdac11e3c && (claim == 0xf9400531 || (claim & 0xffc003ff) == 0xf94003f1) &&
                       word_at(function, i - 2) == 0xf940023c && (word_at(function, i - 1) & 0xffe0001f) == 0xf2e00011;
    /* and then ldr x27, [x28, #8]; add x17, x17, #8; autdb x27, x17 */
    bool of_memory = word == 0xdac11e3b && word_at(function, i - 3) == 0xdac11e3c &&
                     word_at(function, i - 2) == 0xf940079b && word_at(function, i - 1) == 0x91002231;
    /* ldr x17, [x9, #8]; add x16, x9, #8; movk x16, #type, lsl #48; autdb x17, x16; sub x9, x17, #1 */
    bool of_host = word == 0xdac11e11 && claim == 0xf9400531 && word_at(function, i - 2) == 0x91002130 &&
                   (word_at(function, i - 1) & 0xffe0001f) == 0xf2e00010 && word_at(function, i + 1) == 0xd1000629;
    cr_assert(of_instance || of_memory || of_host, "autdb outside of its idioms");
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
      cr_assert_eq(function.end - function.first, 5 + memories * (3 + (uint32_t)checked));
      cr_assert_eq(function.buffer->record_count, 1);
      cr_assert_eq(function.buffer->records[0].content, (uint64_t)TARGET_FUNCTION << 62 | (function.end - 1 + 1));
      cr_assert_eq((uint32_t)function.buffer->entries[function.end - 1], A64_B | 7);
    }
}

/* All of it, as an assembler gives it: it has the only autibsp, and x30 from another register. */
Test(stubs, lazy, .init = compiler_make, .fini = compiler_drop) {
  static const Word expected[] = {
      /* clang-format off */
      0xd503237f, /* pacibsp */
      0xaa1e03e9, /* mov x9, x30 */
      0xaa1103fe, /* mov x30, x17 */
      0xd503237f, /* pacibsp */
      0xa9bf7bfd, /* stp x29, x30, [sp, #-16]! */
      0x910003fd, /* mov x29, sp */
      0xf9401390, /* ldr x16, [x28, #32] */
      0xeb3063ff, /* cmp sp, x16 */
      0x54000042, /* b.hs +2 */
      0x94000000 | TRAP_STACK_OVERFLOW, /* bl: a stub, by its number until it is sealed */
      0xd10443ff, /* sub sp, sp, #272 */
      0xf90083e9, /* str x9, [sp, #256] */
      0xf90087fc, /* str x28, [sp, #264] */
      0xad0007e0, /* stp q0, q1, [sp] */
      0xad010fe2, /* stp q2, q3, [sp, #32] */
      0xad0217e4, /* stp q4, q5, [sp, #64] */
      0xad031fe6, /* stp q6, q7, [sp, #96] */
      0xa90807e0, /* stp x0, x1, [sp, #128] */
      0xa9090fe2, /* stp x2, x3, [sp, #144] */
      0xa90a17e4, /* stp x4, x5, [sp, #160] */
      0xa90b1fe6, /* stp x6, x7, [sp, #176] */
      0xf90063e8, /* str x8, [sp, #192] */
      0xa90d2fea, /* stp x10, x11, [sp, #208] */
      0xa90e37ec, /* stp x12, x13, [sp, #224] */
      0xa90f3fee, /* stp x14, x15, [sp, #240] */
      0xaa1c03e0, /* mov x0, x28 */
      0xaa1d03e1, /* mov x1, x29 */
      0x52824609, /* mov w9, #0x1230 */
      0xf9400131, /* ldr x17, [x9] */
      0xaa0903f0, /* mov x16, x9 */
      0xf2f00070, /* movk x16, #0x8003, lsl #48 */
      0xd73f0e30, /* blrab x17, x16 */
      0xf94087f1, /* ldr x17, [sp, #264] */
      0xf940023c, /* ldr x28, [x17] */
      0xf2effff1, /* movk x17, #0x7fff, lsl #48 */
      0xdac11e3c, /* autdb x28, x17 */
      0xf940079b, /* ldr x27, [x28, #8] */
      0x91002231, /* add x17, x17, #0x8 */
      0xdac11e3b, /* autdb x27, x17 */
      0xf9400b9a, /* ldr x26, [x28, #16] */
      0xad4007e0, /* ldp q0, q1, [sp] */
      0xad410fe2, /* ldp q2, q3, [sp, #32] */
      0xad4217e4, /* ldp q4, q5, [sp, #64] */
      0xad431fe6, /* ldp q6, q7, [sp, #96] */
      0xa94807e0, /* ldp x0, x1, [sp, #128] */
      0xa9490fe2, /* ldp x2, x3, [sp, #144] */
      0xa94a17e4, /* ldp x4, x5, [sp, #160] */
      0xa94b1fe6, /* ldp x6, x7, [sp, #176] */
      0xf94063e8, /* ldr x8, [sp, #192] */
      0xa94d2fea, /* ldp x10, x11, [sp, #208] */
      0xa94e37ec, /* ldp x12, x13, [sp, #224] */
      0xa94f3fee, /* ldp x14, x15, [sp, #240] */
      0xf94083e9, /* ldr x9, [sp, #256] */
      0x910443ff, /* add sp, sp, #272 */
      0xa8c17bfd, /* ldp x29, x30, [sp], #16 */
      0xd50323ff, /* autibsp */
      0xd374ffd0, /* lsr x16, x30, #52 */
      0xb4000050, /* cbz x16, +2 */
      0xd4388e20, /* brk #0xc471 */
      0xaa1e03f1, /* mov x17, x30 */
      0xaa0903fe, /* mov x30, x9 */
      0xd65f0fff, /* retab */
      /* clang-format on */
  };
  enum { WORDS = sizeof expected / sizeof *expected, MEMORY = 36, CHECKED = 39 };
  for (uint32_t memories = 0; memories < 2; memories++)
    for (uint32_t checked = 0; checked < 2; checked++) {
      Module module = {.memory_count = memories};
      ModuleContext context = {.module = &module, .module_id = 0x7fff, .checked_memory = checked};
      CompiledFunction function;
      cr_assert(lazy_stub_compile(compiler, &context, (const uint64_t *)0x1230, 1, &function, NULL));
      uint32_t at = function.first;
      for (uint32_t i = 0; i < WORDS; i++) {
        if (!memories && i >= MEMORY && i <= CHECKED) continue; /* x27 and x26 */
        if (!checked && i == CHECKED) continue;
        cr_assert_eq(word_at(&function, at), expected[i], "word %u is %08x", i, word_at(&function, at));
        at++;
      }
      cr_assert_eq(at, function.end);
      cr_assert_eq(function.flags, 0);
      cr_assert_eq(function.buffer->record_count, 1);
      cr_assert_eq(function.buffer->records[0].content >> 62, TARGET_STUB);
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
      cr_assert(import_stub_compile(compiler, &type, 1, &cell, 1, &function, NULL));
      scan(&function, true);
      Module module = {.memory_count = results % 2};
      ModuleContext context = {.module = &module, .module_id = (uint16_t)(1 + params), .checked_memory = params % 2};
      cr_assert(foreign_stub_compile(compiler, &context, &type, 1, 1, &function, NULL));
      scan(&function, true);
    }
}
