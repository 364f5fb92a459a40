/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling a body: the walker with the emitter, one translation unit, so that an operator's handler is decoding,
 * typing and selection in one. The parts, from the ground up: body.h (state), operand.h, scope.h, local.h, move.h,
 * branch.h, loop.h, control.h, call.h, access.h, numeric.h, integer.h, compare.h, arithmetic.h, frame.h; fast.h and
 * fast_call.h and fast_access.h are the common cases of many of them, front.h the commonest.
 */
#include "codegen/arithmetic.h"

#include "codegen/access.h"
#include "codegen/constant_home.h"
#include "codegen/control.h"
#include "codegen/fast_access.h"
#include "codegen/fast_call.h"
#include "codegen/frame.h"
#include "codegen/front.h"
#include "memory/seal.h"
#include "wasm/limits.h"

#include <stdlib.h>

/* The handlers of inlined bodies, and of short loops. */
static const Dispatch inlined_table, unrolled_table;

#define WALK_EMITS        1
#define HELPER_STUB(name) STUB_ORDER_##name
#include "wasm/dispatch.inl"

/* Inlined bodies (codegen/inline.h): the operators on locals, whose indexes are of one byte, and the end are others;
 * what is between is emitted as everywhere. The words belong to the call. */
static HANDLER_CALL void inlined_LOCAL_GET(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  inlined_get(b, p, top + 1);
  TAIL_CALL return live_w_next(p + 2, top + 1, b, table);
}
static HANDLER_CALL void inlined_LOCAL_SET(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  inlined_set(b, p, top);
  TAIL_CALL return live_w_next(p + 2, top - 1, b, table);
}
static HANDLER_CALL void inlined_LOCAL_TEE(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  inlined_set(b, p, top);
  inlined_get(b, p, top);
  TAIL_CALL return live_w_next(p + 2, top, b, table);
}
static HANDLER_CALL void inlined_END(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  (void)p;
  if (b->walk.failed) return;
  const uint8_t *after = b->inlined[b->inline_depth - 1].after;
  top = inline_close(b, top);
  TAIL_CALL return live_w_next(after, top, b, b->inline_depth ? table : (const Dispatch *)b->walk.live);
}

/* Short loops (codegen/unroll.h). For a listing `table` is the listener's, which comes back here. */
static HANDLER_CALL void unrolled_LOCAL_SET(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  unroll_noted(b, top, p[1]);
  TAIL_CALL return live_LOCAL_SET(p, top, b, table);
}
static HANDLER_CALL void unrolled_LOCAL_TEE(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  unroll_noted(b, top, p[1]);
  TAIL_CALL return live_LOCAL_TEE(p, top, b, table);
}
static HANDLER_CALL void unrolled_BR_IF(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  /* The last turn; or one that is not valid, as is told where there is no other. */
  if (b->unroll_turns == 0 || b->walk.failed || top->type != TYPE_I32 || top - 1 != b->walk.control->base)
    TAIL_CALL return live_BR_IF(p, top, b, table);
  unroll_leave(b, top);
  TAIL_CALL return live_w_next(b->unroll_first, top - 1, b, table);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
static const Dispatch inlined_table = {{
    [0 ... 255] = live_ILLEGAL,
#define OP(code, id, name, shape, a, c, feature) [code] = live_##id,
#include "wasm/opcodes.def"
#undef OP
    [OP_LOCAL_GET] = inlined_LOCAL_GET,
    [OP_LOCAL_SET] = inlined_LOCAL_SET,
    [OP_LOCAL_TEE] = inlined_LOCAL_TEE,
    [OP_END] = inlined_END,
}};
static const Dispatch unrolled_table = {{
    [0 ... 255] = live_ILLEGAL,
#define OP(code, id, name, shape, a, c, feature) [code] = live_##id,
#include "wasm/opcodes.def"
#undef OP
    [OP_LOCAL_SET] = unrolled_LOCAL_SET,
    [OP_LOCAL_TEE] = unrolled_LOCAL_TEE,
    [OP_BR_IF] = unrolled_BR_IF,
}};
#pragma GCC diagnostic pop

/* For a listing each operator passes here first: the dispatch table is an argument like any other. */
static HANDLER_CALL void listen(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  b->listener->row(b->listener->context, here(b), (uint32_t)(p - b->walk.module->bytes));
  const Dispatch *const handlers = b->unrolls ? &unrolled_table : &live_table;
  TAIL_CALL return handlers->of[*p](p, top, b, table);
}
static const Dispatch listening_table = {{[0 ... 255] = listen}};

/* Bodies over 32 KiB are in long form from the start, as their size is known and their words are not. */
static bool wants_long_form(uint32_t body_bytes) { return body_bytes > 32 * 1024; }

/* Words of buffer that a body gets: far above what real code takes (under two bytes of code a byte), so that what does
 * not fit is hostile and is refused. In short form every conditional branch reaches across all of them. */
static size_t entries_for(uint32_t body_bytes) {
  const size_t entries = 16384 + 12 * (size_t)body_bytes;
  const size_t most = wants_long_form(body_bytes) ? ((size_t)1 << INDEX_BITS) - 1 : CONDITIONAL_REACH;
  return entries < most ? entries : most;
}

/* What a buffer has when functions are sealed together: for one of the largest in short form, and the others in front.
 */
enum { BATCH_ENTRIES = 2 * CONDITIONAL_REACH + 4096 };

/* All of it but the walk, which walk_open sets, and what has its value when it is first used. In pieces of a length for
 * which no compiler calls memset, or has the machine repeat a store, which is slow to begin. */
static inline void body_clear(Body *b) {
  enum { PIECE = 64, FIRST = offsetof(Body, buffer), BYTES = offsetof(Body, traps) - FIRST };
  unsigned char *const at = (unsigned char *)b + FIRST;
#pragma GCC unroll 16
  for (size_t i = 0; i + PIECE <= BYTES; i += PIECE) memset(at + i, 0, PIECE);
  memset(at + BYTES / PIECE * PIECE, 0, BYTES % PIECE);
}

/* The parameters, where they arrive. */
static void parameters_open(Body *b, const TypeDef *def) {
  const FuncType *const type = &def->func;
  if (def->few_integers) { /* each in the register of its own number */
    static const uint16_t numbers[ARGUMENT_REGISTERS] = {0, 1, 2, 3, 4, 5, 6, 7};
    for (uint32_t i = 0; i < type->param_count; i++)
      b->locals[i] = (Local){.type = b->locals[i].type, .where = WHERE_LOCAL, .reg = (uint16_t)i, .index = i};
    b->arrivals = (uint16_t)((1u << type->param_count) - 1);
    memcpy(b->arrival_local, numbers, sizeof numbers);
    memset(b->integer_owner, 0, ARGUMENT_REGISTERS * sizeof *b->integer_owner);
    return;
  }
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < type->param_count; i++) {
    Local *local = &b->locals[i];
    Argument place = argument_next(&cursor, is_float(local->type));
    if (place.place == ARGUMENT_STACK) {
      b->makes_frame = true;
      continue;
    }
    *local = (Local){.type = local->type, .where = WHERE_LOCAL, .reg = (uint16_t)place.index, .index = i};
    const uint32_t bit = arrival_bit(local->type, place.index);
    b->arrivals |= (uint16_t)bit;
    b->arrival_local[__builtin_ctz(bit)] = (uint16_t)i;
    if (place.place == ARGUMENT_FLOAT) b->float_owner[place.index] = NULL;
    else b->integer_owner[place.index] = NULL;
  }
}

static void body_open(Body *b, Compiler *compiler, const ModuleContext *context, size_t entries) {
  const TypeDef *def = &b->walk.module->types[b->walk.module->functions[b->walk.function].type];
  b->buffer = &compiler->buffer;
  b->context = context;
  base_lost(b);
  b->plain_memory = b->walk.module->memory_count != 0 && !context->checked_memory;
  b->slot_locals = compiler->slot_locals;
  b->locals = b->walk.locals;
  b->inline_budget = INLINE_RATIO * (uint32_t)(b->walk.end - b->walk.module->bytes -
                                               b->walk.module->functions[b->walk.function].body) +
                     INLINE_START;
  b->inline_end = compiler->buffer.entries + compiler->buffer.body - BUFFER_PROLOGUE_ROOM + entries / 4;
  inline_limit_set(b);
  b->unroll_exits = NO_INDEX;
  b->room_end = compiler->buffer.entries + compiler->buffer.body - BUFFER_PROLOGUE_ROOM + entries -
                4096; /* what the function's end needs, and any operator */
  b->home_registers = FLOAT_HOMES | INTEGER_HOMES;
  if (context->checked_memory) b->home_registers &= ~((Homes)1 << REG_BOUND);
  b->scopes = b->scope = compiler->scopes;
  b->home_local = compiler->home_local;
  b->home_constant = compiler->home_constant;
  b->slot_rows = compiler->slot_rows;
  b->exits = compiler->exits;
  scope_open(b->scope, 1, NO_INDEX);
  for (uint32_t kind = 0; kind < TRAP_KINDS; kind++) b->traps[kind] = NO_INDEX;
  parameters_open(b, def);
  b->arrived = b->arrivals != 0;
  b->free_integers = INTEGER_TEMPS & ~(b->arrivals & 0xffu);
  b->free_floats = FLOAT_TEMPS & ~((uint32_t)b->arrivals >> 8);
}

bool compiler_batch_open(Compiler *compiler, uint64_t counter, CompilerBatch *saved, sg_error *error) {
  if (!compiler_reserve(compiler, BATCH_ENTRIES, BATCH_ENTRIES, error)) return false;
  *saved = (CompilerBatch){.registers = buffer_enter(&compiler->buffer)};
  buffer_begin(&compiler->buffer, counter);
  return true;
}

bool compiler_batch_body(uint32_t body_bytes) { return !wants_long_form(body_bytes); }

bool compiler_batch_holds(const Compiler *compiler, uint32_t body_bytes) {
  const CodeBuffer *buffer = &compiler->buffer;
  const size_t wanted = entries_for(body_bytes) + 1024;
  return compiler_batch_body(body_bytes) && buffer_index(buffer) + wanted <= BATCH_ENTRIES &&
         buffer->record_count + wanted <= BATCH_ENTRIES;
}

const CodeBuffer *compiler_batch_close(Compiler *compiler, const CompilerBatch *saved) {
  buffer_leave(&compiler->buffer, saved->registers);
  return &compiler->buffer;
}

bool function_compile(Compiler *compiler, const ModuleContext *context, uint32_t function, uint64_t counter,
                      const CompileListener *listener, CompiledFunction *result, sg_error *error) {
  const Function *f = &context->module->functions[function];
  const uint32_t body_bytes = f->body_end - f->body;
  CodeBuffer *buffer = &compiler->buffer;
  *result = (CompiledFunction){.buffer = buffer};
  if (!compiler_reserve_walk(compiler, context->module))
    return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, function, NULL);
  const size_t entries = entries_for(body_bytes);
  if (counter != BUFFER_CONTINUES && !compiler_reserve(compiler, entries, entries, error)) return false;

  Body body;
  body_clear(&body);
  Operand *top;
  BufferRegisters saved = buffer_start(buffer, counter);
  const uint8_t *p = walk_open(&body.walk, &compiler->room, context->module, function, &top, error);
  body.listener = listener;
  body.long_form = body.makes_frame = wants_long_form(body_bytes);
  if (p) {
    body_open(&body, compiler, context, entries);
    walk_run(p, top, &body, listener ? &listening_table : &live_table);
  }
  uint32_t first = buffer->body, end = buffer_index(buffer);
  if (!body.walk.failed) first = emit_prologue(&body, &end);
  *result = (CompiledFunction){.buffer = buffer,
                               .first = first,
                               .end = end,
                               .end_tag = buffer_end_tag(buffer, first, end),
                               .flags = body.makes_frame ? 0 : FUNCTION_FRAMELESS};
  buffer_finish(buffer, saved, end);
  return !body.walk.failed;
}
