/* SPDX-License-Identifier: Apache-2.0
 *
 * What an A64 instruction does to registers, memory and control, from the text that llvm-objdump gives. An instruction
 * that is not in the table has the kind UNKNOWN, which the audit reports wherever it reads: nothing is skipped because
 * nobody knows what it does.
 */
#ifndef SIGNET_HARNESS_AUDIT_INSTRUCTION_H
#define SIGNET_HARNESS_AUDIT_INSTRUCTION_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  UNKNOWN,
  MOVE,          /* copies a register, or makes a constant */
  KEEP,          /* movk, bfi, bfxil: changes a part of its destination */
  ADD,           /* add: of pointers, the one that keeps them pointers */
  COMPUTE,       /* any other result of registers */
  COMPARE,       /* cmp, tst, ...: flags alone */
  ADDRESS,       /* adr, adrp */
  LOAD,          /* also ldp, ldar, ... */
  STORE,         /* also stp, stlr, ... */
  ATOMIC,        /* cas, ldadd, swp, ...: loads and stores */
  PREFETCH,      /* no effect that a program sees */
  JUMP,          /* b */
  BRANCH,        /* b.cond, cbz, cbnz, tbz, tbnz */
  CALL,          /* bl */
  CALL_RAW,      /* blr */
  CALL_SIGNED,   /* blraa, blrab, ... */
  JUMP_RAW,      /* br */
  JUMP_SIGNED,   /* braa, brab, ... */
  RETURN,        /* ret */
  RETURN_SIGNED, /* retaa, retab */
  TRAP,          /* brk, udf, hlt: no way on */
  SYSTEM_CALL,   /* svc */
  SIGN_RETURN,   /* pacibsp, paciasp */
  AUTHENTICATE_RETURN,
  SIGN,         /* pacia, pacib, pacda, pacdb and their forms with modifier 0 */
  AUTHENTICATE, /* aut* */
  TAG,          /* pacga */
  STRIP,        /* xpac* */
  READ_SYSTEM,  /* mrs */
  VECTOR,       /* vector registers alone */
  NOTHING       /* nop, bti, barriers, msr of flags */
} Kind;

enum { REGISTER_SP = 31, REGISTER_NONE = 32, REGISTERS = 32 };

/* Registers are numbers 0-30, REGISTER_SP, or REGISTER_NONE: xzr, a vector register, or nothing. */
typedef struct {
  Kind kind;
  char name[16];       /* the mnemonic, without the arrangement of vectors */
  uint8_t to[3];       /* written, but for a base that is written back */
  uint8_t from[3];     /* read, but for a base and an index */
  uint8_t base, index; /* of an access */
  bool after, before;  /* the base is written back: with an offset added after the access, or before */
  bool constant;       /* MOVE, ADD, COMPARE: the last operand is an immediate */
  bool narrow;         /* writes a w register */
  bool scaled;         /* ADD: the last register is shifted or extended */
  int64_t step;        /* the immediate offset of an access */
  uint32_t bytes;      /* which the access touches */
  uint64_t target;     /* of a branch, if has_target */
  bool has_target;
  char condition[4];   /* of b.cond, ccmp */
  bool zero_otherwise; /* ccmp: Z where the condition does not hold */
} Instruction;

/* Decodes "ldr x0, [x1, #0x8]"; `text` has no comment. */
Instruction instruction_decode(const char *text);

/* x0-x30, w0-w30, sp, wsp; else REGISTER_NONE. `length` of the name. */
uint8_t register_number(const char *name, unsigned length);

#endif
