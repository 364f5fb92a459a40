/* SPDX-License-Identifier: Apache-2.0
 *
 * What emitted code and runtime/ agree on: the layout of instances, call slots and tables, the arrays of values that
 * trampolines read, and the offsets of a module's parts in its instances. Every offset that emitted code uses is a
 * constant or an InstanceLayout field here, and is tied to the structure by a static assertion.
 *
 * All of this lies in memory that an attacker may write. What steers control or addresses is therefore signed:
 * `self`, the bases, and each entry (design, section 6).
 */
#ifndef SIGNET_CODEGEN_LAYOUT_H
#define SIGNET_CODEGEN_LAYOUT_H

#include "wasm/module.h"

#include <stddef.h>

/* A callable place: an import slot of an instance, an element of a funcref table, a function object. Whoever calls
 * through it holds the slot's address in x9, compares the type where it is not known, and goes by
 *     ldr x17, [x9];  mov x16, x9;  movk x16, #discriminator(type), lsl #48;  blrab x17, x16
 * The code at `entry` finds its context through x9. */
typedef struct CallSlot {
  uint64_t entry;   /* signed IB: pac_modifier(this slot, pac_type_discriminator(type)); 0: null */
  uint64_t context; /* of Wasm: the callee's instance; of C: its HostEntry + 1, signed DB: pac_modifier(&context,
                       pac_type_discriminator(type)) */
  uint64_t type;    /* canonical type id; 0: null element. Compared whole, 32 bits */
  struct CallSlot *function; /* the function object: the funcref value that table.get gives */
} CallSlot;
enum { CALL_SLOT_SHIFT = 5 };
_Static_assert(sizeof(CallSlot) == 1 << CALL_SLOT_SHIFT, "tables are indexed by a shift");

/* Added to the address of a HostEntry, and to no instance's, so that who copies a slot knows which it is. */
enum { CONTEXT_OF_HOST = 1 };

/* What import stubs read of a host function: callback(context, InstanceHeader.owner of the caller, values). */
typedef struct HostEntry {
  uint64_t callback; /* signed IB: pac_modifier(&callback, DISC_HOST) */
  void *context;
} HostEntry;

/* An element of a funcref table of fixed size, as call_indirect of one instance sees it: a copy in the instance, which
 * runtime/dispatch.c keeps. Its place follows from x28 and an index below a constant, so an entry that authenticates is
 * of this very instance: a function of it is entered with x28 as it is, anything else by a stub of the module
 * (codegen/foreign_stub.c), which takes the caller's instance back afterwards. So the caller does neither.
 *
 * `entry` lies at 8 modulo 16, that of a CallSlot at 0: neither's signature is ever right in the other's place. */
typedef struct DispatchEntry {
  uint32_t type;     /* canonical type id; 0: null element. Compared whole */
  uint32_t function; /* of a foreign function: where in the instance the address of its CallSlot is */
  uint64_t entry;    /* signed IB: pac_modifier(&entry, pac_dispatch_discriminator(type, module id)) */
} DispatchEntry;
enum { DISPATCH_ENTRY_SHIFT = 4, DISPATCH_ELEMENTS = 1 << 17, DISPATCH_TYPES = 4096 };
_Static_assert(sizeof(DispatchEntry) == 1 << DISPATCH_ENTRY_SHIFT, "an entry's address is one add");
_Static_assert(offsetof(DispatchEntry, entry) % 16 == 8 && sizeof(CallSlot) % 16 == 0, "signatures do not fit both");

/* A table as emitted code sees it. A funcref table's elements are CallSlots; any other's are 8-byte references. */
typedef struct TableHeader {
  uint64_t base; /* signed DB: pac_modifier(&base, DISC_TABLE_BASE) */
  uint64_t size; /* elements; below 2^32 */
} TableHeader;

/* x28 points here; it is page-aligned, and the page below it is the instance's poll page. The alignment tells `self`
 * and `memory_base` apart, whose modifiers differ in the address alone. */
typedef struct InstanceHeader {
  uint64_t self;             /* this address, signed DB: pac_modifier(this, module id) */
  uint64_t memory_base;      /* memory 0, signed DB: pac_modifier(&memory_base, module id); 0 if there is none */
  uint64_t memory_bytes;     /* size of memory 0 now; x26 in checked modules */
  uint64_t stack_limit;      /* frames over 1 KiB must stay above it */
  uint64_t c_stack_limit;    /* sp must be above it to enter C: leaves room for C */
  uint64_t trap_stack;       /* top of the small stack that trap stubs run C on */
  struct sg_instance *owner; /* runtime's own */
  uint64_t reserved;
} InstanceHeader;
enum { INSTANCE_POLL = -8, INSTANCE_HEADER_BYTES = 64 };
_Static_assert(sizeof(InstanceHeader) == INSTANCE_HEADER_BYTES, "the globals start behind it");

/* Where a module's parts lie in its instances: bytes from x28. Computed once a module (layout_compute). */
typedef struct InstanceLayout {
  const uint32_t *globals;  /* of each global: its 8-byte cell (16 for v128); of an imported mutable one: a pointer to
                               its cell; imported immutable ones are copied at instantiation */
  uint32_t tables;          /* table t: a pointer to its TableHeader at tables + 8 t */
  uint32_t imports;         /* imported function i: its CallSlot at imports + 32 i */
  const uint32_t *dispatch; /* table t of n elements: n DispatchEntries, then n cells of 8 bytes; 0: it has none */
  bool dispatches;          /* some table has */
  uint32_t bytes;           /* the whole, a multiple of 16 */
} InstanceLayout;

static inline bool layout_global_is_pointer(const Module *module, uint32_t global) {
  return global < module->imported_globals && module->globals[global].type.mutable_;
}

/* False: no memory in the arena, or the instance would pass 1 GiB. */
bool layout_compute(const Module *module, Arena *arena, InstanceLayout *layout);

/* Slots at the caller's sp that a call of this type takes: the larger of parameters and results beyond the registers,
 * even. */
uint32_t layout_stack_slots(const FuncType *type);

/* The values that a trampoline reads and writes, and an import stub makes: 16 bytes each, in the order of the type;
 * parameters, then, over the same room, results. sg_raw has the same size. */
enum { VALUE_BYTES = 16 };

#endif
