/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the registers of a function have their values from, at each of its lines: a data flow over all paths, to its
 * fixed point. A value that may come from several places has the marks of all. Within a critical section also: which
 * pointer of the outside it is made of, whether what that pointer points to may have been fetched before, and whether
 * a comparison that else ends in brk has bounded it.
 */
#ifndef SIGNET_HARNESS_AUDIT_FLOW_H
#define SIGNET_HARNESS_AUDIT_FLOW_H

#include "harness/audit/disassembly.h"

enum {
  FROM_CONSTANT = 1 << 0,
  FROM_SYMBOL = 1 << 1,        /* the address of something that is linked in */
  FROM_REGION = 1 << 2,        /* region_descriptions' address, or loaded through it: read-only data */
  FROM_ARGUMENT = 1 << 3,      /* x0-x8 at the entry */
  FROM_CALLER = 1 << 4,        /* any other register at the entry */
  FROM_LINK = 1 << 5,          /* x30 at the entry */
  FROM_STACK = 1 << 6,         /* an address of the stack */
  FROM_SPILL = 1 << 7,         /* loaded from the stack */
  FROM_MEMORY = 1 << 8,        /* loaded from elsewhere */
  FROM_AUTHENTICATED = 1 << 9, /* what aut* gave */
  FROM_SIGNED = 1 << 10,
  FROM_TAG = 1 << 11,      /* what pacga gave */
  FROM_RESULT = 1 << 12,   /* of a call */
  FROM_SYSTEM = 1 << 13,   /* a system register */
  FROM_OTHER = 1 << 14,    /* a vector register, or what a call left */
  FROM_POSITION = 1 << 15, /* x25 or x26 as they are, where they are the MAC's */
  FROM_MODIFIER = 1 << 16, /* computed of x25 or x26 */
  FROM_GOT = 1 << 17,      /* the address of a function, from the global offset table: read-only once it is linked */
  FROM_OUTSIDE = 1 << 18   /* in a register when the section began */
};

typedef struct {
  uint32_t from;
  uint64_t outside; /* pointers that it may be made of, by their register: bit 0-31 at the entry, 32-63 where the
                       section began */
  uint64_t fetched; /* what it is made of that a section fetched: bits of Flow.fetches */
  uint64_t tagged;  /* the same of what went into tags that it is made of */
  uint64_t calls;   /* whose result: bits of Flow.callees */
  bool stale;       /* as a pointer: may point to what has been fetched, or is no pointer */
  bool bounded;
} Value;

typedef enum { OUTSIDE = 1, INSIDE = 2, BEHIND = 4 } Place; /* of the critical section; several where paths meet */

typedef struct {
  Value registers[REGISTERS];
  uint8_t place;
  uint64_t proven;           /* fetches that have been compared with their tag */
  uint64_t compared_tags;    /* what went into the tags of the last comparison */
  uint8_t compared;          /* the register that a constant was last compared with, or REGISTER_NONE */
  uint8_t shifted, shift_of; /* shifted = shift_of >> a constant, or REGISTER_NONE */
  bool reached;
} State;

/* The registers of the MAC, memory/buffer.h. */
enum { POSITION = 25, BIAS = 26 };

enum { MOST_CALLEES = 64, MOST_FETCHES = 63 };
/* In Value.fetched: fetched by a line that has fetched again since, so that nothing can prove it any more. */
#define FETCHED_BEFORE (UINT64_C(1) << 63)

typedef struct {
  const Function *function;
  State *before; /* of each line */
  const char *callees[MOST_CALLEES];
  uint32_t callee_count;
  uint32_t fetches[MOST_FETCHES]; /* the line of each */
  uint32_t fetch_count;
  uint64_t streams; /* of `outside`: what the section loads through and steps on */
} Flow;

/* Gives the flow; its memory is kept until the next call. */
const Flow *flow_of(const Function *function);

/* The streams, as in Value.outside, whose fetches the value is made of and that are not proven where `state` is. */
uint64_t value_unproven(const Flow *flow, const State *state, const Value *value);

/* Which toggle line `at` calls: 1 to write, 2 to execute, 0 neither. */
int toggle_called(const Line *line);
/* Whether that is not the toggle but what cmake/apple_sdk has in its place, in objects made without Apple's SDK: it has
 * another tag. */
bool toggle_stands_in(const Line *line);

/* "argument+memory", "result of f", ... into text. */
void value_describe(const Flow *flow, const Value *value, char *text, size_t room);

#endif
