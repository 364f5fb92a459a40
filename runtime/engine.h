/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine: the code region, the engine's own code in it (stubs, trampolines, import stubs), the read-only page of
 * signed helper pointers, the canonical function types and the pool of memories.
 *
 * Invariants: `helpers` is read-only once the engine stands. A CanonicalType never moves and lives as long as the
 * engine, so ids compare for equality without a lock. Everything that changes after sg_engine_new is guarded by
 * `mutex`, but for the code pointers of a CanonicalType, which go from 0 to their value once.
 */
#ifndef SIGNET_RUNTIME_ENGINE_H
#define SIGNET_RUNTIME_ENGINE_H

#include "codegen/compile.h"
#include "memory/linear.h"
#include "memory/region.h"
#include "memory/seal.h"
#include "signet/signet.h"
#include "verifier/verify.h"
#include "wasm/interner.h"

#include <pthread.h>
#include <stdatomic.h>

/* The code of a type, where it can be written: entries of its trampoline and of its import stub, 0 until they are
 * wanted.
 */
typedef struct {
  _Atomic uint64_t trampoline;  /* signed IB with pac_modifier(&trampoline, DISC_TRAMPOLINE) */
  _Atomic uint64_t import_stub; /* the same with DISC_IMPORT_STUB */
} TypeCode;

/* A function type, the same pointer and id wherever the type occurs in the engine (spec 3.3.3: types are structural).
 * Read-only, and signed: who signs code as of a type, or compiles it, asks type_authentic. */
typedef struct CanonicalType {
  uint64_t self;             /* this address, signed DB: pac_modifier(this, DISC_TYPE) */
  FuncType func;             /* its own copy; references name canonical types by their ids */
  const sg_type_kind *kinds; /* the same types for the public API */
  uint32_t id;               /* 1, 2, ... */
  TypeCode *code;
} CanonicalType;

/* The type, if it is one; death otherwise. To be asked just before it is believed. */
static inline const CanonicalType *type_authentic(const CanonicalType *type) {
#if !defined(SIGNET_TEST_WITHOUT_TYPE_CHECK)
  __asm__("" : "+r"(type)); /* what is believed is what was authenticated, not loaded again */
  if (pac_auth_data(type->self, pac_modifier(type, DISC_TYPE)) != (uint64_t)(uintptr_t)type) integrity_failure();
#endif
  return type;
}

/* A thread's means to compile and seal: taken from the engine and given back. */
typedef struct CompileWorker {
  Compiler *compiler;
  CodeThread *thread;
  struct CompileWorker *next;
  VerifyRoom verify_room;
  /* runtime/compile_batch.c */
  CodeSpace *batch_space; /* where functions are gathered to be sealed together, or NULL */
  bool batching;          /* some may wait */
  CompilerBatch batch_saved;
  SealBatch batch;
} CompileWorker;

/* Cells of the read-only page: helpers in the order of stubs.def, then entries of stubs that are not there. */
enum { HELPER_CELL_RAISE = STUB_HELPERS, HELPER_CELL_HOST_TRAP, HELPER_CELL_LAZY, HELPER_CELLS };

/* Functions of each of the engine's spaces. */
enum { SPACE_FUNCTIONS = 512 };

enum { COMPILE_THREADS_LIMIT = 128 /* a region has cells for 255 */ };

struct sg_engine {
  CodeRegion *region;
  MemoryPool *pool;
  CodeSpace *stubs; /* functions 0 .. STUB_COUNT: the stubs by their number. No owner (NULL), as all engine code */
  uint64_t *helpers;
  size_t helper_bytes;
  sg_config config;
  bool can_run;

  pthread_mutex_t mutex;
  CanonicalType **types; /* by the number of type_ids - 1; NULL: there was no memory for it yet */
  uint32_t type_count, type_room;
  struct TypePages *type_pages;
  Interner type_ids;
  Arena type_arena;   /* of type_ids */
  CodeSpace **spaces; /* of trampolines and import stubs; the last has `space_left` functions free */
  uint32_t space_count, space_left;
  CompileWorker *workers;         /* idle */
  struct WaitingThreads *threads; /* sg_engine_prepare; NULL: threads are made when there is work */
};

/* The canonical type of a function type, whose references name canonical types, made if it is new. NULL: no memory.
 * Thread-safe. */
const CanonicalType *engine_type(sg_engine *engine, const FuncType *type);
bool type_equals(const CanonicalType *type, const FuncType *wanted);
/* The same of several types, at most so many with so many parameters and results, under the engine's mutex from begin
 * to end. What next gives is to be believed when end has made it read-only: if it is authentic, and type_is what was
 * asked for. End is false, and nothing is kept, where there is no memory. */
typedef struct {
  sg_engine *engine;
  size_t frozen_bytes, bytes; /* of the pages */
  struct TypePages *pages;    /* NULL: no type is new so far */
  uint8_t *at;
  TypeCode *codes;
  uint32_t given, made;
} TypeBatch;
TypeBatch engine_types_begin(sg_engine *engine, size_t types, size_t values);
const CanonicalType *engine_types_next(TypeBatch *batch, const FuncType *type);
bool engine_types_end(TypeBatch *batch);

/* The signed trampoline of a type, made on demand: call it with the modifier of type_trampoline_modifier. 0 and *error:
 * no memory, or the region is full. Thread-safe. */
uint64_t engine_trampoline(sg_engine *engine, const CanonicalType *type, sg_error *error);
static inline uint64_t trampoline_modifier(const CanonicalType *type) {
  return pac_modifier((const void *)&type->code->trampoline, DISC_TRAMPOLINE);
}
/* Makes the import stub of a type, if it is not there yet. False and *error as above. Thread-safe. */
bool engine_import_stub_make(sg_engine *engine, const CanonicalType *type, sg_error *error);
static inline uint64_t import_stub_modifier(const CanonicalType *type) {
  return pac_modifier((const void *)&type->code->import_stub, DISC_IMPORT_STUB);
}
/* The raw address of the import stub of an authentic type that has one, to be signed at once. */
static inline uintptr_t type_import_stub(const CanonicalType *type) {
  const uint64_t address =
      pac_auth_code(atomic_load_explicit(&type->code->import_stub, memory_order_relaxed), import_stub_modifier(type));
  if (!pac_authenticated(address)) integrity_failure();
  return (uintptr_t)address;
}

/* NULL and *error: no memory. Thread-safe. */
CompileWorker *engine_worker_take(sg_engine *engine, sg_error *error);
void engine_worker_give(sg_engine *engine, CompileWorker *worker);
/* Makes workers until `count` are idle. False and *error: no memory. Thread-safe. */
bool engine_workers_prepare(sg_engine *engine, uint32_t count, sg_error *error);
/* Seals what *_compile has made as function `function` of the space, and gives its address; what it has not made
 * (compiled is false) is discarded. 0 and *error on failure, *error being compile's own where that failed. */
uintptr_t worker_seal(CompileWorker *worker, CodeSpace *space, uint32_t function, bool compiled,
                      const CompiledFunction *result, sg_error *error);

/* compile_batch.c: until the batch is closed, what worker_counter's callers compile for the space may wait, to be
 * sealed together. The worker compiles nothing else meanwhile, and no C but ours is returned to. Closing without a
 * batch open does nothing. False and *error: nothing of what waited is sealed. */
void worker_batch_open(CompileWorker *worker, CodeSpace *space);
bool worker_batch_close(CompileWorker *worker, sg_error *error);
/* The counter to compile a function of so many bytes of Wasm with, in a batch or not; seals those that wait when they
 * are many. What has been compiled goes to worker_finish, as to worker_seal. */
bool worker_counter(CompileWorker *worker, uint32_t body_bytes, uint64_t *counter, sg_error *error);
bool worker_finish(CompileWorker *worker, CodeSpace *space, uint32_t function, bool compiled,
                   const CompiledFunction *result, sg_error *error);

#endif
