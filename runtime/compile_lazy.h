/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling functions at their first call: see compile_lazy.c. module->lazy is NULL in modules that are compiled as
 * they are made.
 */
#ifndef SIGNET_RUNTIME_COMPILE_LAZY_H
#define SIGNET_RUNTIME_COMPILE_LAZY_H

#include "runtime/module.h"

/* Of a module whose bodies are valid: seals the stubs, in module->space, which it opens; the lazy stub is its last
 * function. */
bool module_compile_lazily(sg_module *module, sg_error *error);
typedef struct LazyCode LazyCode;
void lazy_code_free(LazyCode *lazy);

/* Sees to it that a defined function is sealed and that its slot leads there. False and *error: NO_MEMORY, LIMIT.
 * Thread-safe. */
bool lazy_function_compile(const sg_module *module, uint32_t defined, sg_error *error);

#endif
