/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the function-body walker (wasm/walker.inl): operands, control frames, locals. One packed operand stack
 * serves validation and emission: an entry holds the operand's type and where its value is. A validator leaves
 * `where`, `reg` and, but for references, `value` alone; they are the emitter's (codegen/operand.h).
 *
 * Under the operands of each control frame lies a sentinel of TYPE_NONE, which matches no type: underflow is a type
 * mismatch like any other, and live operators never compare heights.
 */
#ifndef SIGNET_WASM_BODY_H
#define SIGNET_WASM_BODY_H

#include "wasm/error.h"
#include "wasm/module.h"
#include "wasm/subtyping.h"

/* Where an operand's value is, or a local's. A validator leaves it 0. */
typedef enum {
  WHERE_SLOT = 0,      /* an operand in its own frame slot; a local in its */
  WHERE_LOCAL_SLOT,    /* stands for local `value`, which is in its slot */
  WHERE_CONST,         /* `value`, sign-extended; a reference: null */
  WHERE_FLAGS,         /* 1 if condition `reg` holds, else 0: only until the next operator */
  WHERE_TEST,          /* register `reg` compared with zero, `value` says how (codegen/compare.h): the same */
  WHERE_SHIFTED,       /* `reg`, a temporary of its own, shifted as `value` says (codegen/pending.h) */
  WHERE_SHIFTED_LOCAL, /* the same of a local's home */
  WHERE_PRODUCT,       /* of the two registers in `reg` (codegen/pending.h): only until the next operator */
  WHERE_LOGICAL,       /* an i64 constant: the logical immediate of the field `value` (codegen/pending.h) */
  WHERE_REG = 16,      /* an operand that owns temporary `reg` */
  WHERE_LOCAL = 17     /* stands for local `value`, which is in `reg`; bit 4: in a register, bit 0: not its own */
} Where;

typedef struct {
  uint8_t type;   /* TYPE_*; TYPE_NONE: a sentinel */
  uint8_t where;  /* the emitter's */
  uint16_t reg;   /* the emitter's */
  uint32_t value; /* of a reference that is no local or constant: its ValueType; else the emitter's */
} Operand;
_Static_assert(sizeof(Operand) == 8, "an operand is one load");

/* A local variable; rows past the last one are TYPE_NONE, at least LOCAL_PADDING of them in all, so that an index of
 * one byte needs no bounds check. A row is laid out as the operand that stands for it: local.get pushes the row. */
typedef struct {
  uint8_t type;
  uint8_t where;
  uint16_t reg;
  uint32_t index; /* the emitter's, first 0 */
} Local;
_Static_assert(sizeof(Local) == sizeof(Operand), "a row is an operand");
enum { LOCAL_PADDING = 128 };

/* Entries of TYPE_NONE below the first frame's sentinel: an operator may look at as many operands as it takes, three at
 * most, before it has found that they are not there. */
enum { OPERAND_PADDING = 3 };

typedef enum { CONTROL_FUNCTION, CONTROL_BLOCK, CONTROL_LOOP, CONTROL_IF, CONTROL_ELSE } ControlKind;

/* The emitter's part of a control frame. */
typedef struct {
  uint32_t branches;  /* newest open record of a branch to this label, or NO_INDEX */
  uint32_t head;      /* loops: entry index of the loop's first word */
  uint32_t otherwise; /* ifs: the record of the branch to the else part, or NO_INDEX */
  uint8_t scope;      /* depth of the scope that the label belongs to (codegen/scope.h) */
  uint8_t exits;      /* bit d: branches lead here from the scope at depth d + 1, farther in */
  bool opens_scope;
} Label;

typedef struct {
  uint8_t kind;
  bool plain;        /* a block, if or else, without types, that is reached */
  bool entered_dead; /* all of it is unreachable */
  bool polymorphic;  /* after an unconditional branch: operands may be conjured (spec 3.3, "stack-polymorphic") */
  uint32_t param_count, result_count;
  const ValueType *params, *results;
  Operand *base; /* the sentinel */
  Label label;
  uint32_t row_words; /* the emitter's: entry index of what the rows to it of the br_table at hand share, or NO_INDEX */
} Control;

typedef struct Walk {
  const Module *module;
  Control *control; /* innermost frame */
  Operand *origin;  /* depth of an operand = its address - origin: sentinels do not count */
  Local *locals;
  const uint8_t *end; /* of the body */
  uint32_t local_count, function;
  Control *controls, *control_limit;
  Operand *operands, *operand_limit;
  ValueType *local_types; /* of reference locals only */
  sg_error *error;
  bool failed, done;
  const void *live; /* the dispatch table of reachable code */
  /* Where dispatch is a loop and not tail calls: the state between operators. */
  const uint8_t *at;
  Operand *top;
  const void *table;
} Walk;

/* The memory that bodies of a module need, kept from body to body: sized for an operand each byte of the code section,
 * touched as it is used. */
typedef struct {
  Operand *operands;
  Control *controls;
  Local *locals;
  ValueType *local_types;
  size_t operand_room, control_room;
  uint32_t locals_set; /* rows of `locals` that may have a type; all behind them are TYPE_NONE */
} WalkRoom;

/* False: no memory. A zeroed WalkRoom is empty; it grows to fit any module it is asked for. */
bool walk_room_reserve(WalkRoom *room, const Module *module);
void walk_room_free(WalkRoom *room);

/* Sets up the walk of a function's body: decodes its local declarations (spec 5.4.14), opens the function's control
 * frame. Returns the first operator, or NULL and *error. *top is the operand stack's top. */
const uint8_t *walk_open(Walk *walk, WalkRoom *room, const Module *module, uint32_t function, Operand **top,
                         sg_error *error);

/* Validates one body alone, in that room (wasm/validate.c). */
bool function_validate_in(WalkRoom *room, const Module *module, uint32_t function, sg_error *error);

/* Fails at byte p unless the walk has failed before. */
void walk_fail(Walk *walk, const uint8_t *p, ErrorRow row, const char *format, ...)
    __attribute__((format(printf, 4, 5), cold));

/* The name of the operator at p ("i32.add"); "illegal" for none. */
const char *operator_name(const uint8_t *p, const uint8_t *end);

/* The whole type of an operand. */
static inline ValueType walk_operand_type(const Walk *walk, const Operand *operand) {
  if (operand->type != TYPE_REF) return operand->type;
  return operand->where == WHERE_LOCAL || operand->where == WHERE_LOCAL_SLOT ? walk->local_types[operand->value]
                                                                             : operand->value;
}

typedef enum {
#define OP(code, id, ...) OP_##id = code,
#include "wasm/opcodes.def"
#undef OP
#define OP_MISC(code, id, ...) OP_##id = 0x100 + code,
#include "wasm/opcodes.def"
#undef OP_MISC
} Opcode;

#endif
