/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls between C and Wasm. sg_func_call enters Wasm on the store's stack, or stays on it when a host function calls
 * back in; import stubs call host functions. A trap comes out of enter_wasm as 1, the trap itself in the
 * store.
 *
 * A store's stack is left without returning when a host function of it enters another store. Should that one call back
 * into the first, its Wasm goes on below everything that is live there: `left_at` of the store.
 */
#include "runtime/call.h"
#include "runtime/fault.h"
#include "runtime/trap.h"
#include "runtime/unwind.h"
#include "wasm/error.h"

#include <stdlib.h>
#include <string.h>

/* A host function called from C: import stubs call theirs themselves. */
static sg_trap *host_call(const HostFunction *host, sg_raw *values) {
  const HostEntry *entry = &host->entry;
#if defined(SIGNET_TEST_WITHOUT_CALLBACK_CHECK)
  uint64_t callback = pac_strip(entry->callback);
#else
  uint64_t callback = pac_auth_code(entry->callback, pac_modifier(&entry->callback, DISC_HOST));
#endif
  if (!pac_authenticated(callback)) integrity_failure();
  return ((sg_host_callback)pac_function_pointer(callback))(entry->context, NULL, values);
}

uint64_t runtime_host_trap(sg_trap *trap) {
  const uint64_t trampoline = unwind_host(trap, __builtin_frame_address(0));
  __asm__ volatile("" ::: "memory"); /* no tail call: the frame must be there while its record is read */
  return trampoline;
}

#if defined(__aarch64__)

_Static_assert(sizeof(sg_raw) == VALUE_BYTES, "trampolines read arrays of sg_raw");

/* Below the frame that calls enter_wasm, which saves 176 bytes before it changes stacks. */
enum { LEFT_STACK_BYTES = 1024 };

static bool on_stack(const sg_store *store, uintptr_t sp) { return sp - (uintptr_t)store->stack < store->stack_bytes; }

typedef struct {
  bool possible;
  void *top; /* NULL: stay */
} StackChoice;

/* Where the Wasm runs, with half the reserve for C left at least: trampolines do not probe. */
static StackChoice stack_choose(const sg_store *store, uintptr_t sp) {
  uintptr_t least = (uintptr_t)store->stack + C_RESERVE_BYTES / 2;
  if (store->depth == 0) return (StackChoice){true, store_stack_top(store)};
  if (on_stack(store, sp)) return (StackChoice){sp >= least, NULL};
  return (StackChoice){store->left_at >= least, (void *)store->left_at};
}

static sg_trap *trap_take(sg_store *store) {
  sg_trap *trap = store->pending_trap;
  store->pending_trap = NULL;
  if (trap->kind == SG_TRAP_INTERRUPTED) store_interrupt_delivered(store);
  return trap;
}

static sg_trap *wasm_call(sg_func *func, sg_raw *values) {
  sg_store *store = func->store, *previous;
  if (atomic_load(&store->interrupted)) {
    store_interrupt_delivered(store);
    return trap_new(TRAP_INTERRUPTED);
  }
  uintptr_t sp = (uintptr_t)__builtin_frame_address(0);
  StackChoice stack = stack_choose(store, sp);
  if (!stack.possible) return trap_new(TRAP_STACK_OVERFLOW);
  uint64_t trampoline = engine_trampoline(store->engine, func->type, NULL);
  if (!trampoline || !fault_enter(store, &previous)) return trap_new(TRAP_LIMIT);
  uintptr_t left_at = 0;
  if (previous && stack.top && on_stack(previous, sp)) {
    left_at = previous->left_at;
    previous->left_at = (sp - LEFT_STACK_BYTES) & ~(uintptr_t)15;
  }
  store->depth++;
  uint64_t trapped = enter_wasm(&func->slot, values, trampoline, trampoline_modifier(func->type), stack.top);
  store->depth--;
  if (previous && stack.top) previous->left_at = left_at;
  fault_leave(previous);
  return trapped ? trap_take(store) : NULL;
}

#else

/* No instance can be made here, so there is no such function. */
static sg_trap *wasm_call(sg_func *func, sg_raw *values) {
  (void)func, (void)values;
  return trap_new(TRAP_LIMIT);
}

#endif

sg_trap *sg_func_call(sg_func *func, sg_raw *values) {
  /* Not through an import stub, which needs a caller in Wasm. */
  return func->host ? host_call(func_host(func), values) : wasm_call(func, values);
}

static bool arguments_fit(const sg_func *func, const sg_value *args, size_t arg_count, const sg_value *results,
                          size_t result_count, sg_error *error) {
  const CanonicalType *type = func->type;
  if (arg_count != type->func.param_count || result_count != type->func.result_count)
    return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "%zu arguments and %zu results, not %u and %u",
                     arg_count, result_count, type->func.param_count, type->func.result_count);
  if ((arg_count && !args) || (result_count && !results))
    return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "no arguments or no room for results");
  for (size_t i = 0; i < arg_count; i++)
    if (args[i].kind != type->kinds[i] || !value_fits(func->store, type->func.types[i], args[i].of))
      return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "argument %zu is not of its type", i);
  return true;
}

bool sg_func_call_checked(sg_func *func, const sg_value *args, size_t arg_count, sg_value *results, size_t result_count,
                          sg_trap **trap, sg_error *error) {
  if (trap) *trap = NULL;
  if (!func) return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "no function");
  if (!arguments_fit(func, args, arg_count, results, result_count, error)) return false;
  size_t room = arg_count > result_count ? arg_count : result_count;
  sg_raw *values = calloc(room ? room : 1, sizeof *values);
  if (!values) return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "the values of a call");
  for (size_t i = 0; i < arg_count; i++) values[i] = args[i].of;
  sg_trap *trapped = sg_func_call(func, values);
  for (size_t i = 0; i < result_count && !trapped; i++)
    results[i] = (sg_value){func->type->kinds[arg_count + i], values[i]};
  free(values);
  if (!trapped) return true;
  trap_error(trapped, error);
  if (trap) *trap = trapped;
  else sg_trap_free(trapped);
  return false;
}
