/* SPDX-License-Identifier: Apache-2.0
 *
 * The standard C API of WebAssembly (WebAssembly/wasm-c-api): names, types and meaning are the standard's, so that a
 * program written to it builds and runs with Signet unchanged. What the standard leaves open is said here. Signet's own
 * API, which this one stands on, is signet/signet.h. Compile with include/ (or include/signet/) on the include path.
 *
 * Ownership. `own`, in comments here, marks what whoever receives it must pass to the _delete of its type, once. An own
 * vector owns its elements too. An own argument passes to the callee; an own result, and what is written through an
 * argument named `out`, passes to the caller. All else is borrowed: arguments for the call, results for as long as what
 * they were asked of. _delete of NULL does nothing, and an emptied vector may be deleted again.
 *
 * References (all of the second half) are counted: _copy makes one owner more, and _delete makes one less. Copies share
 * one host info. What lives in a store (functions, globals, tables, memories) lives as long as it; finalizers run when
 * the object is known to be out of reach, at the latest in wasm_store_delete. A handle may be deleted after its store,
 * and engine, store and modules in any order; nothing else may be done with a handle without its store.
 *
 * Threads. An engine and a wasm_shared_module_t may be used by several threads at once, everything else by the one that
 * uses its store.
 *
 * Wrong use that can be recognized makes calls fail (NULL, false, a trap that says so); functions without a result do
 * nothing then. So does want of memory: constructors give NULL, vectors are empty.
 */
#ifndef SIGNET_WASM_H
#define SIGNET_WASM_H
#ifndef WASM_H
#define WASM_H
#endif

/* The standard's own includes: programs rely on them. */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef WASM_API_EXTERN
#define WASM_API_EXTERN __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef char byte_t;
typedef float float32_t;
typedef double float64_t;

/* A type with an owner. */
#define WASM_DECLARE_OWN(name)                                                                                         \
  typedef struct wasm_##name##_t wasm_##name##_t;                                                                      \
  WASM_API_EXTERN void wasm_##name##_delete(wasm_##name##_t * /* own */);

/* A vector of values (ptr_or_none is empty) or of pointers (*). _new takes the elements over, not the array; elements
 * of _new_uninitialized are to be set before anything else is done (they are zero). */
#define WASM_DECLARE_VEC(name, ptr_or_none)                                                                            \
  typedef struct wasm_##name##_vec_t {                                                                                 \
    size_t size;                                                                                                       \
    wasm_##name##_t ptr_or_none *data;                                                                                 \
  } wasm_##name##_vec_t;                                                                                               \
  WASM_API_EXTERN void wasm_##name##_vec_new_empty(wasm_##name##_vec_t *out);                                          \
  WASM_API_EXTERN void wasm_##name##_vec_new_uninitialized(wasm_##name##_vec_t *out, size_t size);                     \
  WASM_API_EXTERN void wasm_##name##_vec_new(wasm_##name##_vec_t *out, size_t size,                                    \
                                             wasm_##name##_t ptr_or_none const *data /* own */);                       \
  WASM_API_EXTERN void wasm_##name##_vec_copy(wasm_##name##_vec_t *out, const wasm_##name##_vec_t *from);              \
  WASM_API_EXTERN void wasm_##name##_vec_delete(wasm_##name##_vec_t * /* own */);

#define WASM_EMPTY_VEC        {0, NULL}
#define WASM_ARRAY_VEC(array) {sizeof(array) / sizeof(*(array)), array}

/* ---- Bytes and names (UTF-8) ------------------------------------------------------------------------------ */

typedef byte_t wasm_byte_t;
WASM_DECLARE_VEC(byte, )

typedef wasm_byte_vec_t wasm_name_t;

#define wasm_name                   wasm_byte_vec
#define wasm_name_new               wasm_byte_vec_new
#define wasm_name_new_empty         wasm_byte_vec_new_empty
#define wasm_name_new_uninitialized wasm_byte_vec_new_uninitialized
#define wasm_name_copy              wasm_byte_vec_copy
#define wasm_name_delete            wasm_byte_vec_delete

static inline void wasm_name_new_from_string(wasm_name_t *out, const char *string) {
  wasm_byte_vec_new(out, strlen(string), string);
}
/* With the terminating null, as messages have it. */
static inline void wasm_name_new_from_string_nt(wasm_name_t *out, const char *string) {
  wasm_byte_vec_new(out, strlen(string) + 1, string);
}

/* ---- Configuration, engine, store ------------------------------------------------------------------------- */

WASM_DECLARE_OWN(config)
WASM_API_EXTERN wasm_config_t *wasm_config_new(void); /* own; that of sg_config_default */

/* NULL where the machine cannot promise what signet.h's sg_engine_new says. */
WASM_DECLARE_OWN(engine)
WASM_API_EXTERN wasm_engine_t *wasm_engine_new(void);                                  /* own */
WASM_API_EXTERN wasm_engine_t *wasm_engine_new_with_config(wasm_config_t * /* own */); /* own */

WASM_DECLARE_OWN(store)
WASM_API_EXTERN wasm_store_t *wasm_store_new(wasm_engine_t *); /* own */

/* ---- Types ------------------------------------------------------------------------------------------------ */

#define WASM_DECLARE_TYPE(name)                                                                                        \
  WASM_DECLARE_OWN(name)                                                                                               \
  WASM_DECLARE_VEC(name, *)                                                                                            \
  WASM_API_EXTERN wasm_##name##_t *wasm_##name##_copy(const wasm_##name##_t *); /* own */

typedef uint8_t wasm_mutability_t;
enum wasm_mutability_enum { WASM_CONST, WASM_VAR };

typedef struct wasm_limits_t {
  uint32_t min, max; /* max wasm_limits_max_default: none */
} wasm_limits_t;

static const uint32_t wasm_limits_max_default = 0xffffffff;

typedef uint8_t wasm_valkind_t;
enum wasm_valkind_enum {
  WASM_I32,
  WASM_I64,
  WASM_F32,
  WASM_F64,
  WASM_EXTERNREF = 128,
  WASM_FUNCREF,
  WASM_ANYREF = WASM_EXTERNREF /* its name in the standard until 2024 */
};

WASM_DECLARE_TYPE(valtype)
WASM_API_EXTERN wasm_valtype_t *wasm_valtype_new(wasm_valkind_t); /* own */
WASM_API_EXTERN wasm_valkind_t wasm_valtype_kind(const wasm_valtype_t *);

static inline bool wasm_valkind_is_num(wasm_valkind_t kind) { return kind < WASM_EXTERNREF; }
static inline bool wasm_valkind_is_ref(wasm_valkind_t kind) { return kind >= WASM_EXTERNREF; }
static inline bool wasm_valtype_is_num(const wasm_valtype_t *type) {
  return wasm_valkind_is_num(wasm_valtype_kind(type));
}
static inline bool wasm_valtype_is_ref(const wasm_valtype_t *type) {
  return wasm_valkind_is_ref(wasm_valtype_kind(type));
}

/* The vectors are emptied. */
WASM_DECLARE_TYPE(functype)
WASM_API_EXTERN wasm_functype_t *wasm_functype_new(wasm_valtype_vec_t *params /* own */,
                                                   wasm_valtype_vec_t *results /* own */); /* own */
WASM_API_EXTERN const wasm_valtype_vec_t *wasm_functype_params(const wasm_functype_t *);
WASM_API_EXTERN const wasm_valtype_vec_t *wasm_functype_results(const wasm_functype_t *);

WASM_DECLARE_TYPE(globaltype)
WASM_API_EXTERN wasm_globaltype_t *wasm_globaltype_new(wasm_valtype_t * /* own */, wasm_mutability_t); /* own */
WASM_API_EXTERN const wasm_valtype_t *wasm_globaltype_content(const wasm_globaltype_t *);
WASM_API_EXTERN wasm_mutability_t wasm_globaltype_mutability(const wasm_globaltype_t *);

WASM_DECLARE_TYPE(tabletype)
WASM_API_EXTERN wasm_tabletype_t *wasm_tabletype_new(wasm_valtype_t * /* own */, const wasm_limits_t *); /* own */
WASM_API_EXTERN const wasm_valtype_t *wasm_tabletype_element(const wasm_tabletype_t *);
WASM_API_EXTERN const wasm_limits_t *wasm_tabletype_limits(const wasm_tabletype_t *);

WASM_DECLARE_TYPE(memorytype)
WASM_API_EXTERN wasm_memorytype_t *wasm_memorytype_new(const wasm_limits_t *); /* own; limits in pages */
WASM_API_EXTERN const wasm_limits_t *wasm_memorytype_limits(const wasm_memorytype_t *);

/* Of exceptions, which Signet lacks so far, there are the types alone. */
WASM_DECLARE_TYPE(tagtype)
WASM_API_EXTERN wasm_tagtype_t *wasm_tagtype_new(wasm_functype_t * /* own */); /* own */
WASM_API_EXTERN const wasm_functype_t *wasm_tagtype_functype(const wasm_tagtype_t *);

typedef uint8_t wasm_externkind_t;
enum wasm_externkind_enum {
  WASM_EXTERN_FUNC,
  WASM_EXTERN_GLOBAL,
  WASM_EXTERN_TABLE,
  WASM_EXTERN_MEMORY,
  WASM_EXTERN_TAG
};

WASM_DECLARE_TYPE(externtype)
WASM_API_EXTERN wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t *);

/* Conversions change no ownership: both pointers are to one object. Those from an externtype give NULL where it is of
 * another kind. */
#define WASM_DECLARE_EXTERNTYPE_CASTS(name)                                                                            \
  WASM_API_EXTERN wasm_externtype_t *wasm_##name##_as_externtype(wasm_##name##_t *);                                   \
  WASM_API_EXTERN wasm_##name##_t *wasm_externtype_as_##name(wasm_externtype_t *);                                     \
  WASM_API_EXTERN const wasm_externtype_t *wasm_##name##_as_externtype_const(const wasm_##name##_t *);                 \
  WASM_API_EXTERN const wasm_##name##_t *wasm_externtype_as_##name##_const(const wasm_externtype_t *);

WASM_DECLARE_EXTERNTYPE_CASTS(functype)
WASM_DECLARE_EXTERNTYPE_CASTS(globaltype)
WASM_DECLARE_EXTERNTYPE_CASTS(tabletype)
WASM_DECLARE_EXTERNTYPE_CASTS(memorytype)
WASM_DECLARE_EXTERNTYPE_CASTS(tagtype)

/* The names are emptied. */
WASM_DECLARE_TYPE(importtype)
WASM_API_EXTERN wasm_importtype_t *wasm_importtype_new(wasm_name_t *module /* own */, wasm_name_t *name /* own */,
                                                       wasm_externtype_t * /* own */); /* own */
WASM_API_EXTERN const wasm_name_t *wasm_importtype_module(const wasm_importtype_t *);
WASM_API_EXTERN const wasm_name_t *wasm_importtype_name(const wasm_importtype_t *);
WASM_API_EXTERN const wasm_externtype_t *wasm_importtype_type(const wasm_importtype_t *);

WASM_DECLARE_TYPE(exporttype)
WASM_API_EXTERN wasm_exporttype_t *wasm_exporttype_new(wasm_name_t * /* own */,
                                                       wasm_externtype_t * /* own */); /* own */
WASM_API_EXTERN const wasm_name_t *wasm_exporttype_name(const wasm_exporttype_t *);
WASM_API_EXTERN const wasm_externtype_t *wasm_exporttype_type(const wasm_exporttype_t *);

/* ---- Values ----------------------------------------------------------------------------------------------- */

struct wasm_ref_t;

/* A null reference is a NULL `ref`. Where a reference is wanted, either reference kind will do. */
typedef struct wasm_val_t {
  wasm_valkind_t kind;
  union {
    int32_t i32;
    int64_t i64;
    float32_t f32;
    float64_t f64;
    struct wasm_ref_t *ref; /* own in an own value */
  } of;
} wasm_val_t;

WASM_API_EXTERN void wasm_val_delete(wasm_val_t * /* own */);
WASM_API_EXTERN void wasm_val_copy(wasm_val_t *out, const wasm_val_t *);
WASM_DECLARE_VEC(val, )

#define WASM_I32_VAL(i)                                                                                                \
  {                                                                                                                    \
    .kind = WASM_I32, .of = {.i32 = i }                                                                                \
  }
#define WASM_I64_VAL(i)                                                                                                \
  {                                                                                                                    \
    .kind = WASM_I64, .of = {.i64 = i }                                                                                \
  }
#define WASM_F32_VAL(z)                                                                                                \
  {                                                                                                                    \
    .kind = WASM_F32, .of = {.f32 = z }                                                                                \
  }
#define WASM_F64_VAL(z)                                                                                                \
  {                                                                                                                    \
    .kind = WASM_F64, .of = {.f64 = z }                                                                                \
  }
#define WASM_REF_VAL(r)                                                                                                \
  {                                                                                                                    \
    .kind = WASM_EXTERNREF, .of = {.ref = r }                                                                          \
  }
#define WASM_INIT_VAL                                                                                                  \
  {                                                                                                                    \
    .kind = WASM_EXTERNREF, .of = {.ref = NULL }                                                                       \
  }

/* ---- References ------------------------------------------------------------------------------------------- */

/* Setting the host info finalizes the one before. */
#define WASM_DECLARE_REF_BASE(name)                                                                                    \
  WASM_DECLARE_OWN(name)                                                                                               \
  WASM_API_EXTERN wasm_##name##_t *wasm_##name##_copy(const wasm_##name##_t *); /* own */                              \
  WASM_API_EXTERN bool wasm_##name##_same(const wasm_##name##_t *, const wasm_##name##_t *);                           \
  WASM_API_EXTERN void *wasm_##name##_get_host_info(const wasm_##name##_t *);                                          \
  WASM_API_EXTERN void wasm_##name##_set_host_info(wasm_##name##_t *, void *);                                         \
  WASM_API_EXTERN void wasm_##name##_set_host_info_with_finalizer(wasm_##name##_t *, void *, void (*finalizer)(void *));

/* Conversions change no ownership; those from a ref give NULL where it is of another kind. */
#define WASM_DECLARE_REF(name)                                                                                         \
  WASM_DECLARE_REF_BASE(name)                                                                                          \
  WASM_API_EXTERN wasm_ref_t *wasm_##name##_as_ref(wasm_##name##_t *);                                                 \
  WASM_API_EXTERN wasm_##name##_t *wasm_ref_as_##name(wasm_ref_t *);                                                   \
  WASM_API_EXTERN const wasm_ref_t *wasm_##name##_as_ref_const(const wasm_##name##_t *);                               \
  WASM_API_EXTERN const wasm_##name##_t *wasm_ref_as_##name##_const(const wasm_ref_t *);

/* What is shared may be obtained in any store, of this engine or another. */
#define WASM_DECLARE_SHARABLE_REF(name)                                                                                \
  WASM_DECLARE_REF(name)                                                                                               \
  WASM_DECLARE_OWN(shared_##name)                                                                                      \
  WASM_API_EXTERN wasm_shared_##name##_t *wasm_##name##_share(const wasm_##name##_t *);                  /* own */     \
  WASM_API_EXTERN wasm_##name##_t *wasm_##name##_obtain(wasm_store_t *, const wasm_shared_##name##_t *); /* own */

WASM_DECLARE_REF_BASE(ref)

/* ---- Frames and traps ------------------------------------------------------------------------------------- */

struct wasm_instance_t;

WASM_DECLARE_OWN(frame)
WASM_DECLARE_VEC(frame, *)
WASM_API_EXTERN wasm_frame_t *wasm_frame_copy(const wasm_frame_t *); /* own */

WASM_API_EXTERN struct wasm_instance_t *wasm_frame_instance(const wasm_frame_t *);
WASM_API_EXTERN uint32_t wasm_frame_func_index(const wasm_frame_t *);
WASM_API_EXTERN size_t wasm_frame_func_offset(const wasm_frame_t *);   /* of the operator, from the body's start */
WASM_API_EXTERN size_t wasm_frame_module_offset(const wasm_frame_t *); /* from the module's */

typedef wasm_name_t wasm_message_t; /* null-terminated, the null being its last byte */

WASM_DECLARE_REF(trap)
WASM_API_EXTERN wasm_trap_t *wasm_trap_new(wasm_store_t *, const wasm_message_t *); /* own */
WASM_API_EXTERN void wasm_trap_message(const wasm_trap_t *, wasm_message_t *out);
/* The frames of Wasm, innermost first; the origin is the first, NULL where there is none. */
WASM_API_EXTERN wasm_frame_t *wasm_trap_origin(const wasm_trap_t *); /* own */
WASM_API_EXTERN void wasm_trap_trace(const wasm_trap_t *, wasm_frame_vec_t *out);

/* ---- Foreign objects: references to things of the host, by their host info --------------------------------- */

WASM_DECLARE_REF(foreign)
WASM_API_EXTERN wasm_foreign_t *wasm_foreign_new(wasm_store_t *); /* own */

/* ---- Modules ---------------------------------------------------------------------------------------------- */

WASM_DECLARE_SHARABLE_REF(module)
WASM_API_EXTERN wasm_module_t *wasm_module_new(wasm_store_t *, const wasm_byte_vec_t *binary); /* own */
WASM_API_EXTERN bool wasm_module_validate(wasm_store_t *, const wasm_byte_vec_t *binary);
WASM_API_EXTERN void wasm_module_imports(const wasm_module_t *, wasm_importtype_vec_t *out);
WASM_API_EXTERN void wasm_module_exports(const wasm_module_t *, wasm_exporttype_vec_t *out);
/* What is serialized are the module's bytes: code that came from outside would have to be believed. */
WASM_API_EXTERN void wasm_module_serialize(const wasm_module_t *, wasm_byte_vec_t *out);
WASM_API_EXTERN wasm_module_t *wasm_module_deserialize(wasm_store_t *, const wasm_byte_vec_t *); /* own */

/* ---- Functions -------------------------------------------------------------------------------------------- */

/* `results` has its size already; the callback sets the elements (own). It returns NULL or a trap (own). */
typedef wasm_trap_t *(*wasm_func_callback_t)(const wasm_val_vec_t *args, wasm_val_vec_t *results);
typedef wasm_trap_t *(*wasm_func_callback_with_env_t)(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results);

WASM_DECLARE_REF(func)
WASM_API_EXTERN wasm_func_t *wasm_func_new(wasm_store_t *, const wasm_functype_t *, wasm_func_callback_t); /* own */
WASM_API_EXTERN wasm_func_t *wasm_func_new_with_env(wasm_store_t *, const wasm_functype_t *,
                                                    wasm_func_callback_with_env_t, void *env,
                                                    void (*finalizer)(void *)); /* own */
WASM_API_EXTERN wasm_functype_t *wasm_func_type(const wasm_func_t *);           /* own */
WASM_API_EXTERN size_t wasm_func_param_arity(const wasm_func_t *);
WASM_API_EXTERN size_t wasm_func_result_arity(const wasm_func_t *);
/* What `results` held is overwritten. NULL stands for an empty vector. Returns NULL or a trap (own). */
WASM_API_EXTERN wasm_trap_t *wasm_func_call(const wasm_func_t *, const wasm_val_vec_t *args, wasm_val_vec_t *results);

/* ---- Globals ---------------------------------------------------------------------------------------------- */

WASM_DECLARE_REF(global)
WASM_API_EXTERN wasm_global_t *wasm_global_new(wasm_store_t *, const wasm_globaltype_t *, const wasm_val_t *); /* own */
WASM_API_EXTERN wasm_globaltype_t *wasm_global_type(const wasm_global_t *);                                    /* own */
WASM_API_EXTERN void wasm_global_get(const wasm_global_t *, wasm_val_t *out);
WASM_API_EXTERN void wasm_global_set(wasm_global_t *, const wasm_val_t *);

/* ---- Tables ----------------------------------------------------------------------------------------------- */

typedef uint32_t wasm_table_size_t;

WASM_DECLARE_REF(table)
WASM_API_EXTERN wasm_table_t *wasm_table_new(wasm_store_t *, const wasm_tabletype_t *, wasm_ref_t *init); /* own */
WASM_API_EXTERN wasm_tabletype_t *wasm_table_type(const wasm_table_t *); /* own; min is the size now */
WASM_API_EXTERN wasm_ref_t *wasm_table_get(const wasm_table_t *, wasm_table_size_t index); /* own */
WASM_API_EXTERN bool wasm_table_set(wasm_table_t *, wasm_table_size_t index, wasm_ref_t *);
WASM_API_EXTERN wasm_table_size_t wasm_table_size(const wasm_table_t *);
WASM_API_EXTERN bool wasm_table_grow(wasm_table_t *, wasm_table_size_t delta, wasm_ref_t *init);

/* ---- Memories --------------------------------------------------------------------------------------------- */

typedef uint32_t wasm_memory_pages_t;
static const size_t MEMORY_PAGE_SIZE = 0x10000;

WASM_DECLARE_REF(memory)
WASM_API_EXTERN wasm_memory_t *wasm_memory_new(wasm_store_t *, const wasm_memorytype_t *); /* own */
WASM_API_EXTERN wasm_memorytype_t *wasm_memory_type(const wasm_memory_t *); /* own; min is the size now */
WASM_API_EXTERN byte_t *wasm_memory_data(wasm_memory_t *);                  /* until the memory grows */
WASM_API_EXTERN size_t wasm_memory_data_size(const wasm_memory_t *);
WASM_API_EXTERN wasm_memory_pages_t wasm_memory_size(const wasm_memory_t *);
WASM_API_EXTERN bool wasm_memory_grow(wasm_memory_t *, wasm_memory_pages_t delta);

/* ---- Externals -------------------------------------------------------------------------------------------- */

WASM_DECLARE_REF(extern)
WASM_DECLARE_VEC(extern, *)
WASM_API_EXTERN wasm_externkind_t wasm_extern_kind(const wasm_extern_t *);
WASM_API_EXTERN wasm_externtype_t *wasm_extern_type(const wasm_extern_t *); /* own */

#define WASM_DECLARE_EXTERN_CASTS(name)                                                                                \
  WASM_API_EXTERN wasm_extern_t *wasm_##name##_as_extern(wasm_##name##_t *);                                           \
  WASM_API_EXTERN wasm_##name##_t *wasm_extern_as_##name(wasm_extern_t *);                                             \
  WASM_API_EXTERN const wasm_extern_t *wasm_##name##_as_extern_const(const wasm_##name##_t *);                         \
  WASM_API_EXTERN const wasm_##name##_t *wasm_extern_as_##name##_const(const wasm_extern_t *);

WASM_DECLARE_EXTERN_CASTS(func)
WASM_DECLARE_EXTERN_CASTS(global)
WASM_DECLARE_EXTERN_CASTS(table)
WASM_DECLARE_EXTERN_CASTS(memory)

/* ---- Instances -------------------------------------------------------------------------------------------- */

/* imports in the order of the module's; NULL stands for none. On failure NULL, and in *trap (own), where it is asked
 * for, what trapped or why it cannot be linked. */
WASM_DECLARE_REF(instance)
WASM_API_EXTERN wasm_instance_t *wasm_instance_new(wasm_store_t *, const wasm_module_t *,
                                                   const wasm_extern_vec_t *imports, wasm_trap_t **trap); /* own */
/* In the order of the module's exports. */
WASM_API_EXTERN void wasm_instance_exports(const wasm_instance_t *, wasm_extern_vec_t *out);

/* ---- Short forms: all arguments and results are own --------------------------------------------------------- */

static inline wasm_valtype_t *wasm_valtype_new_i32(void) { return wasm_valtype_new(WASM_I32); }
static inline wasm_valtype_t *wasm_valtype_new_i64(void) { return wasm_valtype_new(WASM_I64); }
static inline wasm_valtype_t *wasm_valtype_new_f32(void) { return wasm_valtype_new(WASM_F32); }
static inline wasm_valtype_t *wasm_valtype_new_f64(void) { return wasm_valtype_new(WASM_F64); }
static inline wasm_valtype_t *wasm_valtype_new_externref(void) { return wasm_valtype_new(WASM_EXTERNREF); }
static inline wasm_valtype_t *wasm_valtype_new_anyref(void) { return wasm_valtype_new(WASM_ANYREF); }
static inline wasm_valtype_t *wasm_valtype_new_funcref(void) { return wasm_valtype_new(WASM_FUNCREF); }

/* wasm_functype_new_P_R: of P parameters and R results, `types` being the one after the other. Not of the standard: the
 * functions below are. */
static inline wasm_functype_t *signet_functype_new(size_t params, size_t results, wasm_valtype_t *const *types) {
  wasm_valtype_vec_t param_types, result_types;
  wasm_valtype_vec_new(&param_types, params, types);
  wasm_valtype_vec_new(&result_types, results, types + params);
  return wasm_functype_new(&param_types, &result_types);
}

static inline wasm_functype_t *wasm_functype_new_0_0(void) {
  wasm_valtype_t *const types[1] = {NULL};
  return signet_functype_new(0, 0, types);
}
static inline wasm_functype_t *wasm_functype_new_1_0(wasm_valtype_t *p) {
  wasm_valtype_t *const types[1] = {p};
  return signet_functype_new(1, 0, types);
}
static inline wasm_functype_t *wasm_functype_new_2_0(wasm_valtype_t *p1, wasm_valtype_t *p2) {
  wasm_valtype_t *const types[2] = {p1, p2};
  return signet_functype_new(2, 0, types);
}
static inline wasm_functype_t *wasm_functype_new_3_0(wasm_valtype_t *p1, wasm_valtype_t *p2, wasm_valtype_t *p3) {
  wasm_valtype_t *const types[3] = {p1, p2, p3};
  return signet_functype_new(3, 0, types);
}
static inline wasm_functype_t *wasm_functype_new_0_1(wasm_valtype_t *r) {
  wasm_valtype_t *const types[1] = {r};
  return signet_functype_new(0, 1, types);
}
static inline wasm_functype_t *wasm_functype_new_1_1(wasm_valtype_t *p, wasm_valtype_t *r) {
  wasm_valtype_t *const types[2] = {p, r};
  return signet_functype_new(1, 1, types);
}
static inline wasm_functype_t *wasm_functype_new_2_1(wasm_valtype_t *p1, wasm_valtype_t *p2, wasm_valtype_t *r) {
  wasm_valtype_t *const types[3] = {p1, p2, r};
  return signet_functype_new(2, 1, types);
}
static inline wasm_functype_t *wasm_functype_new_3_1(wasm_valtype_t *p1, wasm_valtype_t *p2, wasm_valtype_t *p3,
                                                     wasm_valtype_t *r) {
  wasm_valtype_t *const types[4] = {p1, p2, p3, r};
  return signet_functype_new(3, 1, types);
}
static inline wasm_functype_t *wasm_functype_new_0_2(wasm_valtype_t *r1, wasm_valtype_t *r2) {
  wasm_valtype_t *const types[2] = {r1, r2};
  return signet_functype_new(0, 2, types);
}
static inline wasm_functype_t *wasm_functype_new_1_2(wasm_valtype_t *p, wasm_valtype_t *r1, wasm_valtype_t *r2) {
  wasm_valtype_t *const types[3] = {p, r1, r2};
  return signet_functype_new(1, 2, types);
}
static inline wasm_functype_t *wasm_functype_new_2_2(wasm_valtype_t *p1, wasm_valtype_t *p2, wasm_valtype_t *r1,
                                                     wasm_valtype_t *r2) {
  wasm_valtype_t *const types[4] = {p1, p2, r1, r2};
  return signet_functype_new(2, 2, types);
}
static inline wasm_functype_t *wasm_functype_new_3_2(wasm_valtype_t *p1, wasm_valtype_t *p2, wasm_valtype_t *p3,
                                                     wasm_valtype_t *r1, wasm_valtype_t *r2) {
  wasm_valtype_t *const types[5] = {p1, p2, p3, r1, r2};
  return signet_functype_new(3, 2, types);
}

/* A pointer of the host's as an integer of its size. */
static inline void wasm_val_init_ptr(wasm_val_t *out, void *pointer) {
  if (sizeof pointer == 4) {
    out->kind = WASM_I32;
    out->of.i32 = (int32_t)(intptr_t)pointer;
  } else {
    out->kind = WASM_I64;
    out->of.i64 = (int64_t)(intptr_t)pointer;
  }
}
static inline void *wasm_val_ptr(const wasm_val_t *value) {
  return sizeof(void *) == 4 ? (void *)(intptr_t)value->of.i32 : (void *)(intptr_t)value->of.i64;
}

#ifdef __cplusplus
}
#endif
#endif
