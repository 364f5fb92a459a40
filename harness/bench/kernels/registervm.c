/* SPDX-License-Identifier: Apache-2.0
 *
 * A dispatch loop (br_table) of packed instructions with operands in memory: a register machine.
 */
#include "kernel.h"

enum { SET, MOVE, ADD, SUB, MUL, AND, XOR, SHIFT, LESS, BRANCH, LOAD, STORE, STOP };
#define OP(op, a, b, c) ((uint32_t)(op) << 24 | (uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

static uint32_t memory[256];

/* r0 index, r1 value, r2 sum, r3 limit, r4 condition, r5 thirteen, r6 one */
static const uint32_t program[] = {
    OP(SET, 0, 0, 0),   OP(SET, 5, 0, 13), OP(SET, 6, 0, 1),    OP(LOAD, 1, 0, 0), OP(MUL, 1, 1, 5),  OP(XOR, 1, 1, 0),
    OP(SHIFT, 4, 1, 3), OP(ADD, 1, 1, 4),  OP(STORE, 1, 0, 0),  OP(AND, 4, 1, 5),  OP(ADD, 2, 2, 4),  OP(SUB, 2, 2, 6),
    OP(ADD, 0, 0, 6),   OP(LESS, 4, 0, 3), OP(BRANCH, 4, 0, 3), OP(MOVE, 7, 2, 0), OP(STOP, 0, 0, 0),
};

static NOINLINE uint32_t interpret(uint32_t limit) {
  uint32_t r[8] = {0, 0, 0, limit};
  for (uint32_t pc = 0;;) {
    const uint32_t word = program[pc++], a = word >> 16 & 7, b = word >> 8 & 7, c = word & 7;
    switch (word >> 24) {
    case SET: r[a] = word & 0xff; break;
    case MOVE: r[a] = r[b]; break;
    case ADD: r[a] = r[b] + r[c]; break;
    case SUB: r[a] = r[b] - r[c]; break;
    case MUL: r[a] = r[b] * r[c]; break;
    case AND: r[a] = r[b] & r[c]; break;
    case XOR: r[a] = r[b] ^ r[c]; break;
    case SHIFT: r[a] = r[b] >> c; break;
    case LESS: r[a] = r[b] < r[c]; break;
    case BRANCH: pc = r[a] ? word & 0xff : pc; break;
    case LOAD: r[a] = memory[r[b] & 255]; break;
    case STORE: memory[r[b] & 255] = r[a]; break;
    default: return r[7];
    }
  }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < 256; i++) memory[i] = i;
  for (uint32_t i = 0; i < n * 25; i++) sum = mix(sum, interpret(256 - i % 5));
  return sum;
}
