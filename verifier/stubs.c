/* SPDX-License-Identifier: Apache-2.0
 *
 * Stubs: each kind has one shape, which the types and numbers that it is made for decide to the last bit. So they are
 * not interpreted as functions are, but compared, with words that are put together here (Arm ARM C6.2) and not by the
 * emitter's encoders. A stub that is one word longer or shorter is refused.
 */
#include "verifier/verify.h"
#include "verifier/words.h"

#include <stddef.h>

typedef struct {
  VerifyCode code;
  uint32_t at;
  bool failed;
} Shape;

enum { SP = 31, XZR = 31, SAVED_HOMES_BYTES = 48 };

static Shape shape_of(VerifyCode code) { return (Shape){.code = code}; }

static uint32_t next_word(const Shape *s) { return s->at < s->code.count ? s->code.words[s->at] : 0; }

static void expect(Shape *s, uint32_t word) {
  if (s->failed) return;
  s->failed = next_word(s) != word || s->at >= s->code.count;
  s->at += !s->failed;
}

static bool shape_ends(const Shape *s, VerifyFault *fault) {
  if (!s->failed && s->at == s->code.count) return true;
  *fault = (VerifyFault){s->at < s->code.count ? s->at : s->code.count - 1, "a stub of another shape"};
  return false;
}

/* ---- Words ---- */

static uint32_t ldr_x(uint32_t rt, uint32_t base, uint32_t offset) {
  return 0xf9400000 | offset / 8 << 10 | base << 5 | rt;
}
static uint32_t str_x(uint32_t rt, uint32_t base, uint32_t offset) {
  return 0xf9000000 | offset / 8 << 10 | base << 5 | rt;
}
static uint32_t ldr_w(uint32_t rt, uint32_t base, uint32_t offset) {
  return 0xb9400000 | offset / 4 << 10 | base << 5 | rt;
}
static uint32_t ldr_d(uint32_t rt, uint32_t base, uint32_t offset) {
  return 0xfd400000 | offset / 8 << 10 | base << 5 | rt;
}
static uint32_t str_d(uint32_t rt, uint32_t base, uint32_t offset) {
  return 0xfd000000 | offset / 8 << 10 | base << 5 | rt;
}
static uint32_t ldr_s(uint32_t rt, uint32_t base, uint32_t offset) {
  return 0xbd400000 | offset / 4 << 10 | base << 5 | rt;
}
static uint32_t mov_x(uint32_t rd, uint32_t rm) { return 0xaa0003e0 | rm << 16 | rd; }
static uint32_t movk_48(uint32_t rd, uint32_t value) { return 0xf2e00000 | value << 5 | rd; }
/* Two registers at [base + 8 n]. */
static uint32_t pair(uint32_t word, uint32_t first, uint32_t second, uint32_t base, int32_t n) {
  return word | ((uint32_t)n & 127) << 15 | second << 10 | base << 5 | first;
}
#define STP_X      0xa9000000u
#define STP_X_PRE  0xa9800000u
#define LDP_X      0xa9400000u
#define LDP_X_POST 0xa8c00000u
#define STP_Q      0xad000000u
#define LDP_Q      0xad400000u

/* add or sub of up to 24 bits, the part above 12 bits first. */
static void expect_add(Shape *s, uint32_t op, uint32_t rd, uint32_t rn, uint32_t bytes) {
  if (bytes >> 12) {
    expect(s, op | 1u << 22 | bytes >> 12 << 10 | rn << 5 | rd);
    rn = rd;
  }
  if ((bytes & 0xfff) || rn != rd) expect(s, op | (bytes & 0xfff) << 10 | rn << 5 | rd);
}
#define ADD_X 0x91000000u
#define SUB_X 0xd1000000u

/* movz or movn and movk, as many as it takes, to rd, which is then `value`. */
static void expect_constant(Shape *s, uint32_t rd, uint64_t value) {
  uint64_t made = 0;
  for (uint32_t words = 0; words < 4; words++) {
    const uint32_t word = next_word(s), shift = 16 * (word >> 21 & 3);
    const uint64_t immediate = (uint64_t)(word >> 5 & 0xffff) << shift;
    if ((word & 0xff80001f) == (0xd2800000 | rd) || (word & 0xffe0001f) == (0x52800000 | rd)) made = immediate;
    else if ((word & 0xff80001f) == (0x92800000 | rd)) made = ~immediate;
    else if (words && (word & 0xff80001f) == (0xf2800000 | rd))
      made = (made & ~((uint64_t)0xffff << shift)) | immediate;
    else if (words || (word & 0xff8003ff) != (0xb20003e0 | rd) || !logical_immediate(word, &made)) break;
    expect(s, word);
    if (made == value) return;
  }
  s->failed = true;
}

/* A branch (b or bl) to the stub, or to the function of a space. */
static void expect_branch(Shape *s, uint32_t branch, const CodeSpace *space, uint32_t function) {
  const uint32_t word = next_word(s);
  const int64_t distance = (int64_t)((uint64_t)word << 38) >> 38;
  uint32_t leads;
  s->failed |= (word & 0xfc000000) != branch ||
               !code_space_leads(space, s->code.address + 4 * (uintptr_t)((int64_t)s->at + distance), &leads) ||
               leads != function;
  expect(s, word);
}
#define B  0x14000000u
#define BL 0x94000000u

/* ---- Parts ---- */

static void expect_frame(Shape *s) {
  expect(s, 0xd503237f);                      /* pacibsp */
  expect(s, pair(STP_X_PRE, 29, 30, SP, -2)); /* stp x29, x30, [sp, #-16]! */
  expect(s, 0x910003fd);                      /* mov x29, sp */
}
static void expect_leave(Shape *s) {
  expect(s, pair(LDP_X_POST, 29, 30, SP, 2));
  expect(s, 0xd65f0fff); /* retab */
}

/* ldr x17, [x9]; mov x16, x9; movk x16, #discriminator, lsl #48; blrab x17, x16 */
static void expect_call(Shape *s, uint32_t discriminator) {
  expect(s, ldr_x(17, 9, 0));
  expect(s, mov_x(16, 9));
  expect(s, movk_48(16, discriminator));
  expect(s, 0xd73f0e30);
}
static void expect_helper(Shape *s, uint64_t cell) {
  expect_constant(s, 9, cell);
  expect_call(s, VERIFY_DISC_HELPER);
}

/* x17 claims to be an instance. */
static void expect_instance(Shape *s, const VerifyModule *m) {
  expect(s, ldr_x(28, 17, 0));
  expect(s, movk_48(17, m->module_id));
  expect(s, 0xdac11e3c); /* autdb x28, x17 */
  if (m->module->memory_count == 0) return;
  expect(s, ldr_x(27, 28, offsetof(InstanceHeader, memory_base)));
  expect(s, 0x91002231); /* add x17, x17, #8 */
  expect(s, 0xdac11e3b); /* autdb x27, x17 */
  if (m->checked_memory) expect(s, ldr_x(26, 28, offsetof(InstanceHeader, memory_bytes)));
}

static void expect_c_stack(Shape *s, const CodeSpace *stubs) {
  expect(s, ldr_x(16, 28, offsetof(InstanceHeader, c_stack_limit)));
  expect(s, 0xeb3063ff); /* cmp sp, x16 */
  expect(s, 0x54000042); /* b.hs, over */
  expect_branch(s, BL, stubs, TRAP_STUB_FIRST + TRAP_STACK_OVERFLOW);
}

/* mov sp, x0; mov x0, #1; and the frame record there is left. */
static void expect_unwind(Shape *s) {
  expect(s, 0x9100001f);
  expect(s, 0xd2800020);
  expect_leave(s);
}

/* ---- Values: an array of 16 bytes each, to and from the places of arguments ---- */

typedef struct {
  uint32_t base, slots, slots_offset; /* x16 is the scratch register */
} Values;

static void expect_loads(Shape *s, const ValueType *types, uint32_t count, Values at) {
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < count && !s->failed; i++) {
    const uint8_t code = type_code(types[i]);
    const bool wide = type_is_wide(code);
    const Argument place = argument_next(&cursor, type_is_float(code));
    const uint32_t offset = VALUE_BYTES * i;
    if (place.place == ARGUMENT_FLOAT) {
      expect(s, wide ? ldr_d(place.index, at.base, offset) : ldr_s(place.index, at.base, offset));
      continue;
    }
    const uint32_t to = place.place == ARGUMENT_INTEGER ? place.index : 16;
    expect(s, wide ? ldr_x(to, at.base, offset) : ldr_w(to, at.base, offset));
    if (place.place == ARGUMENT_STACK) expect(s, str_x(16, at.slots, at.slots_offset + SLOT_BYTES * place.index));
  }
}

static void expect_stores(Shape *s, const ValueType *types, uint32_t count, Values at) {
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < count && !s->failed; i++) {
    const uint8_t code = type_code(types[i]);
    const bool wide = type_is_wide(code);
    const Argument place = argument_next(&cursor, type_is_float(code));
    const uint32_t offset = VALUE_BYTES * i, slot = at.slots_offset + SLOT_BYTES * place.index;
    uint32_t from = 16;
    if (place.place == ARGUMENT_FLOAT && wide) {
      expect(s, str_d(place.index, at.base, offset));
      continue;
    }
    if (place.place == ARGUMENT_FLOAT) expect(s, 0x1e260000 | place.index << 5 | 16); /* fmov w16, s */
    else if (place.place == ARGUMENT_STACK) expect(s, wide ? ldr_x(16, at.slots, slot) : ldr_w(16, at.slots, slot));
    else if (wide) from = place.index;
    else expect(s, 0x2a0003f0 | place.index << 16); /* mov w16, w */
    expect(s, str_x(from, at.base, offset));
  }
}

static uint32_t slots_of(const ValueType *types, uint32_t count) {
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < count; i++) argument_next(&cursor, type_is_float(type_code(types[i])));
  return cursor.stack;
}
static uint32_t room_of(const FuncType *type) {
  const uint32_t params = slots_of(type->types, type->param_count);
  const uint32_t results = slots_of(type->types + type->param_count, type->result_count);
  return SLOT_BYTES * (((params > results ? params : results) + 1) & ~1u);
}

/* ---- A module's stubs ---- */

/* x9 is a CallSlot: its instance is taken and authenticated, and on to the function. */
bool verify_entry_stub(const VerifyModule *m, uint32_t function, VerifyCode code, VerifyFault *fault) {
  Shape s = shape_of(code);
  expect(&s, ldr_x(17, 9, offsetof(CallSlot, context)));
  expect_instance(&s, m);
  expect_branch(&s, B, m->space, function);
  return shape_ends(&s, fault);
}

static void expect_copies(Shape *s, uint32_t count, uint32_t to, uint32_t to_offset, uint32_t from,
                          uint32_t from_offset) {
  for (uint32_t i = 0; i < count && !s->failed; i++) {
    expect(s, ldr_x(16, from, from_offset + SLOT_BYTES * i));
    expect(s, str_x(16, to, to_offset + SLOT_BYTES * i));
  }
}

bool verify_foreign_stub(const VerifyModule *m, const FuncType *func, const VerifyType *type, VerifyCode code,
                         VerifyFault *fault) {
  Shape s = shape_of(code);
  const uint32_t room = room_of(func), above = room + 16 + 16;
  expect_frame(&s);
  expect(&s, pair(STP_X_PRE, 28, XZR, SP, -2));
  if (room) expect_add(&s, SUB_X, SP, SP, room);
  expect(&s, 0x9240be29); /* and x9, x17, #0xffffffffffff */
  expect(&s, 0xb85fc130); /* ldur w16, [x9, #-4] */
  _Static_assert(offsetof(DispatchEntry, function) + 4 == offsetof(DispatchEntry, entry), "ldur w16, [x9, #-4]");
  expect(&s, 0x8b304389); /* add x9, x28, w16, uxtw */
  expect(&s, ldr_x(9, 9, 0));
  expect_copies(&s, slots_of(func->types, func->param_count), SP, 0, 29, 16);
  expect_call(&s, type->slot_discriminator);
  expect_copies(&s, slots_of(func->types + func->param_count, func->result_count), SP, above, SP, 0);
  expect(&s, ldr_x(17, SP, room));
  expect_instance(&s, m);
  expect_add(&s, ADD_X, SP, SP, room + 16);
  expect_leave(&s);
  return shape_ends(&s, fault);
}

/* v0-v7, x0-x8, x10-x15 to the frame or back. */
static void expect_all_saved(Shape *s, uint32_t pairs_q, uint32_t pairs_x, uint32_t single) {
  for (uint32_t i = 0; i < 8; i += 2) expect(s, pair(pairs_q, i, i + 1, SP, (int32_t)i));
  for (uint32_t i = 0; i < 8; i += 2) expect(s, pair(pairs_x, i, i + 1, SP, (int32_t)(16 + i)));
  expect(s, single | (128 + 64) / 8 << 10 | SP << 5 | 8);
  for (uint32_t i = 0; i < 6; i += 2) expect(s, pair(pairs_x, 10 + i, 11 + i, SP, (int32_t)(26 + i)));
}

bool verify_lazy_stub(const VerifyModule *m, uint64_t cell, VerifyCode code, VerifyFault *fault) {
  enum { PLACE = 256, INSTANCE = 264, BYTES = 272 };
  Shape s = shape_of(code);
  expect(&s, 0xd503237f); /* pacibsp: the place in the thunk */
  expect(&s, mov_x(9, 30));
  expect(&s, mov_x(30, 17));
  expect_frame(&s);
  expect_c_stack(&s, m->stubs);
  expect_add(&s, SUB_X, SP, SP, BYTES);
  expect(&s, str_x(9, SP, PLACE));
  expect(&s, str_x(28, SP, INSTANCE));
  expect_all_saved(&s, STP_Q, STP_X, 0xf9000000);
  expect(&s, mov_x(0, 28));
  expect(&s, mov_x(1, 29));
  expect_helper(&s, cell);
  expect(&s, ldr_x(17, SP, INSTANCE));
  expect_instance(&s, m);
  expect_all_saved(&s, LDP_Q, LDP_X, 0xf9400000);
  expect(&s, ldr_x(9, SP, PLACE));
  expect_add(&s, ADD_X, SP, SP, BYTES);
  expect(&s, pair(LDP_X_POST, 29, 30, SP, 2));
  expect(&s, 0xd50323ff); /* autibsp */
  expect(&s, 0xd374ffd0); /* lsr x16, x30, #52 */
  expect(&s, 0xb4000050); /* cbz x16, over */
  expect(&s, 0xd4388e20); /* brk #0xc471 */
  expect(&s, mov_x(17, 30));
  expect(&s, mov_x(30, 9));
  expect(&s, 0xd65f0fff); /* retab */
  return shape_ends(&s, fault);
}

/* ---- The engine's ---- */

bool verify_trampoline(const FuncType *type, uint32_t discriminator, VerifyCode code, VerifyFault *fault) {
  Shape s = shape_of(code);
  const uint32_t room = room_of(type);
  expect_frame(&s);
  expect_add(&s, SUB_X, SP, SP, room + 16);
  expect(&s, str_x(1, SP, room));
  expect(&s, mov_x(9, 0));
  expect(&s, mov_x(17, 1));
  expect_loads(&s, type->types, type->param_count, (Values){17, SP, 0});
  expect_call(&s, discriminator);
  expect(&s, ldr_x(17, SP, room));
  expect_stores(&s, type->types + type->param_count, type->result_count, (Values){17, SP, 0});
  expect(&s, mov_x(0, XZR));
  expect_add(&s, ADD_X, SP, SP, room + 16);
  expect_leave(&s);
  return shape_ends(&s, fault);
}

bool verify_import_stub(const FuncType *type, uint32_t discriminator, const CodeSpace *stubs, uint64_t cell,
                        VerifyCode code, VerifyFault *fault) {
  Shape s = shape_of(code);
  const uint32_t most = type->param_count > type->result_count ? type->param_count : type->result_count;
  const uint32_t bytes = VALUE_BYTES * most;
  expect_frame(&s);
  expect_add(&s, SUB_X, SP, SP, bytes + SAVED_HOMES_BYTES);
  expect_c_stack(&s, stubs);
  expect(&s, pair(STP_X, 10, 11, 29, -6));
  expect(&s, pair(STP_X, 12, 13, 29, -4));
  expect(&s, pair(STP_X, 14, 15, 29, -2));
  expect_stores(&s, type->types, type->param_count, (Values){SP, 29, 16});
  expect(&s, ldr_x(17, 9, offsetof(CallSlot, context)));
  expect(&s, 0x91002130); /* add x16, x9, #8 */
  expect(&s, movk_48(16, discriminator));
  expect(&s, 0xdac11e11); /* autdb x17, x16 */
  expect(&s, 0xd1000629); /* sub x9, x17, #1 */
  expect(&s, ldr_x(0, 9, offsetof(HostEntry, context)));
  expect(&s, ldr_x(1, 28, offsetof(InstanceHeader, owner)));
  expect(&s, 0x910003e2); /* mov x2, sp */
  expect_call(&s, VERIFY_DISC_HOST);
  const uint32_t branch = s.at; /* cbz x0, over a trap that the host gave */
  expect(&s, 0xb4000000 | (next_word(&s) & 0x00ffffe0));
  expect_helper(&s, cell);
  expect_unwind(&s);
  s.failed |= s.code.words[branch] != (0xb4000000 | (s.at - branch) << 5);
  expect_add(&s, ADD_X, 17, SP, bytes);
  expect(&s, pair(LDP_X, 10, 11, 17, 0));
  expect(&s, pair(LDP_X, 12, 13, 17, 2));
  expect(&s, pair(LDP_X, 14, 15, 17, 4));
  expect_loads(&s, type->types + type->param_count, type->result_count, (Values){SP, 17, SAVED_HOMES_BYTES + 16});
  expect_add(&s, ADD_X, SP, 17, SAVED_HOMES_BYTES);
  expect_leave(&s);
  return shape_ends(&s, fault);
}

static void expect_trap_stub(Shape *s, uint32_t kind, bool frameless, uint64_t cell) {
  expect(s, frameless ? mov_x(4, 17) : mov_x(4, XZR));
  expect(s, frameless ? 0x910003e5 : mov_x(5, XZR)); /* mov x5, sp */
  expect(s, mov_x(3, 29));
  expect(s, mov_x(2, 30));
  expect(s, 0xd2800001 | kind << 5); /* mov x1, #kind */
  expect(s, mov_x(0, 28));
  expect(s, ldr_x(16, 28, offsetof(InstanceHeader, trap_stack)));
  expect(s, 0x9100021f); /* mov sp, x16 */
  expect_helper(s, cell);
  expect_unwind(s);
}

static void expect_helper_stub(Shape *s, const CodeSpace *stubs, uint64_t cell) {
  expect_frame(s);
  expect_c_stack(s, stubs);
  expect(s, pair(STP_X_PRE, 10, 11, SP, -6));
  expect(s, pair(STP_X, 12, 13, SP, 2));
  expect(s, pair(STP_X, 14, 15, SP, 4));
  for (uint32_t i = 6; i > 0; i--) expect(s, mov_x(i, i - 1));
  expect(s, mov_x(0, 28));
  expect_helper(s, cell);
  expect(s, pair(LDP_X, 12, 13, SP, 2));
  expect(s, pair(LDP_X, 14, 15, SP, 4));
  expect(s, pair(LDP_X_POST, 10, 11, SP, 6));
  expect_leave(s);
}

bool verify_engine_stub(uint32_t stub, const CodeSpace *stubs, uint64_t cell, VerifyCode code, VerifyFault *fault) {
  Shape s = shape_of(code);
  if (stub < STUB_HELPER_FIRST) expect_trap_stub(&s, stub % TRAP_KINDS, stub >= TRAP_STUB_FRAMELESS, cell);
  else if (stub < STUB_HELPER_FIRST + VERIFY_HELPERS) expect_helper_stub(&s, stubs, cell);
  else expect(&s, 0xd4388e60); /* brk #0xc473: where slots of unsealed functions lead */
  return shape_ends(&s, fault);
}
