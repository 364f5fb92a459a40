/* SPDX-License-Identifier: Apache-2.0
 *
 * The walk over frame records, and the three ways into it: from a trap stub, from a helper, from a host function.
 *
 * A frame record lies where x29 points: the caller's x29, then the return address signed with x29 + 16, the sp at entry
 * (codegen/abi.h). All of it is memory that an attacker may have written, so a record is used only if it lies in the
 * store's stack, aligned and above the last one, and its return address authenticates to sealed code. The walk
 * ends in the trampoline, whose own return address must be the one place in enter_wasm.
 */
#include "runtime/unwind.h"

#include "codegen/assembler.h"
#include "codegen/layout.h"
#include "memory/seal.h"
#include "runtime/fault.h"

#if defined(__aarch64__)
extern const char enter_wasm_return[]; /* in enter_arm64.S, behind its blrab */
#else
/* Where the code cannot run the engine says so (sg_engine_can_run) and nothing is entered. */
static const char enter_wasm_return[1];
uint64_t enter_wasm(CallSlot *slot, void *values, uint64_t trampoline, uint64_t modifier, void *stack_top) {
  (void)slot, (void)values, (void)trampoline, (void)modifier, (void)stack_top;
  integrity_failure();
}
_Noreturn void unwind_leave(uint64_t trampoline_frame) {
  (void)trampoline_frame;
  integrity_failure();
}
#endif

enum { WORD_BYTES = 4, FRAME_RECORD_BYTES = 16 };

typedef struct {
  uint64_t caller_frame; /* the caller's x29 */
  uint64_t return_address;
} FrameRecord;

static uint64_t return_address_authenticate(uint64_t signed_address, uint64_t sp) {
#if defined(SIGNET_TEST_WITHOUT_UNWIND_CHECK)
  (void)sp;
  uint64_t address = pac_strip(signed_address);
#else
  uint64_t address = pac_auth_code(signed_address, sp);
#endif
  if (!pac_authenticated(address)) integrity_failure();
  return address;
}

/* The record at `frame`, its return address authenticated. */
static FrameRecord frame_record(const sg_store *store, uint64_t frame, uint64_t lowest) {
  uint64_t highest = (uint64_t)(uintptr_t)store_stack_top(store) - FRAME_RECORD_BYTES;
  if (frame % FRAME_RECORD_BYTES != 0 || frame < lowest || frame > highest) integrity_failure();
  FrameRecord record = *(const FrameRecord *)(uintptr_t)frame;
  record.return_address = return_address_authenticate(record.return_address, frame + FRAME_RECORD_BYTES);
  return record;
}

/* The store's instance of the module whose header is said to be at `header`; else any one of the module. */
static sg_instance *instance_find(sg_store *store, const sg_module *module, uint64_t header) {
  sg_instance *some = NULL;
  for (sg_instance *instance = atomic_load(&store->instances); instance != NULL; instance = instance->next) {
    if (instance->module != module) continue;
    if ((uint64_t)(uintptr_t)instance->header == header) return instance;
    some = instance;
  }
  return some;
}

/* A function that stands on the stack. */
typedef struct {
  const sg_module *module; /* NULL: engine code, or a stub */
  uint32_t function, code_offset;
} Position;

static void trap_note(sg_store *store, sg_trap *trap, const Position *position, uint64_t header) {
  if (trap == NULL || trap->frame_count == TRAP_FRAMES) return;
  sg_instance *instance = instance_find(store, position->module, header);
  if (instance != NULL) trap_add_frame(trap, instance, position->function, position->code_offset);
}

/* Whether the sealed word calls a function of its own instance, or a foreign stub, which keeps the instance itself. */
static bool word_stays(uint64_t pc) {
  const Word word = *(const Word *)(uintptr_t)pc;
  return word >> 26 == A64_BL >> 26 || word == a64_blrab(REG_SCRATCH0, REG_SCRATCH1);
}

/* The instance that a caller which leaves it keeps in its slot 0: at its sp, above the room of the call's stack
 * arguments. */
static uint64_t caller_instance(const sg_store *store, const Position *callee, uint64_t sp) {
  if (callee->module != NULL)
    sp += SLOT_BYTES * (uint64_t)layout_stack_slots(module_func_type(callee->module->decoded, callee->function));
  if (sp < (uint64_t)(uintptr_t)store->stack || sp > (uint64_t)(uintptr_t)store_stack_top(store) - SLOT_BYTES) return 0;
  return *(const uint64_t *)(uintptr_t)sp;
}

static uint64_t foreign_stub_instance(const sg_store *store, uint64_t frame) {
  const uint64_t place = frame - 2 * SLOT_BYTES;
  if (frame % FRAME_RECORD_BYTES != 0 || place < (uint64_t)(uintptr_t)store->stack ||
      place > (uint64_t)(uintptr_t)store_stack_top(store) - SLOT_BYTES)
    return 0;
  return *(const uint64_t *)(uintptr_t)place;
}

uint64_t unwind_walk(sg_store *store, const UnwindStart *start, sg_trap *trap) {
  const CodeRegion *region = store->engine->region;
  uint64_t pc = start->pc, frame = start->frame, link = start->link, instance = start->instance;
  uint64_t lowest = (uint64_t)(uintptr_t)store->stack;
  Position position = {0};
  for (;;) {
    if (pc != 0) {
      uint32_t function, flags;
      uintptr_t code;
      CodeSpace *space = region_find_space(region, pc);
      if (space == NULL || !code_space_find(space, pc, &function, &code, &flags)) integrity_failure();
      if (flags & FUNCTION_TRAMPOLINE) {
        if (frame_record(store, frame, lowest).return_address != (uint64_t)(uintptr_t)enter_wasm_return)
          integrity_failure();
        return frame;
      }
      position.module = code_space_owner(space);
      if (position.module != NULL && function >= module_defined_count(position.module->decoded)) {
        /* A stub. A foreign one's caller's instance lies below its frame record, but if it is the stub itself that
         * traps: then x28 is that still. */
        if (module_is_foreign_stub(position.module, function) && pc != start->pc)
          instance = foreign_stub_instance(store, frame);
        position.module = NULL;
      } else if (position.module != NULL) {
        position.function = position.module->decoded->imported_functions + function;
        position.code_offset = (uint32_t)(pc - code);
        trap_note(store, trap, &position, instance);
      }
    }
    uint64_t sp;
    if (link != 0) {
      sp = start->sp;
      pc = return_address_authenticate(link, sp) - WORD_BYTES;
      link = 0;
    } else {
      FrameRecord record = frame_record(store, frame, lowest);
      sp = lowest = frame + FRAME_RECORD_BYTES;
      pc = record.return_address - WORD_BYTES;
      frame = record.caller_frame;
    }
    if (!region_contains(region, pc)) integrity_failure();
    if (trap != NULL && trap->frame_count < TRAP_FRAMES && !word_stays(pc))
      instance = caller_instance(store, &position, sp);
  }
}

static sg_store *store_entered(void) {
  sg_store *store = fault_store();
  if (store == NULL) integrity_failure();
  return store;
}

uint64_t unwind_raise(InstanceHeader *instance, uint64_t kind, uint64_t pc, uint64_t frame, uint64_t link,
                      uint64_t sp) {
  sg_store *store = store_entered();
  UnwindStart start = {
      .pc = pc - WORD_BYTES, .frame = frame, .link = link, .sp = sp, .instance = (uint64_t)(uintptr_t)instance};
  sg_trap *trap = trap_new((TrapKind)kind);
  uint64_t trampoline = unwind_walk(store, &start, trap);
  store->pending_trap = trap;
  return trampoline;
}

/* Walks from a stub whose C function has the frame record `c_frame`. */
static uint64_t walk_from_stub(sg_store *store, void *c_frame, const InstanceHeader *instance, sg_trap *trap) {
  UnwindStart start = {.frame = ((const FrameRecord *)c_frame)->caller_frame,
                       .instance = (uint64_t)(uintptr_t)instance};
  return unwind_walk(store, &start, trap);
}

_Noreturn void unwind_helper(InstanceHeader *instance, sg_trap *trap, void *helper_frame) {
  sg_store *store = store_entered();
  uint64_t trampoline = walk_from_stub(store, helper_frame, instance, trap);
  store->pending_trap = trap;
  unwind_leave(trampoline);
}

uint64_t unwind_host(sg_trap *trap, void *host_trap_frame) {
  sg_store *store = store_entered();
  trap_add_frame(trap, NULL, 0, 0);
  uint64_t trampoline = walk_from_stub(store, host_trap_frame, NULL, trap);
  store->pending_trap = trap;
  return trampoline;
}
