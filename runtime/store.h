/* SPDX-License-Identifier: Apache-2.0
 *
 * A store (spec 4.2.3) and what lives in it: function objects, tables, memories, globals. Everything is freed with the
 * store; one thread at a time uses it (only sg_store_interrupt comes from elsewhere).
 *
 * The store has one stack for its Wasm, entered by the outermost sg_func_call; calls from host functions back into it
 * stay on it. From low to high: an inaccessible guard, a reserve of C_RESERVE_BYTES that C called from Wasm may always
 * use, stack_bytes for Wasm. Trap stubs run C on a second, small stack, because the first may be used up.
 */
#ifndef SIGNET_RUNTIME_STORE_H
#define SIGNET_RUNTIME_STORE_H

#include "runtime/module.h"

enum { STACK_GUARD_BYTES = 64 * 1024, C_RESERVE_BYTES = 256 * 1024, TRAP_STACK_BYTES = 64 * 1024 };

/* A host function's C side: the context of its CallSlots. */
typedef struct HostFunction {
  HostEntry entry; /* first; its callback is an sg_host_callback */
  void (*finalize)(void *context);
  struct HostFunction *next; /* of the store */
  sg_func *func;
} HostFunction;

/* A function object. A funcref value, in Wasm and in the API, is its address, which is its slot's. */
struct sg_func {
  CallSlot slot; /* first; slot.function is this object */
  sg_store *store;
  const CanonicalType *type;
  sg_instance *instance; /* of Wasm: the function's instance; NULL: a host function */
  uint32_t index;        /* of Wasm: function index in the instance's module */
  HostFunction *host;
};

/* An instance whose module sees the table as number `index`, and has DispatchEntries for it. */
typedef struct TableUse {
  sg_instance *instance;
  uint32_t index;
  struct TableUse *next; /* of the table */
} TableUse;

struct sg_table {
  TableHeader header; /* what emitted code sees; first */
  TableUse *uses;
  uint64_t room; /* elements that the pages at the base have room for */
  sg_store *store;
  TableType type;
  struct sg_table *next;
};

struct sg_memory {
  LinearMemory linear;
  sg_store *store;
  MemoryType type;
  sg_instance *instances; /* those whose memory 0 this is: by next_of_memory */
  struct sg_memory *next;
};

struct sg_global {
  void *cell; /* 8 bytes (16 for v128): `own`, or in the instance that defines it */
  uint64_t own[2];
  sg_store *store;
  GlobalType type;
};

struct sg_store {
  sg_engine *engine;
  Arena arena; /* all objects of fixed size */
  void *data;
  _Atomic(sg_instance *) instances; /* newest first, never removed: sg_store_interrupt walks it at any time */
  sg_instance *idle_instances;      /* given back, but on the list: instance_reuse.c */
  sg_table *tables;
  sg_memory *memories;
  HostFunction *hosts;

  uint8_t *stack; /* low end, above the guard */
  size_t stack_bytes;
  uint8_t *trap_stack; /* low end */
  uint32_t depth;      /* sg_func_call that are in Wasm now */
  uintptr_t left_at;   /* sp from which the stack was left for another store's; 0: it was not */

  sg_trap *pending_trap;    /* set by who starts unwinding, taken by sg_func_call */
  _Atomic bool interrupted; /* poll pages are inaccessible, or are about to be */

  uint64_t limit_memory_bytes, limit_table_elements;
  uint32_t limit_instances, instance_count;
  uint64_t memory_bytes, table_elements; /* of all now */
};

static inline uint8_t *store_stack_top(const sg_store *store) { return store->stack + store->stack_bytes; }

/* Withdraws the interrupt that is being delivered: flag and poll pages. */
void store_interrupt_delivered(sg_store *store);

/* `count` zeroed objects that live as long as the store. NULL: no memory. */
void *store_alloc(sg_store *store, size_t count, size_t bytes);
/* Publishes an instance to sg_store_interrupt. */
void store_add_instance(sg_store *store, sg_instance *instance);

/* func.c: of a host function's object, what its slot leads to. */
HostFunction *func_host(const sg_func *func);
/* func.c: writes the slot anew for `func`, its entry authenticated from the object and signed for the slot. NULL: the
 * null reference. The only way a CallSlot other than an object's own comes to be. */
void slot_set(CallSlot *slot, const sg_func *func);
/* The same from another slot, which is left as it is: an entry authenticated there and signed for here. */
void slot_move(CallSlot *to, const CallSlot *from);
void slots_move(CallSlot *to, const CallSlot *from, uint64_t count);

/* Whether the embedder's value is of the type: only references need a look. A function of another store would bring its
 * instances along. */
bool value_fits(const sg_store *store, ValueType type, sg_raw value);

/* table.c: elements by index, which the caller has checked. References are sg_func * or void *. */
uint64_t table_element(const sg_table *table, uint64_t index);
void table_set_element(sg_table *table, uint64_t index, uint64_t reference);
sg_table *table_new(sg_store *store, TableType type, uint64_t init, sg_error *error);
/* Old size, or UINT64_MAX where the table or the store may not grow so far. */
uint64_t table_grow(sg_table *table, uint64_t delta, uint64_t init);

void table_close(sg_table *table);

/* memory.c */
sg_memory *memory_new(sg_store *store, MemoryType type, sg_error *error);
/* Old size in pages, or UINT64_MAX. */
uint64_t memory_grow(sg_memory *memory, uint64_t delta);

/* global.c. cell NULL: the object's own, zero. */
size_t global_cell_bytes(ValueType type);
sg_global *global_new(sg_store *store, GlobalType type, void *cell, sg_error *error);

#endif
