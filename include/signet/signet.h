/* SPDX-License-Identifier: Apache-2.0
 *
 * Signet: compile WebAssembly to arm64e machine code in one pass, sealed and signed, and run it.
 *
 *   sg_engine    the code region, its protection, the canonical types. One a process is enough. Thread-safe.
 *   sg_module    decoded and compiled bytes: immutable, shared by any number of stores and threads.
 *   sg_store     a world of instances, memories, tables, globals and host functions. One thread at a time.
 *   sg_instance  a module with its imports (spec 4.5.4). Belongs to its store, lives as long as it.
 *   sg_func, sg_table, sg_memory, sg_global   externals (spec 2.5): belong to their store, live as long as it.
 *
 * Errors are values: see signet/error.h. `error` arguments may be NULL. A function that returns bool returns false
 * on failure; one that returns a pointer returns NULL. Traps are returned as sg_trap, owned by the caller.
 * Nothing here prints, exits or aborts on bad input; an engine whose own invariants are broken (a failed seal or
 * authentication) stops the process by `brk`.
 */
#ifndef SIGNET_SIGNET_H
#define SIGNET_SIGNET_H

#include "signet/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SG_API __attribute__((visibility("default")))

typedef struct sg_engine sg_engine;
typedef struct sg_module sg_module;
typedef struct sg_store sg_store;
typedef struct sg_instance sg_instance;
typedef struct sg_func sg_func;
typedef struct sg_table sg_table;
typedef struct sg_memory sg_memory;
typedef struct sg_global sg_global;
typedef struct sg_trap sg_trap;

/* ---- Values (spec 4.2.1) ---------------------------------------------------------------------------------- */

typedef enum sg_type_kind { SG_I32 = 1, SG_I64, SG_F32, SG_F64, SG_V128, SG_FUNCREF, SG_EXTERNREF } sg_type_kind;

/* A value without its type: who passes it knows the type from a signature. A null reference is NULL. Floats are
 * handled by their bits wherever possible, so that NaN payloads survive. */
typedef union sg_raw {
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
  uint32_t f32_bits;
  uint64_t f64_bits;
  uint8_t v128[16];
  sg_func *func;   /* funcref */
  void *externref; /* any non-NULL pointer of the host's choice; never looked through */
} sg_raw;

typedef struct sg_value {
  sg_type_kind kind;
  sg_raw of;
} sg_value;

/* A function type (spec 2.3.8): parameters, then results, in one array that the type does not own. */
typedef struct sg_func_type {
  const sg_type_kind *types;
  uint32_t param_count, result_count;
} sg_func_type;

#define SG_NO_MAX UINT64_MAX

typedef struct sg_limits {
  uint64_t min, max; /* max SG_NO_MAX: none */
} sg_limits;

typedef enum sg_extern_kind { SG_EXTERN_FUNC, SG_EXTERN_TABLE, SG_EXTERN_MEMORY, SG_EXTERN_GLOBAL } sg_extern_kind;

/* What is imported or exported (spec 2.5.10, 2.5.11). */
typedef struct sg_extern {
  sg_extern_kind kind;
  union {
    sg_func *func;
    sg_table *table;
    sg_memory *memory;
    sg_global *global;
  } of;
} sg_extern;

typedef struct sg_extern_type {
  sg_extern_kind kind;
  sg_func_type func;    /* SG_EXTERN_FUNC */
  sg_limits limits;     /* table elements, memory pages of 64 KiB */
  sg_type_kind content; /* table element, global */
  bool mutable_;        /* global */
} sg_extern_type;

/* A name in a module: UTF-8, not terminated, valid as long as the module. */
typedef struct sg_name {
  const char *bytes;
  size_t length;
} sg_name;

/* ---- Engine ----------------------------------------------------------------------------------------------- */

typedef struct sg_config {
  size_t code_region_bytes;     /* reserved once, at most 128 MiB (the reach of `bl`); 0: 128 MiB */
  uint64_t memory_reservation;  /* address space of a guarded memory, at least 8 GiB and a page; 0: just that */
  uint32_t pooled_reservations; /* reservations kept for reuse; 0: 16 */
  size_t stack_bytes;           /* Wasm stack of a store; 0: 1 MiB */
  bool checked_memories;        /* compile bounds checks instead of relying on guard regions: nothing is reserved */
  uint32_t compile_threads;     /* threads that compile one module, the calling one included: at most 128; 0: 1 */
  bool exact_stores;            /* a store that traps changes nothing, even where hardware writes in part; the default
                                   of sg_config_default is true */
  bool lazy;                    /* modules are validated when they are made, and a function is compiled at its first
                                   call; a call for which there is no memory, or no room for code, traps (LIMIT) */
  bool verify;                  /* whatever is sealed is decoded again, and proven to keep to its sandbox, before an
                                   entry to it is signed: costs some 35 instructions a byte of Wasm code, 85 where memories are
                                   checked. Refused: SG_INTEGRITY; in a lazy engine, where nobody can be told, `brk` */
} sg_config;

SG_API sg_config sg_config_default(void);

/* Makes an engine. config NULL: the default. Errors: SG_ENVIRONMENT (no PAC, or W^X cannot be had: it never falls
 * back), SG_NO_MEMORY, SG_USAGE. Free it after all of its modules and stores. */
SG_API sg_engine *sg_engine_new(const sg_config *config, sg_error *error);
SG_API void sg_engine_free(sg_engine *engine);

/* For a process that gives up the right to ask the system for more (Apple's restricted sandbox, seccomp): makes now
 * what compiling and running would ask for later. Afterwards the engine maps nothing for execution, reserves no address
 * space for a guarded memory while one of config.pooled_reservations is free, installs no signal handler, and starts no
 * thread: the threads that compile wait for work until the engine is freed (a fork loses them). What is left to ask for
 * is ordinary memory: malloc, and private pages to read and write. Call it before the process is restricted, on each
 * thread that will run Wasm, whose signal stack is made; what is the engine's is made by the first call. False:
 * ENVIRONMENT or NO_MEMORY, and what has been made stays. */
SG_API bool sg_engine_prepare(sg_engine *engine, sg_error *error);

/* Whether this build and machine can run Wasm, not only compile it. */
SG_API bool sg_engine_can_run(const sg_engine *engine);

/* ---- Module ----------------------------------------------------------------------------------------------- */

/* Where the time and memory of sg_module_new went. Times in nanoseconds, sizes in bytes; scratch is what compiling
 * holds besides the buffer that code is emitted into. Where several threads compile, compile_ns and seal_ns are the
 * time that passed, divided as the threads' own times are. */
typedef struct sg_compile_stats {
  uint64_t decode_ns, compile_ns /* validation included */, seal_ns;
  uint64_t code_section_bytes, code_bytes, scratch_bytes;
  uint32_t functions;    /* defined ones */
  uint64_t *function_ns; /* NULL, or room for `function_ns_room` times (compile and seal) of defined functions */
  uint32_t function_ns_room;
} sg_compile_stats;

/* Decodes, validates, compiles and seals a module (spec 7.1 module_decode, module_validate). bytes are copied. stats
 * NULL or filled in. Errors: MALFORMED, INVALID, UNSUPPORTED, LIMIT, NO_MEMORY, INTEGRITY. */
SG_API sg_module *sg_module_new(sg_engine *engine, const void *bytes, size_t size, sg_compile_stats *stats,
                                sg_error *error);

/* Bytes of a module on pages of their own, which the embedder fills (from a file, from the network) and a module then
 * takes as they are: copying is a tenth of what a large module costs.
 *   sg_bytes_new            `size` bytes, 0 at first. NULL: no memory
 *   sg_bytes_data           where they are; they may be written until they are taken
 *   sg_bytes_free           ends them, where no module took them. bytes may be NULL
 *   sg_module_new_taking    sg_module_new of these bytes. They are the module's, and read-only, whatever comes of it:
 * of an error too (then they are gone). Errors: those of sg_module_new */
typedef struct sg_bytes sg_bytes;
SG_API sg_bytes *sg_bytes_new(size_t size);
SG_API uint8_t *sg_bytes_data(sg_bytes *bytes);
SG_API void sg_bytes_free(sg_bytes *bytes);
SG_API sg_module *sg_module_new_taking(sg_engine *engine, sg_bytes *bytes, sg_compile_stats *stats, sg_error *error);

SG_API void sg_module_free(sg_module *module);
/* One sg_module_free more is due then. From any thread. */
SG_API void sg_module_retain(sg_module *module);

/* A module whose bytes arrive in pieces of any size, from any thread, one at a time: what is whole is decoded, and each
 * function compiled, as soon as its bytes and the 4 KiB behind them are there, so that with the last byte at most one
 * function and those of the last 4 KiB are left to do. The code is that of sg_module_new but for where functions lie.
 *   sg_compile_begin    stats: NULL, or filled in by sg_compile_finish, until when it must live
 *   sg_compile_feed     takes the next bytes, which are copied. False: the module will be refused whatever follows, and
 *                       *error is why, as far as is known. Then abandon it; or feed on, which only decodes, to be told
 *                       by sg_compile_finish what sg_module_new says of all the bytes
 *   sg_compile_finish   the bytes have come. The module; or NULL and the error of sg_module_new for these bytes (but
 *                       that more than 1 GiB is found when it passes). Ends the compilation either way
 *   sg_compile_abandon  ends it without a module
 * Memory is linear in what has arrived, whatever sizes the bytes announce; address space of 1 GiB is reserved until the
 * end (begin fails with NO_MEMORY where there is none). */
typedef struct sg_compile sg_compile;
SG_API sg_compile *sg_compile_begin(sg_engine *engine, sg_compile_stats *stats, sg_error *error);
SG_API bool sg_compile_feed(sg_compile *compile, const void *bytes, size_t size, sg_error *error);
SG_API sg_module *sg_compile_finish(sg_compile *compile, sg_error *error);
SG_API void sg_compile_abandon(sg_compile *compile);
/* Decodes and validates only; needs no engine and compiles nothing. */
SG_API bool sg_validate(const void *bytes, size_t size, sg_error *error);

SG_API size_t sg_module_import_count(const sg_module *module);
SG_API size_t sg_module_export_count(const sg_module *module);
/* The type's arrays belong to the module. index must be below the count. */
SG_API sg_extern_type sg_module_import(const sg_module *module, size_t index, sg_name *from, sg_name *name);
SG_API sg_extern_type sg_module_export(const sg_module *module, size_t index, sg_name *name);

/* The bytes the module was made of, valid as long as it. */
SG_API const uint8_t *sg_module_bytes(const sg_module *module, size_t *size);

SG_API uint32_t sg_module_function_count(const sg_module *module); /* imported ones included */
/* From the name section, or the export's name, or {NULL, 0}. */
SG_API sg_name sg_module_function_name(const sg_module *module, uint32_t function);
/* Where in the module the body of a function begins (its locals); 0 for an import. */
SG_API uint64_t sg_module_function_offset(const sg_module *module, uint32_t function);
/* Sealed words of a defined function, readable as long as the module; NULL for an import. A lazy engine compiles it if
 * no call has (NULL: no memory). */
SG_API const uint32_t *sg_module_function_code(const sg_module *module, uint32_t function, size_t *word_count);

/* What is sealed where, for profilers and debuggers: see sg_module_code and sg_engine_code. */
typedef enum sg_code_kind {
  SG_CODE_FUNCTION, /* a function of a module */
  SG_CODE_ENTRY,    /* a stub that leads to that function from outside its instance */
  SG_CODE_ENGINE    /* the engine's own, named `name`: stubs into C, trampolines */
} sg_code_kind;
typedef struct sg_code_range {
  const void *address;
  size_t bytes;
  sg_code_kind kind;
  uint32_t function; /* of SG_CODE_FUNCTION and SG_CODE_ENTRY */
  const char *name;  /* of SG_CODE_ENGINE: a static string; else NULL */
} sg_code_range;
/* The ranges of a module, or of an engine's own code, in no order: those that are sealed by now. Returns how many there
 * are, and writes at most `room`. */
SG_API size_t sg_module_code(const sg_module *module, sg_code_range *ranges, size_t room);
SG_API size_t sg_engine_code(sg_engine *engine, sg_code_range *ranges, size_t room);

/* One row of a listing: words [first, first + count) of the function were made for the operator at `offset`. */
typedef struct sg_listing_row {
  uint64_t offset;
  uint32_t first, count;
} sg_listing_row;
/* Compiles `function` once more, sealing nothing, and tells which words came of which operator, in the order of the
 * words. Returns the number of rows (it writes at most `room`), 0 for an import. */
SG_API size_t sg_module_listing(const sg_module *module, uint32_t function, sg_listing_row *rows, size_t room);

/* The name of the operator whose encoding begins at `bytes`, as the text format spells it ("i32.add"): a static string.
 * NULL where none begins there. Reads at most `size` bytes; immediates are not looked at. */
SG_API const char *sg_operator_name(const uint8_t *bytes, size_t size);

/* ---- Store ------------------------------------------------------------------------------------------------ */

SG_API sg_store *sg_store_new(sg_engine *engine, sg_error *error);
/* Frees all that lives in the store. No Wasm of it may be running. */
SG_API void sg_store_free(sg_store *store);
SG_API void sg_store_set_data(sg_store *store, void *data); /* a pointer of the embedder's */
SG_API void *sg_store_data(const sg_store *store);
/* Limits for all that is made or grown from now on; beyond them memory.grow and table.grow give -1 and instantiation
 * fails with LIMIT. 0 leaves a limit as it is. */
SG_API void sg_store_set_limits(sg_store *store, uint64_t memory_bytes, uint64_t table_elements, uint32_t instances);

/* Makes the Wasm that runs in the store, or the next that is called, trap with SG_TRAP_INTERRUPTED. From any thread or
 * signal handler; a handler that may run on a thread in Wasm needs SA_ONSTACK, as Wasm uses its stack to the end. */
SG_API void sg_store_interrupt(sg_store *store);

/* ---- Traps (spec 4.2.2) ----------------------------------------------------------------------------------- */

typedef enum sg_trap_kind {
  SG_TRAP_UNREACHABLE,
  SG_TRAP_MEMORY_OUT_OF_BOUNDS,
  SG_TRAP_TABLE_OUT_OF_BOUNDS,
  SG_TRAP_UNINITIALIZED_ELEMENT,
  SG_TRAP_INDIRECT_CALL_MISMATCH,
  SG_TRAP_INTEGER_OVERFLOW,
  SG_TRAP_DIVIDE_BY_ZERO,
  SG_TRAP_INVALID_CONVERSION,
  SG_TRAP_STACK_OVERFLOW,
  SG_TRAP_NULL_REFERENCE,
  SG_TRAP_INTERRUPTED,
  SG_TRAP_HOST,             /* made by a host function */
  SG_TRAP_LIMIT,            /* a resource ran out in the middle of an instruction */
  SG_TRAP_UNDEFINED_ELEMENT /* call_indirect beyond the table */
} sg_trap_kind;

typedef struct sg_frame {
  const sg_module *module; /* NULL: a host function */
  const sg_instance *instance;
  uint32_t function; /* function index */
  sg_name name;      /* as sg_module_function_name */
  uint64_t offset;   /* of the operator in the module */
} sg_frame;

/* A trap to return from a host function; the message is copied. */
SG_API sg_trap *sg_trap_new(sg_store *store, const char *message);
SG_API void sg_trap_free(sg_trap *trap);
SG_API sg_trap_kind sg_trap_kind_of(const sg_trap *trap);
/* The spec suite's wording ("out of bounds memory access") or the host's message; belongs to the trap. */
SG_API const char *sg_trap_message(const sg_trap *trap);
SG_API size_t sg_trap_frame_count(const sg_trap *trap);
/* Innermost first. The trap must not outlive the module. */
SG_API sg_frame sg_trap_frame(const sg_trap *trap, size_t index);

/* ---- Functions -------------------------------------------------------------------------------------------- */

/* A host function. values: the arguments; on return, the results, in the same place (the room is the larger of the two
 * counts). caller: the instance whose code calls; NULL where the embedder calls it, or it is a module's start function.
 * Returns NULL, or a trap (taken over by the engine). It may call back into the same store. */
typedef sg_trap *(*sg_host_callback)(void *context, sg_instance *caller, sg_raw *values);

/* context is passed on; finalize(context), if not NULL, is called when the store is freed. NULL: NO_MEMORY or SG_USAGE.
 */
SG_API sg_func *sg_func_new(sg_store *store, sg_func_type type, sg_host_callback callback, void *context,
                            void (*finalize)(void *context), sg_error *error);
SG_API sg_func_type sg_func_type_of(const sg_func *func);
/* Calls func (spec 7.1 func_invoke) with values as for a host function. Returns NULL, or the trap, which the caller
 * frees. Types are the caller's duty: sg_func_call_checked checks them. */
SG_API sg_trap *sg_func_call(sg_func *func, sg_raw *values);
/* The same with typed values: false and SG_USAGE where the arguments do not fit the type; false, SG_TRAPPED and *trap
 * where it trapped. */
SG_API bool sg_func_call_checked(sg_func *func, const sg_value *args, size_t arg_count, sg_value *results,
                                 size_t result_count, sg_trap **trap, sg_error *error);

/* ---- Tables, memories, globals ---------------------------------------------------------------------------- */

SG_API sg_table *sg_table_new(sg_store *store, sg_type_kind element, sg_limits limits, sg_raw init, sg_error *error);
SG_API sg_type_kind sg_table_element(const sg_table *table);
SG_API sg_limits sg_table_limits(const sg_table *table); /* min is the size now */
SG_API uint64_t sg_table_size(const sg_table *table);
/* False beyond the end. */
SG_API bool sg_table_get(const sg_table *table, uint64_t index, sg_raw *value);
SG_API bool sg_table_set(sg_table *table, uint64_t index, sg_raw value);
SG_API bool sg_table_grow(sg_table *table, uint64_t delta, sg_raw init, uint64_t *old_size);

SG_API sg_memory *sg_memory_new(sg_store *store, sg_limits pages, sg_error *error);
SG_API sg_limits sg_memory_limits(const sg_memory *memory); /* min is the size now */
/* May move when the memory grows, if it is checked. */
SG_API uint8_t *sg_memory_data(const sg_memory *memory);
SG_API size_t sg_memory_size(const sg_memory *memory); /* bytes */
SG_API bool sg_memory_grow(sg_memory *memory, uint64_t pages, uint64_t *old_pages);

SG_API sg_global *sg_global_new(sg_store *store, sg_type_kind content, bool mutable_, sg_raw init, sg_error *error);
SG_API sg_type_kind sg_global_content(const sg_global *global);
SG_API bool sg_global_mutable(const sg_global *global);
SG_API sg_raw sg_global_get(const sg_global *global);
SG_API bool sg_global_set(sg_global *global, sg_raw value); /* false if immutable */

/* ---- Instances -------------------------------------------------------------------------------------------- */

/* Instantiates (spec 4.5.4): imports in the order of the module's imports, all of `store`. Runs the start function.
 * NULL and: UNLINKABLE, LIMIT, NO_MEMORY, ENVIRONMENT (code cannot run here), or TRAPPED with *trap, owned by the
 * caller. What an instantiation that trapped has written to imported tables and memories stays. */
SG_API sg_instance *sg_instance_new(sg_store *store, const sg_module *module, const sg_extern *imports,
                                    size_t import_count, sg_trap **trap, sg_error *error);
/* Gives an instance back before its store ends, for embedders that make very many. True, and it is gone, where nothing
 * leads to it: it imports nothing, and no export of it was ever asked for. Else false, and nothing happens. */
SG_API bool sg_instance_free(sg_instance *instance);
SG_API const sg_module *sg_instance_module(const sg_instance *instance);
SG_API sg_store *sg_instance_store(const sg_instance *instance);
SG_API sg_extern sg_instance_export(const sg_instance *instance,
                                    size_t index); /* in the order of the module's exports */
/* False if there is none of this name. */
SG_API bool sg_instance_find(const sg_instance *instance, const char *name, size_t length, sg_extern *found);
SG_API sg_extern_type sg_extern_type_of(sg_extern external);

#ifdef __cplusplus
}
#endif
#endif
