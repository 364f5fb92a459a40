/* SPDX-License-Identifier: Apache-2.0
 *
 * A module: its bytes, what was decoded of them, and its sealed code; shared by threads. Bytes, arena and the module's
 * own page are read-only from the moment they are complete; what changes later is apart, in ModuleState.
 *
 * What is signed for an instance, a function, an element is taken from here: whose code, which function of it, of which
 * type, under which number. So whoever signs believes no pointer to a module that lies in writable memory, but only
 * what module_authentic gives. What the module says of its space is the region's read-only data: memory/region.h.
 *
 * Its CodeSpace holds the defined functions first: defined function d is function d of the space. Behind them are
 * entry stubs, made for every function that may become a value (Function.declared, and the start function), then
 * foreign stubs, one a function type, if there is a table with DispatchEntries; in a lazy module a last one is its lazy
 * stub. Code in the space calls none of them by `bl`; an entry stub has no frame.
 */
#ifndef SIGNET_RUNTIME_MODULE_H
#define SIGNET_RUNTIME_MODULE_H

#include "runtime/engine.h"
#include "verifier/verify.h"
#include "wasm/names.h"

typedef struct {
  _Atomic uint32_t owners; /* the embedder, and each instance */
  pthread_mutex_t mutex;   /* guards the names, which are read when one is first asked for */
  Names names;
  Arena names_arena;
  bool names_made;
} ModuleState;

struct sg_module {
  uint64_t self; /* this address, signed DB when all is read-only: pac_modifier(this, DISC_MODULE); 0 before */
  ModuleState *state;
  sg_engine *engine;
  const Module *decoded;
  Arena arena;
  uint8_t *bytes; /* pages, with MODULE_PADDING zeros behind the module */
  size_t bytes_room;
  InstanceLayout layout;
  ModuleContext context;
  CodeSpace *space;            /* owner: this module */
  struct LazyCode *lazy;       /* of modules that are compiled function by function (compile_lazy.c); else NULL */
  const uint32_t *entry_stubs; /* by function index: function of the space that is its entry stub, or NO_INDEX */
  uint32_t entry_stub_count;   /* foreign stubs too */
  uint32_t first_foreign_stub; /* function of the space */
  const CanonicalType **foreign_types; /* of each foreign stub, by ascending id */
  uint32_t foreign_type_count;
  const CanonicalType **types;    /* by type index */
  const VerifyModule *verify;     /* NULL: nothing is verified (runtime/verify.c) */
  const uint32_t *stub_functions; /* then, of each entry stub: the defined function that it leads to */
};

/* A module whose page is read-only since it was signed; death otherwise. To be asked just before it is believed. */
static inline const sg_module *module_authentic(const sg_module *module) {
#if !defined(SIGNET_TEST_WITHOUT_MODULE_CHECK)
  __asm__("" : "+r"(module)); /* what is believed is what was authenticated, not loaded again */
  if (pac_auth_data(module->self, pac_modifier(module, DISC_MODULE)) != (uint64_t)(uintptr_t)module)
    integrity_failure();
#endif
  return module;
}

static inline uint32_t module_defined_count(const Module *module) {
  return module->function_count - module->imported_functions;
}
static inline bool module_is_foreign_stub(const sg_module *module, uint32_t function) {
  return function - module->first_foreign_stub < module->foreign_type_count;
}
static inline const CanonicalType *module_function_type(const sg_module *module, uint32_t function) {
  return module->types[module->decoded->functions[function].type];
}
static inline uint32_t module_function_canonical(const sg_module *module, uint32_t function) {
  return module->decoded->types[module->decoded->functions[function].type].canonical;
}

void module_retain(const sg_module *module);

/* module.c, the steps of making a module. module_begin gives an empty one, with an arena of pages; NULL and *error: no
 * memory. module_prepare takes what is decoded up to the code section, and fills in all that compiling needs, with a
 * space for about `code_bytes` of Wasm code. module_protect makes the module and what is decoded read-only, or writable
 * again; false: no memory. */
sg_module *module_begin(sg_engine *engine, sg_error *error);
bool module_prepare(sg_module *module, Module *decoded, size_t code_bytes, sg_error *error);
bool module_protect(sg_module *module, bool writable);
/* module_authentic.c: signs the module, which is complete but for code, and makes it read-only for good. Whoever wrote
 * to it before that is found out as far as it says what is signed later: death. False and *error: no memory. */
bool module_sign(sg_module *module, sg_error *error);
/* The number under which the module's instances are signed, once it has its space. */
uint16_t module_own_id(const sg_module *module);
/* In whatever state it is. */
void module_delete(sg_module *module);
/* What decoding may take: a module's data is a few words an item of at least a byte or two. */
size_t module_arena_limit(size_t size);
/* module_bytes.c: copies the bytes to pages, or takes theirs; module->bytes is read-only when it returns. False: no
 * memory; what was taken is the module's, which frees it. */
bool module_bytes_copy(sg_module *module, const void *bytes, size_t size);
bool module_bytes_take(sg_module *module, sg_bytes *bytes, size_t size); /* size: bytes_size, asked once */
size_t bytes_size(const sg_bytes *bytes);
/* What a helping thread does for it (runtime/worker_threads.h). */
void bytes_work(void *copy);

/* What a code address in the module's space belongs to: the function index, and the byte offset in its code. False for
 * entry stubs and addresses outside. Async-signal-safe. */
bool module_find_code(const sg_module *module, uintptr_t address, uint32_t *function, uint32_t *code_offset);

/* The offsets in the module of the operators whose words contain code_offsets (bytes from the function's start), found
 * by compiling the function again; the body's first byte where it cannot be told. */
void module_code_to_wasm(const sg_module *module, uint32_t function, uint32_t count, const uint32_t *code_offsets,
                         uint64_t *offsets);

/* dispatch.c: numbers the foreign stubs, behind the entry stubs, before anything is compiled. False: no memory. */
bool module_foreign_stubs_number(sg_module *module);

/* module_types.c: the one mapping between the types of the public API and those of wasm/. */
sg_type_kind type_to_kind(ValueType type);
/* TYPE_NONE where there is no such kind. */
ValueType type_from_kind(sg_type_kind kind);
sg_limits limits_to_public(Limits limits);
/* A type of the module with the canonical id in the place of a type index: equal types of any two modules are equal
 * then. Needs module->types up to the index. */
ValueType type_canonical(const sg_module *module, ValueType type);
Limits limits_from_public(sg_limits limits);
static inline sg_func_type type_to_public(const CanonicalType *type) {
  return (sg_func_type){type->kinds, type->func.param_count, type->func.result_count};
}

#endif
