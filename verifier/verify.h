/* SPDX-License-Identifier: Apache-2.0
 *
 * The verifier of sealed code: decodes every word of a function or a stub and proves that it keeps to the sandbox,
 * whatever the emitter's state was when it made them (SECURITY.md, "The verifier"). Code of its own: it shares with the
 * emitter the layout of instances (codegen/layout.h) and the page of the ABI (codegen/abi.h), and no encoder, no
 * decision. It reads words that nobody can change any more, and tables of the module that are read-only.
 *
 * One pass in the order of the words; what is known of registers lasts until a label, so no state is kept for labels
 * and time and memory are linear in the words, whatever they are. A word that it does not know is refused.
 */
#ifndef SIGNET_VERIFIER_VERIFY_H
#define SIGNET_VERIFIER_VERIFY_H

#include "codegen/abi.h"
#include "codegen/layout.h"
#include "memory/region.h"

#include <stdbool.h>
#include <stdint.h>

/* What calls of one function type must agree on. The discriminators are those of memory/pac.h. */
typedef struct {
  uint32_t canonical;
  uint32_t stack_slots; /* at the caller's sp, as layout_stack_slots counts them */
  uint16_t slot_discriminator, dispatch_discriminator;
} VerifyType;

/* A table that call_indirect reaches through the instance. */
typedef struct {
  uint32_t offset, elements;
} VerifyDispatch;

/* What the functions of one module are held to. Read-only while any is verified. */
typedef struct {
  const Module *module;
  const InstanceLayout *layout;
  const CodeSpace *space;           /* where its functions are; defined ones first */
  const CodeSpace *stubs;           /* the engine's, by their number */
  uintptr_t trap;                   /* of these that of accesses out of bounds, with a frame; 0: not told */
  const VerifyType *types;          /* by type index */
  const VerifyType *by_canonical;   /* the same, ascending */
  const VerifyDispatch *dispatches; /* ascending by offset */
  uint32_t dispatch_count;
  uint16_t module_id;
  bool checked_memory; /* memory 0 is checked against x26 */
} VerifyModule;

/* What both sides know by other names; runtime/verify.c compares: discriminators of memory/pac.h, the helpers of
 * codegen/stubs.def in their order, and what a guarded memory reserves. */
enum { VERIFY_DISC_TABLE_BASE = 0x8002, VERIFY_DISC_HELPER = 0x8003, VERIFY_DISC_HOST = 0x8005 };
enum {
  VERIFY_memory_grow,
  VERIFY_memory_init,
  VERIFY_memory_copy,
  VERIFY_memory_fill,
  VERIFY_data_drop,
  VERIFY_table_get,
  VERIFY_table_set,
  VERIFY_table_grow,
  VERIFY_table_fill,
  VERIFY_table_copy,
  VERIFY_table_init,
  VERIFY_elem_drop,
  VERIFY_ref_func,
  VERIFY_HELPERS
};
#define VERIFY_GUARDED_BYTES ((UINT64_C(1) << 33) + 4096)

/* A thread's room: kept from function to function. Zeroed it is empty. */
typedef struct {
  uint8_t *marks; /* a byte a word, and one */
  uint32_t room;
} VerifyRoom;
bool verify_room_reserve(VerifyRoom *room, uint32_t words); /* false: no memory */
void verify_room_free(VerifyRoom *room);

/* Which word was refused (an index), and why: a static string. */
typedef struct {
  uint32_t at;
  const char *reason;
} VerifyFault;

/* The words that are to be verified, and where they lie: the same place, but for tests. */
typedef struct {
  const uint32_t *words;
  uint32_t count;
  uintptr_t address;
} VerifyCode;

/* Defined function `function` (by its index among the defined). frameless: what the seal says of it to the fault
 * handler. False: refused, and *fault. */
bool verify_function(const VerifyModule *module, VerifyRoom *room, uint32_t function, bool frameless, VerifyCode code,
                     VerifyFault *fault);

/* Stubs, each the only one of its shape for what it is made for (codegen/: entry_stub.c, foreign_stub.c, lazy_stub.c,
 * trampoline.c, engine_stubs.c). cell: where the signed pointer of the C function that it calls is. */
bool verify_entry_stub(const VerifyModule *module, uint32_t function, VerifyCode code, VerifyFault *fault);
bool verify_foreign_stub(const VerifyModule *module, const FuncType *func, const VerifyType *type, VerifyCode code,
                         VerifyFault *fault);
bool verify_lazy_stub(const VerifyModule *module, uint64_t cell, VerifyCode code, VerifyFault *fault);
bool verify_trampoline(const FuncType *type, uint32_t discriminator, VerifyCode code, VerifyFault *fault);
bool verify_import_stub(const FuncType *type, uint32_t discriminator, const CodeSpace *stubs, uint64_t cell,
                        VerifyCode code, VerifyFault *fault);
/* stubs: the engine's, of which those below this one are sealed. */
bool verify_engine_stub(uint32_t stub, const CodeSpace *stubs, uint64_t cell, VerifyCode code, VerifyFault *fault);

#endif
