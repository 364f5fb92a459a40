/* SPDX-License-Identifier: Apache-2.0
 *
 * The fault handler and the signal stacks. What a handler may believe: the thread's store, the code region, the pool of
 * memories and the store's list of instances; x28 only if that list has it. The registers of the context are the
 * faulting code's own. Where the thread goes on it is told in registers of the context, which is memory: so they are
 * signed, and only here, out of a place that was found in sealed code and of the region's own record of a stub.
 *
 * The process-wide state here is what signal handlers force on us: an action is the process's, and a handler gets no
 * argument, so the store is found by the thread. On Linux that is a thread-local of the initial-exec model, which never
 * allocates; Apple's thread-locals allocate when a thread first touches one, so there it hangs on a key of pthread.
 */
#include "runtime/fault.h"

#include "codegen/assembler.h"
#include "memory/seal.h"
#include "runtime/instance.h"
#include "wasm/error.h"

#include <stdlib.h>

enum { SIGNAL_STACK_BYTES = 128 * 1024 }; /* a frame with SVE and SME state can pass 64 KiB */

typedef struct {
  sg_store *store; /* that the thread is in */
  bool prepared;
  void *signal_stack; /* made here, or NULL */
} ThreadState;

#if defined(__aarch64__)
#include "runtime/fault_context.h"

enum { WORD_BYTES = 4, LOWEST_ADDRESS = 65536, ADDRESS_BITS = 52 };

static struct {
  pthread_once_t once;
  bool installed;
  pthread_key_t thread_key; /* of a ThreadState, whose signal stack is given back when the thread ends */
  struct sigaction previous_segv, previous_bus;
} handler = {.once = PTHREAD_ONCE_INIT};
#endif

#if defined(__APPLE__)
static ThreadState *thread_state(void) { return handler.installed ? pthread_getspecific(handler.thread_key) : NULL; }
static ThreadState *thread_state_make(void) {
  ThreadState *state = thread_state();
  return state ? state : calloc(1, sizeof *state);
}
static void thread_state_free(ThreadState *state) { free(state); }
#else
static _Thread_local ThreadState own_thread_state __attribute__((tls_model("initial-exec")));
static ThreadState *thread_state(void) { return &own_thread_state; }
static ThreadState *thread_state_make(void) { return &own_thread_state; }
#if defined(__aarch64__)
static void thread_state_free(ThreadState *state) { *state = (ThreadState){0}; }
#endif
#endif

sg_store *fault_store(void) {
  const ThreadState *state = thread_state();
  return state ? state->store : NULL;
}

void fault_leave(sg_store *previous) { thread_state()->store = previous; }

#if defined(__aarch64__)

/* Ends the process by this signal, whatever becomes of the faulting word meanwhile. */
static _Noreturn void die(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  raise(number);
  integrity_failure();
}

static void previous_handle(int number, siginfo_t *info, void *context) {
  const struct sigaction *previous = number == SIGBUS ? &handler.previous_bus : &handler.previous_segv;
  if (previous->sa_flags & SA_SIGINFO) previous->sa_sigaction(number, info, context);
  else if (previous->sa_handler == SIG_DFL || previous->sa_handler == SIG_IGN)
    signal(number, SIG_DFL); /* the word faults again, without us */
  else previous->sa_handler(number);
}

static bool instance_known(sg_store *store, uint64_t header) {
  for (sg_instance *instance = atomic_load(&store->instances); instance != NULL; instance = instance->next)
    if ((uint64_t)(uintptr_t)instance->header == header) return true;
  return false;
}

/* Which trap an access to `address` is; false: none. Where memories and stacks lie is read from writable memory;
 * whatever it says, the address that a failed authentication leaves (bits 53 and 54, where the core does not fault at
 * once; qemu on x86-64 says 0) is no trap: else signatures could be guessed, one trap each. */
static bool fault_kind(sg_store *store, uint64_t address, uint64_t instance, TrapKind *kind) {
#if !defined(SIGNET_TEST_WITHOUT_ADDRESS_CHECK)
  if (address < LOWEST_ADDRESS || address >> ADDRESS_BITS != 0) return false;
#endif
  uint64_t stack = (uint64_t)(uintptr_t)store->stack;
  if (memory_pool_guards(store->engine->pool, address)) *kind = TRAP_MEMORY_OUT_OF_BOUNDS;
  else if (address < stack && address >= stack - STACK_GUARD_BYTES) *kind = TRAP_STACK_OVERFLOW;
  else if (address == instance + (uint64_t)INSTANCE_POLL) *kind = TRAP_INTERRUPTED;
  else return false;
  return true;
}

/* A page that was forbidden after the interrupt had been delivered, by a sender who was still at it: the page comes
 * back and the poll is done again. The flag is looked at afterwards once more: an interrupt sent meanwhile may have
 * forbidden this very page. */
static bool poll_is_late(sg_store *store, uint64_t instance) {
  if (atomic_load(&store->interrupted)) return false;
  pages_protect((void *)(uintptr_t)(instance - page_bytes()), page_bytes(), false);
  return !atomic_load(&store->interrupted);
}

/* Whether the word at pc may trap by a fault; then also whether its function has no frame record at that point, so that
 * x30 still holds its return address, signed with sp. Functions of a module may fault anywhere, its stubs where the
 * stack ends; the engine's only where they push their frame record then. */
static bool fault_site(sg_store *store, uint64_t pc, TrapKind kind, bool *frameless) {
  uint32_t function, flags;
  uintptr_t code;
  CodeSpace *space = region_find_space(store->engine->region, pc);
  if (space == NULL || !code_space_find(space, pc, &function, &code, &flags)) return false;
  const Word push = a64_pair_pre(A64_STPx, REG_FRAME, REG_LINK, SP, -16);
  bool pushes = *(const Word *)(uintptr_t)pc == push && kind == TRAP_STACK_OVERFLOW;
  *frameless = pushes || (flags & FUNCTION_FRAMELESS) != 0;
  const sg_module *module = code_space_owner(space);
  if (module != NULL && (function < module_defined_count(module->decoded) || module_is_foreign_stub(module, function)))
    return true;
  return pushes && (flags & FUNCTION_TRAMPOLINE) == 0;
}

static uint64_t resume_sign(uint64_t address, uint16_t discriminator) {
  return pac_sign_code(address, pac_modifier(NULL, discriminator));
}

static void fault_handle(int number, siginfo_t *info, void *context) {
  sg_store *store = fault_store();
  const uint64_t pc = fault_pc(context), instance = fault_register(context, REG_INSTANCE);
  if (store == NULL || !region_contains(store->engine->region, pc)) {
    previous_handle(number, info, context);
    return;
  }
  TrapKind kind;
  bool frameless;
  bool traps = !fault_is_sent(info) && instance_known(store, instance) &&
               fault_kind(store, (uint64_t)(uintptr_t)info->si_addr, instance, &kind) &&
               fault_site(store, pc, kind, &frameless);
#if defined(SIGNET_TEST_WITHOUT_FAULT_REFUSAL)
  if (!traps) traps = fault_site(store, pc, kind = TRAP_MEMORY_OUT_OF_BOUNDS, &frameless);
#endif
  if (!traps) die(number);
  if (kind == TRAP_INTERRUPTED && poll_is_late(store, instance)) return;
  const uint64_t stub = code_space_function(store->engine->stubs, kind + (frameless ? TRAP_STUB_FRAMELESS : 0), NULL);
  fault_send(context, resume_sign(stub, DISC_FAULT_STUB), resume_sign(pc + WORD_BYTES, DISC_FAULT_SITE));
}

static void thread_end(void *argument) {
  ThreadState *state = argument;
  if (state->signal_stack) {
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    pages_put(state->signal_stack, SIGNAL_STACK_BYTES, true);
  }
  thread_state_free(state);
}

static void handler_install(void) {
  struct sigaction action = {.sa_sigaction = fault_handle, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  handler.installed = pthread_key_create(&handler.thread_key, thread_end) == 0 &&
                      sigaction(SIGSEGV, &action, &handler.previous_segv) == 0 &&
                      sigaction(SIGBUS, &action, &handler.previous_bus) == 0;
#if defined(SIGNET_TEST_WITHOUT_FAULT_REFUSAL)
  sigaction(SIGILL, &action, NULL);
#endif
}

bool fault_install(sg_engine *engine, sg_error *error) {
  (void)engine;
  pthread_once(&handler.once, handler_install);
  return handler.installed ||
         error_set(error, ERR_ENVIRONMENT, SG_NO_OFFSET, SG_NO_FUNCTION, "no handler for faults to be had");
}

/* An alternate stack that the embedder has given the thread is used as it is, if it is large enough. */
static bool signal_stack_make(ThreadState *state) {
  stack_t old;
  if (sigaltstack(NULL, &old) == 0 && (old.ss_flags & SS_DISABLE) == 0 && old.ss_size >= SIGNAL_STACK_BYTES / 2)
    return true;
  state->signal_stack = pages_get(SIGNAL_STACK_BYTES, true);
  if (state->signal_stack == NULL) return false;
  stack_t made = {.ss_sp = state->signal_stack, .ss_size = SIGNAL_STACK_BYTES};
  return sigaltstack(&made, NULL) == 0;
}

static bool thread_begin(ThreadState *state) {
  if (signal_stack_make(state) && pthread_setspecific(handler.thread_key, state) == 0) return true;
  thread_end(state);
  return false;
}
#else
bool fault_install(sg_engine *engine, sg_error *error) {
  (void)engine, (void)error;
  return true;
}
static bool thread_begin(ThreadState *state) { /* no Wasm runs here */
  (void)state;
  return true;
}
#endif

bool fault_thread_prepare(sg_error *error) {
  ThreadState *state = thread_state_make();
  if (state && (state->prepared || thread_begin(state))) return state->prepared = true;
  return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a stack for signals");
}

bool fault_enter(sg_store *store, sg_store **previous) {
  if (!fault_thread_prepare(NULL)) return false;
  ThreadState *state = thread_state();
  *previous = state->store;
  state->store = store;
  return true;
}
