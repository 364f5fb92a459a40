/* SPDX-License-Identifier: Apache-2.0
 *
 * Traps (spec 4.2.2) as objects: kind, message, and the Wasm stack at the point of the trap. runtime/unwind.c walks the
 * stack and adds frames as code offsets; the offset in the module is found when it is asked for.
 */
#ifndef SIGNET_RUNTIME_TRAP_H
#define SIGNET_RUNTIME_TRAP_H

#include "codegen/abi.h"
#include "runtime/instance.h"

/* Frames beyond these are not kept: a stack overflow has a hundred thousand. */
enum { TRAP_FRAMES = 128 };

typedef struct {
  sg_instance *instance; /* NULL: a host function */
  const sg_module *module;
  uint32_t function;    /* function index */
  uint32_t code_offset; /* bytes from the function's start to the instruction: the call itself, not what follows it */
} TrapFrame;

struct sg_trap {
  sg_trap_kind kind;
  const char *message; /* static, or `text` */
  uint32_t frame_count;
  TrapFrame frames[TRAP_FRAMES]; /* innermost first */
  uint64_t *offsets;             /* of the frames in their modules; NULL until one is asked for */
  char text[];
};

/* The order of kinds is one for codegen/ and the API. */
_Static_assert((int)TRAP_UNDEFINED_ELEMENT == (int)SG_TRAP_UNDEFINED_ELEMENT && (int)TRAP_HOST == (int)SG_TRAP_HOST,
               "one numbering");

/* A trap of a kind; no frames yet. Never NULL: without memory it is a static one of kind LIMIT. */
sg_trap *trap_new(TrapKind kind);
/* The same with a message of its own, which is copied. */
sg_trap *trap_new_named(TrapKind kind, const char *message);
/* Adds a frame while there is room. */
void trap_add_frame(sg_trap *trap, sg_instance *instance, uint32_t function, uint32_t code_offset);
/* Fills *error (or nothing, if NULL): SG_TRAPPED with the trap's message. */
void trap_error(const sg_trap *trap, sg_error *error);

#endif
