/* SPDX-License-Identifier: Apache-2.0
 *
 * The steps of opening and closing an engine, in the order of sg_engine_new; engine.c alone calls them.
 */
#ifndef SIGNET_RUNTIME_ENGINE_PARTS_H
#define SIGNET_RUNTIME_ENGINE_PARTS_H

#include "runtime/engine.h"

/* engine_code.c: the read-only page of signed helper pointers, then the stubs that call through it. */
bool engine_helpers_make(sg_engine *engine, sg_error *error);
bool engine_stubs_make(sg_engine *engine, sg_error *error);

/* Each takes an engine in any state of opening. */
void engine_code_free(sg_engine *engine);
void engine_workers_free(sg_engine *engine);
void engine_types_free(sg_engine *engine);

#endif
