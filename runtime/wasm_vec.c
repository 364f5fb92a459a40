/* SPDX-License-Identifier: Apache-2.0
 *
 * The vectors of the standard C API: of bytes, of values, of owned pointers. Elements are zero until they are set, so a
 * vector can be deleted at any time; a deleted vector is empty.
 */
#include "runtime/wasm_object.h"

#include <stdlib.h>

static void byte_delete(const wasm_byte_t *element) { (void)element; }
static void byte_copy(wasm_byte_t *to, const wasm_byte_t *from) { *to = *from; }

/* The functions of a vector of NAME: ELEMENT_DELETE and ELEMENT_COPY take pointers to elements. */
#define VEC(NAME, ELEMENT, ELEMENT_DELETE, ELEMENT_COPY)                                                               \
  void wasm_##NAME##_vec_new_empty(wasm_##NAME##_vec_t *out) { *out = (wasm_##NAME##_vec_t){0, NULL}; }                \
  void wasm_##NAME##_vec_new_uninitialized(wasm_##NAME##_vec_t *out, size_t size) {                                    \
    bool possible = size && size <= PTRDIFF_MAX / sizeof *out->data;                                                   \
    out->data = possible ? calloc(size, sizeof *out->data) : NULL;                                                     \
    out->size = out->data ? size : 0;                                                                                  \
  }                                                                                                                    \
  void wasm_##NAME##_vec_new(wasm_##NAME##_vec_t *out, size_t size, ELEMENT const *data) {                             \
    wasm_##NAME##_vec_new_uninitialized(out, size);                                                                    \
    if (out->size) memcpy(out->data, data, size * sizeof *out->data);                                                  \
  }                                                                                                                    \
  void wasm_##NAME##_vec_copy(wasm_##NAME##_vec_t *out, const wasm_##NAME##_vec_t *from) {                             \
    wasm_##NAME##_vec_new_uninitialized(out, from->size);                                                              \
    for (size_t i = 0; i < out->size; i++) ELEMENT_COPY(&out->data[i], &from->data[i]);                                \
  }                                                                                                                    \
  void wasm_##NAME##_vec_delete(wasm_##NAME##_vec_t *vec) {                                                            \
    if (!vec) return;                                                                                                  \
    for (size_t i = 0; vec->data && i < vec->size; i++) ELEMENT_DELETE(&vec->data[i]);                                 \
    free(vec->data);                                                                                                   \
    wasm_##NAME##_vec_new_empty(vec);                                                                                  \
  }

#define POINTER_VEC(NAME)                                                                                              \
  static void NAME##_element_delete(wasm_##NAME##_t **element) { wasm_##NAME##_delete(*element); }                     \
  static void NAME##_element_copy(wasm_##NAME##_t **to, wasm_##NAME##_t *const *from) {                                \
    *to = *from ? wasm_##NAME##_copy(*from) : NULL;                                                                    \
  }                                                                                                                    \
  VEC(NAME, wasm_##NAME##_t *, NAME##_element_delete, NAME##_element_copy)

VEC(byte, wasm_byte_t, byte_delete, byte_copy)
VEC(val, wasm_val_t, wasm_val_delete, wasm_val_copy)
POINTER_VEC(valtype)
POINTER_VEC(functype)
POINTER_VEC(globaltype)
POINTER_VEC(tabletype)
POINTER_VEC(memorytype)
POINTER_VEC(tagtype)
POINTER_VEC(externtype)
POINTER_VEC(importtype)
POINTER_VEC(exporttype)
POINTER_VEC(frame)
POINTER_VEC(extern)
