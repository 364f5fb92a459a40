/* SPDX-License-Identifier: Apache-2.0
 *
 * What the body walker does seldom: opening a body, long immediates, and saying what is wrong. Failures are sticky: the
 * first one fills the error.
 */
#include "wasm/walker.h"

#include "wasm/features.h"
#include "wasm/limits.h"
#include "wasm/type_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool walk_room_reserve(WalkRoom *room, const Module *module) {
  /* An operand takes at least a byte, a frame two. A body that lacks its end is walked into what follows it until
   * something does not fit: hence the module's size, not the largest body's; and twice, since calls may have brought
   * the operands to the limit at what should have been the end (walk_open). Untouched memory costs nothing. */
  size_t operands = 2 * (module->size + 4096), controls = module->size / 2 + 16;
  if (room->operand_room < operands) {
    if (operands < 2 * room->operand_room) operands = 2 * room->operand_room; /* a module that streams in grows */
    free(room->operands);
    room->operand_room = 0;
    room->operands = malloc(operands * sizeof *room->operands);
    if (!room->operands) return false;
    room->operand_room = operands;
  }
  if (room->control_room < controls) {
    if (controls < 2 * room->control_room) controls = 2 * room->control_room;
    free(room->controls);
    room->control_room = 0;
    room->controls = malloc(controls * sizeof *room->controls);
    if (!room->controls) return false;
    room->control_room = controls;
  }
  if (!room->locals) {
    room->locals = calloc(LIMIT_LOCALS + LOCAL_PADDING, sizeof *room->locals);
    room->local_types = malloc((LIMIT_LOCALS + LOCAL_PADDING) * sizeof *room->local_types);
    if (!room->locals || !room->local_types) {
      walk_room_free(room);
      return false;
    }
  }
  return true;
}

void walk_room_free(WalkRoom *room) {
  free(room->operands);
  free(room->controls);
  free(room->locals);
  free(room->local_types);
  *room = (WalkRoom){0};
}

void walk_fail(Walk *walk, const uint8_t *p, ErrorRow row, const char *format, ...) {
  if (walk->failed) return;
  walk->failed = walk->done = true;
  char detail[128] = "";
  if (format) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
  }
  uint64_t offset = (uint64_t)(p - walk->module->bytes);
  /* What is read behind the body's end means nothing, and a module that streams in has it not yet: the fault is the
   * missing end. */
  if (p >= walk->end) {
    offset = (uint64_t)(walk->end - walk->module->bytes);
    error_set(walk->error, ERR_END_OPCODE, offset, walk->function, "the body has no end");
    return;
  }
  error_set(walk->error, row, offset, walk->function, *detail ? "%s" : NULL, detail);
}

void walk_leb_fail(Walk *walk, const uint8_t *p, LebKind kind) {
  walk_fail(walk, p, leb_fault(p, walk->end, kind), NULL);
}

static const struct {
  const char *name;
  Feature feature;
} operators[0x200] = {
#define OP(code, id, text, shape, a, b, need) [code] = {text, FEATURE_##need},
#include "wasm/opcodes.def"
#undef OP
#define OP_MISC(code, id, text, shape, a, b, need) [0x100 + code] = {text, FEATURE_##need},
#include "wasm/opcodes.def"
#undef OP_MISC
};

const char *operator_name(const uint8_t *p, const uint8_t *end) {
  uint32_t code = p < end ? *p : 0x1ff;
  if (code == OP_PREFIX_MISC) {
    uint32_t number;
    code = leb_u32(p + 1, end, &number) && number < 0x100 ? 0x100 + number : 0x1ff;
  }
  return operators[code].name ? operators[code].name : "illegal";
}

void walk_mismatch(Walk *walk, const uint8_t *p, const Operand *operand, ValueType expected) {
  const char *name = operator_name(p, walk->end);
  if (operand->type == TYPE_NONE)
    walk_fail(walk, p, ERR_TYPE_MISMATCH, "%s wants %s, the block has no operand", name, type_name(expected));
  else
    walk_fail(walk, p, ERR_TYPE_MISMATCH, "%s wants %s, not %s", name, type_name(expected),
              type_name(walk_operand_type(walk, operand)));
}

void walk_unsupported(Walk *walk, const uint8_t *p, Opcode op) {
  walk_fail(walk, p, ERR_UNSUPPORTED, "%s", feature_name(operators[op].feature));
}

/* A value type, or a heap type and the nullable reference to it, as the type reader has it; what it fails with and what
 * it finds to be of a later feature fails the walk. */
static const uint8_t *type_read(Walk *walk, const uint8_t *p, bool heap, ValueType *type) {
  Needs needs = {0};
  TypeContext context = {walk->module, &needs, false};
  Reader r = {
      .at = p, .end = walk->end, .module = walk->module->bytes, .error = walk->error, .end_row = ERR_UNEXPECTED_END};
  if (p > walk->end) r.at = walk->end;
  *type =
      heap ? TYPE_REF | TYPE_NULLABLE | heap_type_read(&r, context) << TYPE_HEAP_SHIFT : value_type_read(&r, context);
  if (r.failed) {
    walk->failed = walk->done = true;
    if (walk->error) walk->error->function = walk->function;
    return NULL;
  }
  if (needs.any) {
    walk_fail(walk, p, ERR_UNSUPPORTED, "%s", feature_name(needs.feature));
    return NULL;
  }
  return r.at;
}

const uint8_t *walk_value_type_long(Walk *walk, const uint8_t *p, ValueType *type) {
  return type_read(walk, p, false, type);
}

const uint8_t *walk_heap_type_long(Walk *walk, const uint8_t *p, ValueType *type) {
  return type_read(walk, p, true, type);
}

const uint8_t *walk_block_type_long(Walk *walk, const uint8_t *p, BlockType *type) {
  static const ValueType singles[] = {TYPE_I32,
                                      TYPE_I64,
                                      TYPE_F32,
                                      TYPE_F64,
                                      TYPE_FUNCREF,
                                      TYPE_EXTERNREF,
                                      TYPE_FUNCREF & ~TYPE_NULLABLE,
                                      TYPE_EXTERNREF & ~TYPE_NULLABLE};
  *type = (BlockType){0};
  if (p >= walk->end) {
    walk_fail(walk, p, ERR_UNEXPECTED_END, NULL);
    return NULL;
  }
  if (*p == 0x40) return p + 1;
  if ((*p & 0xc0) == 0x40) { /* a negative s33: a value type */
    ValueType single;
    const uint8_t *end = walk_value_type_long(walk, p, &single);
    type->result_count = 1;
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++)
      if (singles[i] == single) type->results = &singles[i];
    if (!end || type->results) return end;
    const TypeDef *def = &walk->module->types[type_heap(single)];
    type->results = single & TYPE_NULLABLE ? &def->nullable : &def->non_null;
    return end;
  }
  int64_t index;
  const uint8_t *after = leb_s33(p, walk->end, &index);
  if (!after) {
    walk_leb_fail(walk, p, LEB_S33);
    return NULL;
  }
  if (index < 0) {
    walk_fail(walk, p, ERR_BLOCK_TYPE, NULL);
    return NULL;
  }
  if ((uint64_t)index >= walk->module->type_count) {
    walk_fail(walk, p, ERR_UNKNOWN_TYPE, "type %u", (unsigned)index);
    return NULL;
  }
  const FuncType *func = &walk->module->types[index].func;
  *type = (BlockType){func->param_count, func->result_count, func->types, func->types + func->param_count};
  return after;
}

const uint8_t *walk_memarg_long(Walk *walk, const uint8_t *p, uint32_t natural, uint64_t *offset) {
  uint32_t flags;
  const uint8_t *after = walk_u32(walk, p + 1, &flags);
  if (!after) return NULL;
  if (flags >= 0x80) {
    walk_fail(walk, p, ERR_MEMOP_FLAGS, "0x%x", flags);
    return NULL;
  }
  uint32_t memory = 0;
  if (flags & 0x40) {
    after = walk_u32(walk, after, &memory);
    if (!after) return NULL;
  }
  const uint8_t *offset_at = after;
  after = leb_u64(after, walk->end, offset);
  if (!after) {
    walk_leb_fail(walk, offset_at, LEB_U64);
    return NULL;
  }
  if (memory >= walk->module->memory_count) walk_fail(walk, p, ERR_UNKNOWN_MEMORY, "memory %u", memory);
  else if ((flags & 0x3f) > natural) walk_fail(walk, p, ERR_ALIGNMENT, "2^%u", flags & 0x3f);
  else if (*offset > UINT32_MAX) walk_fail(walk, p, ERR_OFFSET_RANGE, NULL);
  return walk->failed ? NULL : after;
}

const uint8_t *walk_table_long(Walk *walk, const uint8_t *at, const uint8_t *p, uint32_t *index) {
  const uint8_t *after = walk_u32(walk, p, index);
  if (after && *index >= walk->module->table_count) {
    walk_fail(walk, at, ERR_UNKNOWN_TABLE, "table %u", *index);
    return NULL;
  }
  return after;
}

const uint8_t *walk_memory(Walk *walk, const uint8_t *at, const uint8_t *p) {
  uint32_t index;
  const uint8_t *after = walk_u32(walk, p, &index);
  if (after && index >= walk->module->memory_count) {
    walk_fail(walk, at, ERR_UNKNOWN_MEMORY, "memory %u", index);
    return NULL;
  }
  return after;
}

void walk_no_local(Walk *walk, const uint8_t *p, uint32_t index) {
  if (index >= walk->local_count) walk_fail(walk, p, ERR_UNKNOWN_LOCAL, "local %u", index);
  else if (*p == OP_LOCAL_GET) walk_fail(walk, p, ERR_UNINITIALIZED_LOCAL, "local %u", index);
  else walk_fail(walk, p, ERR_UNSUPPORTED, "%s", feature_name(FEATURE_FUNCTION_REFERENCES));
}

static inline void rows_set(Local *row, const Local *end, uint8_t code) {
  const Local like = {.type = code};
  for (; row < end; row++) memcpy(row, &like, sizeof like);
}

/* Adds `count` locals of a type; false: too many. One that is not set, for its type has no default (spec 3.3.1), has a
 * row of TYPE_NONE. Nothing sets it: setting is of a feature that is off, so reading it is always wrong. */
static inline bool add_locals(Walk *walk, uint32_t count, ValueType type) {
  const uint32_t first = walk->local_count;
  if (count > LIMIT_LOCALS - first) return false;
  Local *const row = walk->locals + first;
  rows_set(row, row + count, type_has_default(type) ? (uint8_t)type : TYPE_NONE);
  if (type_is_reference(type))
    for (uint32_t i = 0; i < count; i++) walk->local_types[first + i] = type;
  walk->local_count = first + count;
  return true;
}

/* Parameters are set, whatever their types. */
static inline void add_parameters(Walk *walk, const FuncType *type) {
  for (uint32_t i = 0; i < type->param_count; i++) {
    const ValueType parameter = type->types[i];
    rows_set(&walk->locals[i], &walk->locals[i + 1], (uint8_t)parameter);
    walk->local_types[i] = parameter;
  }
  walk->local_count = type->param_count;
}
_Static_assert(LIMIT_PARAMETERS <= LIMIT_LOCALS, "parameters always fit");

/* A numeric type is the byte 0x7f (i32) to 0x7c (f64), in the order of their codes here. */
static inline const uint8_t *declared_type(Walk *walk, const uint8_t *p, ValueType *type) {
  if (p < walk->end && (uint8_t)(*p - 0x7c) <= 3) {
    *type = 0x80u - *p;
    return p + 1;
  }
  return walk_value_type_long(walk, p, type);
}
_Static_assert(0x80 - 0x7f == TYPE_I32 && 0x80 - 0x7e == TYPE_I64 && 0x80 - 0x7d == TYPE_F32 && 0x80 - 0x7c == TYPE_F64,
               "numeric types count down from 0x7f");

/* Few locals of a numeric type, which fit, and both bytes are the body's. */
static inline bool is_short_group(const Walk *walk, const uint8_t *p) {
  return walk->end - p >= 2 && p[0] < 0x80 && (uint8_t)(p[1] - 0x7c) <= 3 && p[0] <= LIMIT_LOCALS - walk->local_count;
}

/* Groups of any length, behind `declared` locals of others. */
static __attribute__((noinline)) const uint8_t *groups_read(Walk *walk, const uint8_t *p, uint32_t groups,
                                                            uint64_t declared) {
  const uint8_t *over = NULL; /* the group that passes our limit; the spec's own is looked for to the last group */
  for (uint32_t i = 0; i < groups; i++) {
    uint32_t count;
    ValueType local;
    const uint8_t *at = p;
    p = walk_u32(walk, p, &count);
    if (p) p = declared_type(walk, p, &local);
    if (!p) return NULL;
    declared += count;
    if (declared > UINT32_MAX) {
      walk_fail(walk, at, ERR_TOO_MANY_LOCALS, NULL);
      return NULL;
    }
    if (!over && !add_locals(walk, count, local)) over = at;
  }
  if (!over) return p;
  walk_fail(walk, over, ERR_LIMIT, "more than %u locals", (unsigned)LIMIT_LOCALS);
  return NULL;
}

const uint8_t *walk_open(Walk *walk, WalkRoom *room, const Module *module, uint32_t function, Operand **top,
                         sg_error *error) {
  const Function *f = &module->functions[function];
  const FuncType *type = module_func_type(module, function);
  walk->module = module;
  walk->control = walk->controls = room->controls;
  walk->control_limit = room->controls + room->control_room;
  walk->origin = room->operands + OPERAND_PADDING + 1;
  walk->operands = room->operands + OPERAND_PADDING;
  walk->operand_limit = room->operands + room->operand_room - module->size;
  walk->locals = room->locals;
  walk->local_types = room->local_types;
  walk->local_count = 0;
  walk->end = module->bytes + f->body_end;
  walk->function = function;
  walk->error = error;
  walk->failed = walk->done = false;
  walk->live = walk->table = NULL;
  walk->at = NULL;
  walk->top = NULL;
  /* Rows of the last body behind our last local will have to go; all, if we fail half way. */
  const uint32_t locals_set = room->locals_set;
  room->locals_set = LIMIT_LOCALS;
  add_parameters(walk, type);
  const uint8_t *p = module->bytes + f->body;
  uint32_t groups;
  p = walk_u32(walk, p, &groups);
  if (!p) return NULL;
  while (groups > 0 && is_short_group(walk, p)) {
    add_locals(walk, p[0], 0x80u - p[1]);
    p += 2;
    groups--;
  }
  if (groups > 0) p = groups_read(walk, p, groups, walk->local_count - type->param_count);
  if (!p) return NULL;
  rows_set(walk->locals + walk->local_count, walk->locals + locals_set, TYPE_NONE);
  room->locals_set = walk->local_count;
  memset(room->operands, 0, (OPERAND_PADDING + 1) * sizeof *room->operands); /* TYPE_NONE */
  *walk->control = (Control){.kind = CONTROL_FUNCTION,
                             .result_count = type->result_count,
                             .results = type->types + type->param_count,
                             .base = walk->operands,
                             .label = {.branches = NO_INDEX, .otherwise = NO_INDEX}};
  *top = walk->operands;
  return p;
}
