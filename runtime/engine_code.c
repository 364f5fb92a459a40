/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine's own code: the stubs of codegen/stubs.def, made when the engine starts, and a trampoline and an import
 * stub a signature, made when one is first wanted. All of it is sealed like any function, in spaces without an owner.
 *
 * Signed pointers to it are made here, out of addresses that the region gave a moment before, never of ones that lay in
 * memory.
 */
#include "memory/seal.h"
#include "runtime/call.h"
#include "runtime/engine_parts.h"
#include "runtime/unwind.h"
#include "runtime/verify.h"
#include "wasm/error.h"

#include <stdlib.h>
#include <string.h>

/* Words of a space's first guess: it finds more when needed. */
enum { STUB_CODE_BYTES = 16 * 1024, SPACE_CODE_BYTES = SPACE_FUNCTIONS * 160 };

static CompileWorker *worker_make(sg_engine *engine, sg_error *error) {
  CompileWorker *worker = calloc(1, sizeof *worker);
  if (!worker) {
    error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a compiler");
    return NULL;
  }
  worker->compiler = compiler_new();
  if (!worker->compiler) error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a compiler");
  if (worker->compiler) worker->thread = code_thread_open(engine->region, error);
  if (worker->thread) return worker;
  compiler_free(worker->compiler);
  free(worker);
  return NULL;
}

static CompileWorker *worker_take_locked(sg_engine *engine, sg_error *error) {
  CompileWorker *worker = engine->workers;
  if (!worker) return worker_make(engine, error);
  engine->workers = worker->next;
  return worker;
}

CompileWorker *engine_worker_take(sg_engine *engine, sg_error *error) {
  pthread_mutex_lock(&engine->mutex);
  CompileWorker *worker = worker_take_locked(engine, error);
  pthread_mutex_unlock(&engine->mutex);
  return worker;
}

static void worker_give_locked(sg_engine *engine, CompileWorker *worker) {
  worker->next = engine->workers;
  engine->workers = worker;
}

void engine_worker_give(sg_engine *engine, CompileWorker *worker) {
  pthread_mutex_lock(&engine->mutex);
  worker_give_locked(engine, worker);
  pthread_mutex_unlock(&engine->mutex);
}

bool engine_workers_prepare(sg_engine *engine, uint32_t count, sg_error *error) {
  pthread_mutex_lock(&engine->mutex);
  for (const CompileWorker *worker = engine->workers; worker && count > 0; worker = worker->next) count--;
  CompileWorker *made = NULL;
  while (count > 0 && (made = worker_make(engine, error)) != NULL) {
    worker_give_locked(engine, made);
    count--;
  }
  pthread_mutex_unlock(&engine->mutex);
  return count == 0;
}

void engine_workers_free(sg_engine *engine) {
  for (CompileWorker *worker = engine->workers; worker;) {
    CompileWorker *next = worker->next;
    compiler_free(worker->compiler);
    verify_room_free(&worker->verify_room);
    code_thread_close(worker->thread);
    free(worker);
    worker = next;
  }
  engine->workers = NULL;
}

uintptr_t worker_seal(CompileWorker *worker, CodeSpace *space, uint32_t function, bool compiled,
                      const CompiledFunction *result, sg_error *error) {
  if (compiled) {
    const uintptr_t address = seal_function(worker->thread, space, function, result->buffer, result->first, result->end,
                                            result->end_tag, result->flags, error);
    return address && worker_verify(worker, space, function, error) ? address : 0;
  }
  if (result->buffer) seal_discard(worker->thread, result->buffer, result->end);
  return 0;
}

/* The numbers between the trap kinds and the next group are of no stub. */
static bool stub_exists(uint32_t stub) {
  return stub >= STUB_HELPER_FIRST || stub % TRAP_KINDS <= TRAP_UNDEFINED_ELEMENT;
}

static const uint64_t *stub_cell(const sg_engine *engine, uint32_t stub) {
  if (stub < STUB_HELPER_FIRST) return &engine->helpers[HELPER_CELL_RAISE];
  if (stub < STUB_UNSEALED) return &engine->helpers[stub - STUB_HELPER_FIRST];
  return NULL;
}

bool engine_helpers_make(sg_engine *engine, sg_error *error) {
  static HelperFunction *const functions[STUB_HELPERS] = {
#define HELPER(name) helper_##name,
#include "codegen/stubs.def"
#undef HELPER
  };
  engine->helper_bytes = HELPER_CELLS * sizeof(uint64_t);
  engine->helpers = pages_get(engine->helper_bytes, true);
  if (!engine->helpers) return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "the helpers' page");
  uint64_t addresses[HELPER_CELLS];
  for (int i = 0; i < STUB_HELPERS; i++) addresses[i] = (uint64_t)(uintptr_t)functions[i];
  addresses[HELPER_CELL_RAISE] = (uint64_t)(uintptr_t)unwind_raise;
  addresses[HELPER_CELL_HOST_TRAP] = (uint64_t)(uintptr_t)runtime_host_trap;
  addresses[HELPER_CELL_LAZY] = (uint64_t)(uintptr_t)runtime_lazy_call;
  for (int i = 0; i < HELPER_CELLS; i++)
    engine->helpers[i] =
        pac_sign_code(pac_function_address(addresses[i]), pac_modifier(&engine->helpers[i], DISC_HELPER));
  return pages_freeze(engine->helpers, engine->helper_bytes) ||
         error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "the helpers' page");
}

bool engine_stubs_make(sg_engine *engine, sg_error *error) {
  CompileWorker *worker = engine_worker_take(engine, error);
  if (!worker) return false;
  engine->stubs = code_space_open(engine->region, worker->thread, STUB_COUNT, STUB_CODE_BYTES, NULL, error);
  bool made = engine->stubs != NULL;
  for (uint32_t stub = 0; made && stub < STUB_COUNT; stub++) {
    if (!stub_exists(stub)) continue;
    CompiledFunction result = {0};
    bool compiled = engine_stub_compile(worker->compiler, stub, stub_cell(engine, stub),
                                        code_thread_counter(worker->thread), &result, error);
    made = worker_seal(worker, engine->stubs, stub, compiled, &result, error) != 0 &&
           engine_stub_verify(engine, stub, stub_cell(engine, stub), error);
    if (made) seal_publish_stub(worker->thread, engine->stubs, stub, stub);
  }
  engine_worker_give(engine, worker);
  return made;
}

/* The next free function of the engine's spaces. */
static CodeSpace *function_take(sg_engine *engine, CompileWorker *worker, uint32_t *function, sg_error *error) {
  if (engine->space_left == 0) {
    CodeSpace **spaces = realloc(engine->spaces, (engine->space_count + 1) * sizeof *spaces);
    if (!spaces) {
      error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a code space");
      return NULL;
    }
    engine->spaces = spaces;
    CodeSpace *space = code_space_open(engine->region, worker->thread, SPACE_FUNCTIONS, SPACE_CODE_BYTES, NULL, error);
    if (!space) return NULL;
    spaces[engine->space_count++] = space;
    engine->space_left = SPACE_FUNCTIONS;
  }
  *function = SPACE_FUNCTIONS - engine->space_left--;
  return engine->spaces[engine->space_count - 1];
}

typedef enum { TRAMPOLINE, IMPORT_STUB } TypePiece;

static _Atomic uint64_t *type_place(const CanonicalType *type, TypePiece piece) {
  return piece == TRAMPOLINE ? &type->code->trampoline : &type->code->import_stub;
}

/* Compiles and seals one of a type's two pieces; the address, or 0. Under the mutex. Not inlined: what it gives goes
 * from its result's register into the signature. */
static __attribute__((noinline)) uintptr_t type_code_make(sg_engine *engine, const CanonicalType *type, TypePiece piece,
                                                          sg_error *error) {
  CompileWorker *worker = worker_take_locked(engine, error);
  if (!worker) return 0;
  uintptr_t address = 0;
  uint32_t function;
  CodeSpace *space = function_take(engine, worker, &function, error);
  if (space) {
    CompiledFunction result = {0};
    uint64_t counter = code_thread_counter(worker->thread);
    bool compiled = piece == TRAMPOLINE
                        ? trampoline_compile(worker->compiler, &type->func, type->id, counter, &result, error)
                        : import_stub_compile(worker->compiler, &type->func, type->id,
                                              &engine->helpers[HELPER_CELL_HOST_TRAP], counter, &result, error);
    address = worker_seal(worker, space, function, compiled, &result, error);
    if (address && !engine_type_verify(engine, space, function, type, piece == TRAMPOLINE, error)) address = 0;
  }
  worker_give_locked(engine, worker);
  return address;
}

/* The code in one of a type's two places, made if it is not there yet, and signed for that place. */
static uint64_t type_piece(sg_engine *engine, const CanonicalType *type, TypePiece piece, sg_error *error) {
  uint64_t signed_entry = atomic_load_explicit(type_place(type, piece), memory_order_acquire);
  if (signed_entry) return signed_entry;
  pthread_mutex_lock(&engine->mutex);
  signed_entry = atomic_load_explicit(type_place(type, piece), memory_order_relaxed);
  const uintptr_t address = signed_entry ? 0 : type_code_make(engine, type_authentic(type), piece, error);
  if (address) {
    const CanonicalType *authentic = type_authentic(type);
    signed_entry =
        pac_sign_code(address, piece == TRAMPOLINE ? trampoline_modifier(authentic) : import_stub_modifier(authentic));
    atomic_store_explicit(type_place(authentic, piece), signed_entry, memory_order_release);
  }
  pthread_mutex_unlock(&engine->mutex);
  return signed_entry;
}

uint64_t engine_trampoline(sg_engine *engine, const CanonicalType *type, sg_error *error) {
  return type_piece(engine, type, TRAMPOLINE, error);
}

bool engine_import_stub_make(sg_engine *engine, const CanonicalType *type, sg_error *error) {
  return type_piece(engine, type, IMPORT_STUB, error) != 0;
}

void engine_code_free(sg_engine *engine) {
  for (uint32_t i = 0; i < engine->space_count; i++) code_space_close(engine->spaces[i]);
  free(engine->spaces);
  if (engine->stubs) code_space_close(engine->stubs);
  if (engine->helpers) pages_put(engine->helpers, engine->helper_bytes, true);
}
