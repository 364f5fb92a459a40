/* SPDX-License-Identifier: Apache-2.0
 *
 * Guessing a signature: the base of a memory is overwritten, while the host is called, with an address of the
 * attacker's choice under each of 128 signatures, one after the other; Wasm then authenticates it and loads. Each guess
 * is put right again, so that the next call enters. with_guards: before, the heap is made to say that all addresses are
 * guards of memories, where faults are traps.
 */
#ifndef SIGNET_HARNESS_GUESS_ATTACK_H
#define SIGNET_HARNESS_GUESS_ATTACK_H

#include "harness/attacks/instance_attack.h"

static int32_t treasure[1024] = {EVIL};
static uint64_t honest, guess;

static sg_trap *overwrite(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values;
  enum { SIGNATURE_SHIFT = 48 };
  instance->header->memory_base = (uint64_t)(uintptr_t)treasure | guess << SIGNATURE_SHIFT;
  return NULL;
}

static inline Outcome signatures_guess(bool with_guards) {
  enum { SIGNATURES = 128 };
  engine = engine_make();
  store = sg_store_new(engine, NULL);
  sg_func *host = sg_func_new(store, (sg_func_type){NULL, 0, 0}, overwrite, NULL, NULL, NULL);
  instance = instance_make(store, module_make(engine, "guess"), &(sg_extern){SG_EXTERN_FUNC, {.func = host}}, 1);
  honest = instance->header->memory_base;
  if (with_guards) *(uint64_t *)(void *)engine->pool = UINT64_MAX; /* memory/linear.c: the reservation of each memory */
  for (; guess < SIGNATURES; guess++) {
    sg_raw values[1];
    sg_trap *trap = sg_func_call(func_find(instance, "attack_then_load"), values);
    if (!trap && values[0].i32 == EVIL) return WORKED;
    sg_trap_free(trap);
    instance->header->memory_base = honest;
  }
  return NOTHING;
}

#endif
