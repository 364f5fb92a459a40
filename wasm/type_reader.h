/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading types in binary form (spec 5.3) outside the type section. Every form of Wasm 3.0 and of the proposals that
 * we know is recognised; what belongs to a feature that is off is noted in *needs. Failures are the reader's.
 */
#ifndef SIGNET_WASM_TYPE_READER_H
#define SIGNET_WASM_TYPE_READER_H

#include "wasm/section.h"

uint32_t heap_type_read(Reader *r, Needs *needs); /* spec 5.3.2: a type index or HEAP_* */
ValueType reference_type_read(Reader *r, Needs *needs);
ValueType value_type_read(Reader *r, Needs *needs);
bool mutability_read(Reader *r);
GlobalType global_type_read(Reader *r, Needs *needs);
/* spec 5.3.10 and 3.2.6, checked: sizes in range and in order. */
TableType table_type_read(Reader *r, Needs *needs);
MemoryType memory_type_read(Reader *r, Needs *needs);

#endif
