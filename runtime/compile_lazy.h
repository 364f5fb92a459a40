/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling functions at their first call: see compile_lazy.c. module->lazy is NULL in modules that are compiled as
 * they are made.
 */
#ifndef SIGNET_RUNTIME_COMPILE_LAZY_H
#define SIGNET_RUNTIME_COMPILE_LAZY_H

#include "runtime/module.h"

/* A space for so many functions and stubs, and one stub more, the lazy one; module->lazy. NULL and *error: NO_MEMORY.
 */
CodeSpace *module_lazy_space_open(sg_module *module, CompileWorker *worker, uint32_t functions, sg_error *error);
/* Of a module whose bodies are valid: seals the stubs. */
bool module_compile_lazily(const sg_module *module, sg_error *error);
typedef struct LazyCode LazyCode;
void lazy_code_free(LazyCode *lazy);

/* Sees to it that a defined function is sealed and that its slot leads there. False and *error: NO_MEMORY, LIMIT.
 * Thread-safe. */
bool lazy_function_compile(const sg_module *module, uint32_t defined, sg_error *error);

#endif
