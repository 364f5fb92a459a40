/* SPDX-License-Identifier: Apache-2.0
 *
 * Evaluating constant expressions (spec 4.6.4). The decoder has checked them, so evaluation cannot fail and needs no
 * memory; what it does not know, values of globals and references to functions, the caller provides.
 */
#ifndef SIGNET_WASM_CONSTANT_H
#define SIGNET_WASM_CONSTANT_H

#include "wasm/module.h"

/* A value by its bits: i32 and f32 in the low half, the upper half 0; a reference as the caller makes it, null all 0.
 * The second word is for v128. */
typedef struct {
  uint64_t bits[2];
} ConstantValue;

typedef struct {
  ConstantValue (*global)(void *context, uint32_t global);     /* global.get */
  ConstantValue (*function)(void *context, uint32_t function); /* ref.func */
  void *context;
} ConstantSource;

/* `source` may be NULL for an expression that constant_is_closed. */
ConstantValue constant_evaluate(const Module *module, ConstantExpr expression, const ConstantSource *source);

/* Names no global and no function: its value is the same in every instance. */
bool constant_is_closed(const Module *module, ConstantExpr expression);

#endif
