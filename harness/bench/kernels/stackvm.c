/* SPDX-License-Identifier: Apache-2.0
 *
 * A dispatch loop over a switch (br_table): a stack machine that counts primes.
 */
#include "kernel.h"

enum { PUSH, LOAD, STORE, ADD, SUB, MUL, REM, LESS, JUMP, JUMP_ZERO, INCREMENT, DUP, DROP, HALT };

/* locals: 0 candidate, 1 divisor, 2 primes found, 3 limit */
static const uint8_t program[] = {
    PUSH,      2,  STORE, 0,                                        /*  0 */
    LOAD,      0,  LOAD,  3,   LESS, JUMP_ZERO, 44,                 /*  4 next candidate */
    PUSH,      2,  STORE, 1,                                        /* 11 */
    LOAD,      1,  DUP,   MUL, LOAD, 0,         PUSH, 1, ADD, LESS, /* 15 next divisor */
    JUMP_ZERO, 38,                                                  /* 25 */
    LOAD,      0,  LOAD,  1,   REM,  JUMP_ZERO, 40,                 /* 27 */
    INCREMENT, 1,  JUMP,  15,                                       /* 34 */
    INCREMENT, 2,                                                   /* 38 prime */
    INCREMENT, 0,  JUMP,  4,                                        /* 40 */
    HALT,                                                           /* 44 */
};

static NOINLINE uint32_t interpret(const uint8_t *code, uint32_t limit) {
  uint32_t stack[16], locals[4] = {0, 0, 0, limit};
  uint32_t *top = stack;
  for (const uint8_t *pc = code;;) {
    switch (*pc++) {
    case PUSH: *top++ = *pc++; break;
    case LOAD: *top++ = locals[*pc++]; break;
    case STORE: locals[*pc++] = *--top; break;
    case ADD: top--, top[-1] += top[0]; break;
    case SUB: top--, top[-1] -= top[0]; break;
    case MUL: top--, top[-1] *= top[0]; break;
    case REM: top--, top[-1] = top[0] ? top[-1] % top[0] : 0; break;
    case LESS: top--, top[-1] = top[-1] < top[0]; break;
    case JUMP: pc = code + *pc; break;
    case JUMP_ZERO: pc = *--top ? pc + 1 : code + *pc; break;
    case INCREMENT: locals[*pc++]++; break;
    case DUP: top[0] = top[-1], top++; break;
    case DROP: top--; break;
    default: return locals[2];
    }
  }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++) sum = mix(sum, interpret(program, 1000 + i % 7));
  return sum;
}
