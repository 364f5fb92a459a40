/* SPDX-License-Identifier: Apache-2.0
 *
 * Matching of value types (spec 3.3.2 to 3.3.5). Within a module, types of equal structure have one index in
 * references (TypeDef.same_as), so equal types are equal numbers, and subtyping needs to look at nothing else while
 * every defined type is a function type.
 */
#ifndef SIGNET_WASM_SUBTYPING_H
#define SIGNET_WASM_SUBTYPING_H

#include "wasm/types.h"

static inline bool heap_type_matches(uint32_t sub, uint32_t super) {
  return sub == super || sub == HEAP_BOTTOM || (super == HEAP_FUNC && sub < HEAP_FUNC);
}

/* Whether a value of type `sub` may stand where `super` is wanted. */
static inline bool type_matches(ValueType sub, ValueType super) {
  if (sub == super || type_code(sub) == TYPE_BOTTOM) return true;
  if (!type_is_reference(sub) || !type_is_reference(super)) return false;
  if ((sub & TYPE_NULLABLE) && !(super & TYPE_NULLABLE)) return false;
  return heap_type_matches(type_heap(sub), type_heap(super));
}

#endif
