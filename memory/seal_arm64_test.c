/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealed words that run: calls through slots and stubs, an address that is sealed twice, a slot that changes while its
 * code runs, and many threads that seal into one space and run what they sealed. At the end, what dies; the attacks
 * that have a control are in harness/attacks/.
 */
#include "memory/seal_test.h"

#include <pthread.h>
#include <ucontext.h>

enum { PACIBSP = 0xd503237f - 0x100000000, RETAB = 0xd65f0fff - 0x100000000 };

typedef uint64_t (*Code)(uint64_t);

static uint64_t run(const uint32_t *code, uint64_t argument) { return ((Code)(uintptr_t)code)(argument); }

/* pacibsp; movz w0, #value; retab */
static const uint32_t *seal_constant(Sealer *sealer, CodeSpace *space, uint32_t function, uint32_t value) {
  const Emitted list[] = {WORD((uint32_t)PACIBSP), WORD(0x52800000 | value << 5), WORD((uint32_t)RETAB)};
  emit(sealer, list, 3);
  return seal(sealer, space, function);
}

/* pacibsp; stp x29, x30, [sp, #-16]!; bl TARGET; add x0, x0, #1; ldp x29, x30, [sp], #16; retab */
static const uint32_t *seal_caller(Sealer *sealer, CodeSpace *space, uint32_t function, TargetKind kind,
                                   uint32_t target) {
  const Emitted list[] = {WORD((uint32_t)PACIBSP), WORD(0xa9bf7bfd), OPEN_WORD(0x94000000, kind, target),
                          WORD(0x91000400),        WORD(0xa8c17bfd), WORD((uint32_t)RETAB)};
  emit(sealer, list, 6);
  return seal(sealer, space, function);
}

Test(run, constant) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  cr_assert(run(seal_constant(&sealer, space, 0, 42), 0) == 42);
  code_space_close(space);
  sealer_close(&sealer);
}

Test(run, calls) {
  Sealer sealer = sealer_open();
  CodeSpace *engine = space_open(&sealer, 1, 4096), *space = space_open(&sealer, 4, 4096);
  seal_constant(&sealer, engine, 0, 700);
  seal_publish_stub(sealer.thread, engine, 0, 9);
  const uint32_t *forward = seal_caller(&sealer, space, 0, TARGET_FUNCTION, 3);
  seal_constant(&sealer, space, 3, 41);
  const uint32_t *back = seal_caller(&sealer, space, 1, TARGET_FUNCTION, 0);
  const uint32_t *stub = seal_caller(&sealer, space, 2, TARGET_STUB, 9);
  cr_assert(run(forward, 0) == 42);
  cr_assert(run(back, 0) == 43);
  cr_assert(run(stub, 0) == 701);
  code_space_close(space);
  code_space_close(engine);
  sealer_close(&sealer);
}

/* A loop: x0 = sum of 1..x0. movz x1, #0; cbz x0, out; loop: add x1, x1, x0; sub x0, x0, #1; cbnz x0, loop; out: ... */
Test(run, labels) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), WORD(0xd2800001),     OPEN_WORD(0xb4000000, TARGET_LABEL, 6),
                          WORD(0x8b000021),        WORD(0xd1000400),     OPEN_WORD(0xb5000000, TARGET_LABEL, 3),
                          WORD(0xaa0103e0),        WORD((uint32_t)RETAB)};
  emit(&sealer, list, 8);
  const uint32_t *code = seal(&sealer, space, 0);
  cr_assert(run(code, 0) == 0);
  cr_assert(run(code, 100) == 5050);
  code_space_close(space);
  sealer_close(&sealer);
}

/* qemu 7.2 would run the old words without the mapping anew in code_space_close. Room comes again when it has left
 * quarantine. */
Test(run, one_address_sealed_twice) {
  enum { ROUNDS = 400 };
  static const uint32_t *seen[ROUNDS];
  Sealer sealer = sealer_open();
  int again = 0;
  for (uint32_t i = 0; i < ROUNDS; i++) {
    CodeSpace *space = space_open(&sealer, 2, 4096);
    const uint32_t *code = seen[i] = seal_constant(&sealer, space, 0, i);
    for (int k = 0; k < 3; k++) cr_assert(run(code, 0) == i);
    for (uint32_t k = 0; k < i; k++)
      if (seen[k] == code) {
        again++;
        break;
      }
    code_space_close(space);
  }
  cr_assert(again > ROUNDS / 4, "%d times an address that was sealed before", again);
  sealer_close(&sealer);
}

static Sealer *trap_sealer;
static CodeSpace *trap_space;
static int traps;

/* A slot's brk: seals the function and runs the slot's word again, which must be the new one. */
static void seal_at_trap(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  uintptr_t slot = ((ucontext_t *)context)->uc_mcontext.pc;
  cr_assert((uintptr_t)information->si_addr == slot);
  if (++traps > 1) _exit(3);
  seal_constant(trap_sealer, trap_space, 1, 17);
}

Test(run, slot_changes_while_running) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  code_space_set_running(space);
  trap_sealer = &sealer;
  trap_space = space;
  struct sigaction action = {.sa_sigaction = seal_at_trap, .sa_flags = SA_SIGINFO};
  sigaction(SIGTRAP, &action, NULL);
  const uint32_t *caller = seal_caller(&sealer, space, 0, TARGET_FUNCTION, 1);
  cr_assert(run(caller, 0) == 18);
  cr_assert(run(caller, 0) == 18 && traps == 1);
  signal(SIGTRAP, SIG_DFL);
  code_space_close(space);
  sealer_close(&sealer);
}

enum { THREADS = 6, FUNCTIONS = 150 };
typedef struct {
  CodeRegion *region;
  CodeSpace *space;
  uint32_t number;
  bool right;
} Worker;

static void *worker_run(void *argument) {
  Worker *worker = argument;
  sg_error error;
  Sealer sealer = {.region = worker->region, .thread = code_thread_open(worker->region, &error)};
  worker->right = sealer.thread != NULL && buffer_reserve(&sealer.buffer, 1 << 12, 1 << 8);
  const uint32_t *before = NULL;
  for (uint32_t i = 0; worker->right && i < FUNCTIONS; i++) {
    uint32_t function = i * THREADS + worker->number;
    if (i % 2 == 0) {
      before = seal_constant(&sealer, worker->space, function, function & 0xffff);
      worker->right &= run(before, 0) == (function & 0xffff);
    } else {
      const uint32_t *code = seal_caller(&sealer, worker->space, function, TARGET_FUNCTION, function - THREADS);
      worker->right &= run(code, 0) == ((function - THREADS) & 0xffff) + 1;
      uint32_t found, flags;
      uintptr_t start;
      worker->right &= code_space_find(worker->space, (uintptr_t)(code + 2), &found, &start, &flags) &&
                       found == function && start == (uintptr_t)code;
    }
    /* A space of its own comes and goes meanwhile. */
    if (i % 16 == 0) {
      CodeSpace *own = code_space_open(worker->region, sealer.thread, 3, 1000, NULL, &error);
      worker->right &= own != NULL && run(seal_constant(&sealer, own, 1, i), 0) == i;
      code_space_close(own);
    }
  }
  buffer_free(&sealer.buffer);
  code_thread_close(sealer.thread);
  return NULL;
}

Test(run, threads) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, THREADS * FUNCTIONS, 100000);
  pthread_t threads[THREADS];
  Worker workers[THREADS];
  for (uint32_t i = 0; i < THREADS; i++) {
    workers[i] = (Worker){sealer.region, space, i, false};
    pthread_create(&threads[i], NULL, worker_run, &workers[i]);
  }
  for (uint32_t i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  for (uint32_t i = 0; i < THREADS; i++) cr_assert(workers[i].right, "thread %u", i);
  for (uint32_t i = 0; i < THREADS * FUNCTIONS; i++) {
    uint32_t words, found, flags;
    uintptr_t code = code_space_function(space, i, &words), start;
    cr_assert(code != 0);
    cr_assert(code_space_find(space, code + 4 * words - 4, &found, &start, &flags) && found == i && start == code);
    uint32_t expected = i / THREADS % 2 == 0 ? (i & 0xffff) : ((i - THREADS) & 0xffff) + 1;
    cr_assert(run((const uint32_t *)code, 0) == expected);
  }
  code_space_close(space);
  sealer_close(&sealer);
}

/* A sealing thread may be handed to another thread between functions. */
static void *adopt(void *argument) {
  Worker *worker = argument;
  Sealer *sealer = trap_sealer;
  worker->right = run(seal_constant(sealer, worker->space, 1, 5), 0) == 5;
  return NULL;
}
Test(run, handed_over) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 3, 4096);
  seal_constant(&sealer, space, 0, 4);
  Worker worker = {.space = space};
  trap_sealer = &sealer;
  pthread_t other;
  pthread_create(&other, NULL, adopt, &worker);
  pthread_join(other, NULL);
  cr_assert(worker.right);
  cr_assert(run(seal_constant(&sealer, space, 2, 6), 0) == 6);
  code_space_close(space);
  sealer_close(&sealer);
}

/* ---- What dies ---------------------------------------------------------------------------------------------- */

Test(dies, unsealed_function, .signal = SIGTRAP) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  const Emitted list[] = {OPEN_WORD(0x14000000, TARGET_FUNCTION, 1)};
  emit(&sealer, list, 1);
  run(seal(&sealer, space, 0), 0);
}

Test(dies, regions_data, .signal = SIGSEGV) {
  Sealer sealer = sealer_open();
  run((const uint32_t *)region_base(sealer.region), 0);
}

/* More thunks than functions, or one for the stub itself: they would lie over what follows. */
Test(dies, thunks_of_no_function, .signal = SIGTRAP) {
  Sealer sealer = sealer_open();
  code_space_open_lazy(sealer.region, sealer.thread, 4, 4, 4096, NULL, NULL);
}

/* The words of one function that waits twice, as two functions: the position only advances. Which tag the second would
 * have stands for a forged one. */
Test(dies, function_waits_twice, .signal = SIGTRAP) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  SealBatch batch = {0};
  sg_error error;
  CodeBuffer *buffer = &sealer.buffer;
  const uint64_t counter = code_thread_counter(sealer.thread);
  BufferRegisters saved = buffer_enter(buffer);
  buffer_open(buffer, counter);
  const uint32_t first = buffer_index(buffer);
  buffer_emit(buffer, (uint32_t)PACIBSP);
  buffer_emit(buffer, (uint32_t)RETAB);
  const uint32_t end = buffer_index(buffer);
  for (uint32_t i = 0; i < 2; i++) seal_batch_add(&batch, i, buffer, first, end, buffer_end_tag(buffer, first, end), 0);
  buffer_leave(buffer, saved);
  seal_batch(sealer.thread, space, buffer, &batch, &error);
}
