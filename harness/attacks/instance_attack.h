/* SPDX-License-Identifier: Apache-2.0
 *
 * What the attacks on an instance share: the module modules/victim.wat, which keeps to its types, with a host function
 * during which the attacker acts: whatever another thread could do at that moment.
 */
#ifndef SIGNET_HARNESS_INSTANCE_ATTACK_H
#define SIGNET_HARNESS_INSTANCE_ATTACK_H

#include "harness/attacks/attack.h"
#include "memory/linear.h"
#include "memory/pac.h"
#include "runtime/instance.h"
#include "runtime/test_fixture.h"

enum { HONEST = 1, OTHER = 2, SECRET = 7, EVIL = 666, ELEMENTS = 64 };

static sg_engine *engine;
static sg_store *store;
static sg_instance *instance;
static sg_trap *(*host_action)(void);

static sg_trap *host_attack(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values;
  sg_trap *trap = host_action ? host_action() : NULL;
  __asm__ volatile("" ::: "memory"); /* no tail call: inner_record counts frames */
  return trap;
}
static sg_trap *host_number(void *context, sg_instance *caller, sg_raw *values) {
  (void)caller;
  values[0] = (sg_raw){.i32 = *(const int32_t *)context};
  return NULL;
}
static sg_trap *host_address(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller;
  values[0] = (sg_raw){.i32 = EVIL};
  return NULL;
}

__attribute__((unused)) static sg_instance *victim_make(const sg_module *module) {
  static const int32_t numbers[] = {HONEST, OTHER};
  const sg_type_kind types[] = {SG_I32, SG_I32};
  const sg_func_type nothing = {NULL, 0, 0}, number = {types, 0, 1}, to_number = {types, 1, 1};
  const sg_extern imports[] = {
      {SG_EXTERN_FUNC, {.func = sg_func_new(store, nothing, host_attack, NULL, NULL, NULL)}},
      {SG_EXTERN_FUNC, {.func = sg_func_new(store, number, host_number, (void *)(uintptr_t)&numbers[0], NULL, NULL)}},
      {SG_EXTERN_FUNC, {.func = sg_func_new(store, number, host_number, (void *)(uintptr_t)&numbers[1], NULL, NULL)}},
      {SG_EXTERN_FUNC, {.func = sg_func_new(store, to_number, host_address, NULL, NULL, NULL)}}};
  return instance_make(store, module, imports, 4);
}
enum { IMPORT_ATTACK, IMPORT_ONE, IMPORT_TWO, IMPORT_ADDRESS };

__attribute__((unused)) static void set_up_with(const sg_config *config) {
  sg_error error = {0};
  engine = sg_engine_new(config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  store = sg_store_new(engine, NULL);
  instance = victim_make(module_make(engine, "victim"));
}
__attribute__((unused)) static void set_up(void) { set_up_with(NULL); }

__attribute__((unused)) static int32_t call(const char *name, int32_t argument) {
  return call_i32(instance, name, argument, 0, 0).i32;
}

__attribute__((unused)) static CallSlot *table_slots(void) {
  return (CallSlot *)(uintptr_t)pac_strip(export_find(instance, "table").of.table->header.base);
}
__attribute__((unused)) static CallSlot *import_slots(void) {
  return (CallSlot *)instance_at(instance, instance->module->layout.imports);
}

/* Code of the program that no signed pointer leads to. */
static bool gadget_ran;
__attribute__((unused, noinline)) static uint64_t gadget(void) {
  gadget_ran = true;
  return EVIL;
}
__attribute__((unused)) static uint64_t gadget_address(void) { return (uint64_t)(uintptr_t)gadget; }

/* A copy of the instance's pages in memory of the attacker's, with another secret. */
__attribute__((unused)) static InstanceHeader *instance_copy(void) {
  const InstanceLayout *layout = &instance->module->layout;
  const size_t room = (layout->bytes + page_bytes() - 1) & ~(page_bytes() - 1);
  uint8_t *pages = pages_get(page_bytes() + room, true);
  cr_assert(pages != NULL);
  InstanceHeader *copy = (InstanceHeader *)(void *)(pages + page_bytes());
  memcpy(copy, instance->header, layout->bytes);
  /* Its first word names itself, under the signature of the other. */
  copy->self = (uint64_t)(uintptr_t)copy | (copy->self & ~(uint64_t)0xffffffffffff);
  memcpy((uint8_t *)copy + layout->globals[0], &(int32_t){EVIL}, 4);
  return copy;
}

typedef struct FrameRecord {
  struct FrameRecord *caller;
  uint64_t return_address;
} FrameRecord;

/* The record of $inner, from a host_action that is not inlined. In between: the action, host_attack, the import stub.
 */
__attribute__((unused, noinline)) static FrameRecord *inner_record(void) {
  FrameRecord *record = __builtin_frame_address(0);
  for (int i = 0; i < 4; i++) record = record->caller;
  return record;
}

#endif
