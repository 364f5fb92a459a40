/* SPDX-License-Identifier: Apache-2.0
 *
 * The name section (spec, appendix "Custom Sections"), parsed when someone asks: for backtraces and listings. It is
 * the producer's word, not the module's meaning: what is malformed in it is ignored, and never an error.
 */
#ifndef SIGNET_WASM_NAMES_H
#define SIGNET_WASM_NAMES_H

#include "wasm/module.h"

typedef struct {
  uint32_t index;
  Name name;
} IndexedName;

typedef struct {
  Name module;                  /* length 0: none */
  const IndexedName *functions; /* by increasing index */
  uint32_t function_count;
} Names;

/* The names in the first custom section "name" of the module; those that are there, in memory of the arena, which need
 * not be the module's. A subsection that is malformed, or for which there is no memory, gives no names. */
Names names_read(const Module *module, Arena *arena);

/* The name of a function; where it has none, of its export or import; else length 0. Not terminated, and as hostile as
 * the module: whoever prints it escapes it. */
Name names_function(const Names *names, const Module *module, uint32_t function);

#endif
