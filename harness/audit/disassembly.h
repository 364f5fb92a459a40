/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects as the audit sees them: files, their functions, and instructions, read from the text of
 *     llvm-objdump-22 -t -d -r --no-show-raw-insn OBJECT...
 * ELF and Mach-O alike: a Mach-O symbol loses its underscore, a compiler's suffix (.constprop.0) goes, and the labels
 * that clang puts in front of sections give way to the function's own name.
 */
#ifndef SIGNET_HARNESS_AUDIT_DISASSEMBLY_H
#define SIGNET_HARNESS_AUDIT_DISASSEMBLY_H

#include "harness/audit/instruction.h"

#include <stdio.h>

enum { NAME_ROOM = 96 };

typedef struct {
  uint64_t address;
  const char *text;   /* as read, for findings */
  const char *symbol; /* of the relocation at it, or NULL */
  bool got;           /* which is of the symbol's place in the global offset table */
  Instruction is;
} Line;

typedef struct {
  char file[NAME_ROOM]; /* "seal.c", of .../seal.c.o */
  char name[NAME_ROOM];
  bool apple;
  Line *lines;
  uint32_t count;
} Function;

typedef struct {
  Function *functions;
  size_t count;
} Disassembly;

/* Ends the program where memory or the text's form fails it. */
Disassembly disassembly_read(FILE *in);

/* The line of `function` at an address, or count. */
uint32_t function_line(const Function *function, uint64_t address);

/* Where control goes behind line `at`: at most two lines of the function, the way of a branch taken first. A jump out
 * of the function is no line of it. */
typedef struct {
  uint32_t line[2];
  uint32_t count;
  bool leaves; /* returns, or branches out */
} Ways;
Ways function_ways(const Function *function, uint32_t at);

/* Whether line `at` does nothing but lead to a brk. */
bool function_traps(const Function *function, uint32_t at);

#endif
