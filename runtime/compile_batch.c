/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions that a worker seals together (SEAL_BATCHES). Where a toggle is a system call, one section for up to 64 KiB
 * of code saves some ten mprotect and two sigprocmask a function. Each is checked by itself all the same, and none
 * exists before its section: whoever wants to call one closes the batch first.
 *
 * Between the first function of a batch and its sealing, the position in the buffer and the counter stay in their
 * reserved registers (codegen/compile.h), so a batch is opened and closed within one call of the public API.
 */
#include "runtime/verify.h"

void worker_batch_open(CompileWorker *worker, CodeSpace *space) { worker->batch_space = SEAL_BATCHES ? space : NULL; }

/* Seals what has been gathered. */
static bool batch_seal(CompileWorker *worker, sg_error *error) {
  if (!worker->batching) return true;
  worker->batching = false;
  const CodeBuffer *buffer = compiler_batch_close(worker->compiler, &worker->batch_saved);
  const uint32_t count = worker->batch.count; /* the items themselves stay as they are */
  if (!seal_batch(worker->thread, worker->batch_space, buffer, &worker->batch, error)) return false;
  const sg_module *module = code_space_owner(worker->batch_space);
  for (uint32_t i = 0; module && module->verify && i < count; i++)
    if (!worker_verify(worker, worker->batch_space, (uint32_t)worker->batch.items[i].function, error)) return false;
  return true;
}

bool worker_batch_close(CompileWorker *worker, sg_error *error) {
  const bool sealed = batch_seal(worker, error);
  worker->batch_space = NULL;
  return sealed;
}

bool worker_counter(CompileWorker *worker, uint32_t body_bytes, uint64_t *counter, sg_error *error) {
  if (worker->batching) {
    *counter = BUFFER_CONTINUES;
    if (!seal_batch_is_full(&worker->batch) && compiler_batch_holds(worker->compiler, body_bytes)) return true;
    if (!batch_seal(worker, error)) return false;
  }
  *counter = code_thread_counter(worker->thread);
  if (worker->batch_space == NULL || !compiler_batch_body(body_bytes)) return true;
  worker->batching = compiler_batch_open(worker->compiler, *counter, &worker->batch_saved, error);
  *counter = BUFFER_CONTINUES;
  return worker->batching;
}

bool worker_finish(CompileWorker *worker, CodeSpace *space, uint32_t function, bool compiled,
                   const CompiledFunction *result, sg_error *error) {
  if (!worker->batching) return worker_seal(worker, space, function, compiled, result, error) != 0;
  if (compiled) {
    seal_batch_add(&worker->batch, function, result->buffer, result->first, result->end, result->end_tag,
                   result->flags);
    return true;
  }
  /* Those that wait go with it: the module is refused. */
  worker->batching = false;
  worker->batch.count = worker->batch.words = worker->batch.records = 0;
  seal_discard(worker->thread, compiler_batch_close(worker->compiler, &worker->batch_saved), 0);
  return false;
}
