/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading types in binary form (spec 5.3) outside the type section. Every form of Wasm 3.0 and of the proposals that
 * we know is recognised; what belongs to a feature that is off is noted in *needs. Failures are the reader's.
 */
#ifndef SIGNET_WASM_TYPE_READER_H
#define SIGNET_WASM_TYPE_READER_H

#include "wasm/section.h"

/* What reading a type needs besides the bytes. */
typedef struct {
  const Module *module; /* its types so far */
  Needs *needs;
  bool in_types; /* in the type section: a type may name itself */
} TypeContext;

uint32_t heap_type_read(Reader *r, TypeContext context); /* spec 5.3.2: HEAP_*, or a type's index by TypeDef.same_as */
ValueType reference_type_read(Reader *r, TypeContext context);
ValueType value_type_read(Reader *r, TypeContext context);
bool mutability_read(Reader *r);
GlobalType global_type_read(Reader *r, TypeContext context);
/* spec 5.3.10 and 3.2.6, checked: sizes in range and in order. */
TableType table_type_read(Reader *r, TypeContext context);
MemoryType memory_type_read(Reader *r, TypeContext context);

static inline TypeContext type_context(Decoder *d) { return (TypeContext){d->module, &d->needs, false}; }

#endif
