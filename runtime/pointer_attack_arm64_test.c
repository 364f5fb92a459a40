/* SPDX-License-Identifier: Apache-2.0
 *
 * Attacks on signed pointers by someone who can read and write all memory that is writable, but has no key: a signed
 * pointer is moved to where it was not signed for. Each is tried in a child and must end it. The controls
 * (cmake/controls.cmake) are this file once more, with codegen/ and runtime/ compiled without one defence: there the
 * attacks that it stops, and only they, must work. A child that lives has either worked (exit status 0) or come to
 * nothing (1); neither passes here.
 *
 * Of a signature 7 bits are checked under qemu: where a pointer goes is chosen so that its signature is not right there
 * by chance.
 */
#include "memory/pac.h"
#include "runtime/instance.h"
#include "runtime/test_fixture.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKED = 0, NOTHING = 1, ELEMENTS = 64 };

#if defined(SIGNET_TEST_WITHOUT_A_DEFENCE)
const char this_program_tests_without_a_defence = 1;
#endif

/* The modifier as it ought to be, whatever the control does. */
static inline uint64_t modifier_of(const void *slot, uint16_t discriminator) {
  return ((uint64_t)(uintptr_t)slot & 0xffffffffffff) | (uint64_t)discriminator << 48;
}

static sg_instance *instance;
static sg_trap *(*host_action)(void);

static sg_trap *host_callback(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values;
  sg_trap *trap = host_action ? host_action() : NULL;
  __asm__ volatile("" ::: "memory"); /* no tail call: inner_record counts frames */
  return trap;
}

static void set_up(void) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_func *host = sg_func_new(store, (sg_func_type){NULL, 0, 0}, host_callback, NULL, NULL, NULL);
  instance = instance_make(store, module_make(engine, "attacks"), &(sg_extern){SG_EXTERN_FUNC, {.func = host}}, 1);
}

static int32_t call(const char *name, int32_t argument) { return call_i32(instance, name, argument, 0, 0).i32; }

static void expect(int (*attack)(void)) {
  pid_t child = fork();
  if (child == 0) {
    set_up();
    _exit(attack());
  }
  int status;
  cr_assert_eq(waitpid(child, &status, 0), child);
#if defined(SIGNET_TEST_WITHOUT_A_DEFENCE)
  cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == WORKED, "does not work without the defence: status %x", status);
#else
  /* A failed authentication is SIGILL where the core has FPAC, else a pointer that faults; brk is SIGTRAP. */
  const unsigned signals = 1u << SIGSEGV | 1u << SIGILL | 1u << SIGTRAP;
  cr_assert(WIFSIGNALED(status) && (signals >> WTERMSIG(status) & 1), "status %x", status);
#endif
}
#define ATTACK(name)                                                                                                   \
  static int name##_attack(void);                                                                                      \
  Test(pointer_attack, name) { expect(name##_attack); }                                                                \
  static int name##_attack(void)

#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_SLOT_ADDRESS)

/* A pointer may be right at another place by chance, 1 time in 128 here. That tells nothing of the defence, and counts
 * as stopped; without the defence the attack works all the same. */
static void leave_if_right_by_chance(bool right) {
#if defined(SIGNET_TEST_WITHOUT_A_DEFENCE)
  (void)right;
#else
  if (right) raise(SIGILL);
#endif
}

static TableHeader *table_header(const char *name) { return &export_find(instance, name).of.table->header; }

/* An element of a table is copied over another one. */
ATTACK(element_moved) {
  CallSlot *slots = (CallSlot *)(uintptr_t)pac_strip(table_header("table")->base);
  call("fill_second", 0);
  for (int32_t i = 1; i < ELEMENTS; i++) {
    call("fill", i);
    uint16_t discriminator = pac_type_discriminator((uint32_t)slots[i].type);
    if (pac_sign_code(pac_strip(slots[0].entry), modifier_of(&slots[i], discriminator)) == slots[0].entry) continue;
    slots[i] = slots[0];
    return call("call", i) == 2 ? WORKED : NOTHING;
  }
  return NOTHING;
}

/* The same of a table of fixed size, whose elements call_indirect finds in the instance. */
ATTACK(dispatch_entry_moved) {
  const sg_module *module = instance->module;
  DispatchEntry *entries = (DispatchEntry *)instance_at(instance, module->layout.dispatch[2]);
  for (int32_t i = 1; i < ELEMENTS; i++) {
    call("fill_fixed", i);
    uint16_t discriminator = pac_dispatch_discriminator(entries[i].type, module->context.module_id);
    if (pac_sign_code(pac_strip(entries[0].entry), modifier_of(&entries[i].entry, discriminator)) == entries[0].entry)
      continue;
    entries[i] = entries[0];
    return call("call_fixed", i) == 2 ? WORKED : NOTHING;
  }
  return NOTHING;
}

/* A table gets the base of another one. */
ATTACK(table_base_moved) {
  TableHeader *table = table_header("table"), *other = table_header("other");
  for (int32_t i = 0; i < ELEMENTS; i++) call("fill", i);
  const uint64_t modifier = modifier_of(&table->base, DISC_TABLE_BASE);
  leave_if_right_by_chance(pac_sign_data(pac_strip(other->base), modifier) == other->base);
  table->base = other->base;
  return call("call", 1) == 3 ? WORKED : NOTHING;
}

/* A function object's entry in another object: what a host calls. */
ATTACK(function_object_moved) {
  sg_func *first = func_find(instance, "first"), *secret = func_find(instance, "secret");
  uint16_t discriminator = pac_type_discriminator((uint32_t)first->slot.type);
  const uint64_t entry = secret->slot.entry, modifier = modifier_of(&first->slot, discriminator);
  leave_if_right_by_chance(pac_sign_code(pac_strip(entry), modifier) == entry);
  first->slot.entry = secret->slot.entry;
  return call("first", 0) == 7 ? WORKED : NOTHING;
}

#endif
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_INSTANCE_CHECK)

/* A function object leads to an instance that is a copy, with another secret. */
ATTACK(instance_copied) {
  enum { PLACES = 16 };
  sg_func *secret = func_find(instance, "secret");
  const InstanceLayout *layout = &instance->module->layout;
  size_t room = 2 * page_bytes();
  cr_assert_lt(layout->bytes, page_bytes());
  for (int i = 0; i < PLACES; i++) {
    uint8_t *pages = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    InstanceHeader *copy = (InstanceHeader *)(void *)(pages + page_bytes());
    uint64_t self = instance->header->self;
    if (pac_sign_data(pac_strip(self), modifier_of(copy, instance->module->context.module_id)) == self) continue;
    memcpy(copy, instance->header, layout->bytes);
    memcpy((uint8_t *)copy + layout->globals[0], &(int32_t){1234}, 4);
    secret->slot.context = (uint64_t)(uintptr_t)copy;
    return call("secret", 0) == 1234 ? WORKED : NOTHING;
  }
  return NOTHING;
}

#endif
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_SIGNED_RETURNS)

typedef struct FrameRecord {
  struct FrameRecord *caller;
  uint64_t return_address;
} FrameRecord;

/* The record of $inner. In between: the action, host_callback, and the import stub. */
__attribute__((noinline)) static FrameRecord *inner_record(void) {
  FrameRecord *record = __builtin_frame_address(0);
  for (int i = 0; i < 4; i++) record = record->caller;
  return record;
}

static uint64_t seen;
static FrameRecord *seen_at;
__attribute__((noinline)) static sg_trap *return_see(void) {
  seen_at = inner_record();
  seen = seen_at->return_address;
  __asm__ volatile("" ::: "memory");
  return NULL;
}

static bool overwritten;
__attribute__((noinline)) static sg_trap *return_overwrite(void) {
  FrameRecord *record = inner_record();
  overwritten = pac_sign_code(pac_strip(seen), (uint64_t)(uintptr_t)(record + 1)) != seen;
  if (overwritten) record->return_address = seen;
  __asm__ volatile("" ::: "memory");
  return NULL;
}

/* A return address from elsewhere, signed for another depth of the stack. */
ATTACK(return_address_moved) {
  for (int32_t depth = 1; depth < 16; depth++) {
    host_action = return_see;
    if (call("second", depth) != 2 + 10 * depth) return NOTHING;
    host_action = return_overwrite;
    int32_t result = call("first", 0);
    if (overwritten) return result == 2 ? WORKED : NOTHING;
  }
  return NOTHING;
}

#endif

/* What the attacks use gives these results when nothing is forged. */
Test(pointer_attack, nothing_forged, .init = set_up) {
  call("fill", 1);
  cr_assert_eq(call("call", 1), 1);
  call("fill_second", 1);
  cr_assert_eq(call("call", 1), 2);
  call("fill_fixed", 1);
  cr_assert_eq(call("call_fixed", 1), 1);
  cr_assert_eq(call("call_fixed", 0), 2);
  cr_assert_eq(call("secret", 0), 7);
  cr_assert_eq(call("first", 0), 1);
  cr_assert_eq(call("second", 3), 32);
}
