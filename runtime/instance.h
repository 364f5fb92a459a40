/* SPDX-License-Identifier: Apache-2.0
 *
 * An instance (spec 4.2.5). What emitted code sees is at `header`: page-aligned, the poll page below it, laid out by
 * the module's InstanceLayout; what only C needs is here. InstanceHeader.owner leads from the first to the second.
 */
#ifndef SIGNET_RUNTIME_INSTANCE_H
#define SIGNET_RUNTIME_INSTANCE_H

#include "runtime/store.h"
#include "wasm/constant.h"

struct sg_instance {
  InstanceHeader *header;
  size_t header_room; /* bytes of pages from the poll page on */
  sg_store *store;
  const sg_module *module;
  sg_func **functions;  /* by function index; defined ones are NULL until a reference to them is made */
  sg_table **tables;    /* by table index */
  TableUse *table_uses; /* by table index */
  sg_memory **memories; /* by memory index */
  sg_global **globals;  /* by global index; own ones are NULL until they are exported */
  bool *dropped_elements, *dropped_data;
  bool handed_out;             /* an export, or a trap that may name it */
  sg_instance *next_idle;      /* instance_reuse.c */
  sg_instance *next;           /* of the store */
  sg_instance *next_of_memory; /* of memory 0 */
};

/* The instance's header, authenticated to be one of its module's: death otherwise. */
InstanceHeader *instance_header(const sg_instance *instance);
/* With its store: its pages become inaccessible, and its module's code loses a holder. */
void instance_end(sg_instance *instance);
/* The poll page, below the header. */
void *instance_poll_page(const sg_instance *instance);
static inline void *instance_at(const sg_instance *instance, uint32_t offset) {
  return (uint8_t *)instance->header + offset;
}

/* The function object of a function index, made on demand (its entry stub exists: the function is declared, or the
 * start). NULL: no memory. */
sg_func *instance_function(sg_instance *instance, uint32_t function);
/* The external of a global index, made on demand. NULL: no memory. */
sg_global *instance_global(sg_instance *instance, uint32_t global);
/* Writes memory_base and memory_bytes of the header after memory 0 was set or has grown. */
void instance_memory_changed(sg_instance *instance);

/* dispatch.c: keeps the DispatchEntries that the instance has for its tables from now on, beginning with what these
 * hold. */
void instance_dispatch_begin(sg_instance *instance);
/* One of them. func: NULL, or what the element has become. */
void dispatch_set(const TableUse *use, uint64_t index, const sg_func *func);

/* instance_reuse.c: an instance of the module that was given back, as instance_allocate makes them, but on the store's
 * list and with its module retained; NULL: there is none. */
sg_instance *instance_take_idle(sg_store *store, const sg_module *module);

/* bulk.c: spec 4.6, table.init and memory.init, for instantiation too. INIT_OUT_OF_BOUNDS has written nothing;
 * INIT_NO_MEMORY, where a function object could not be made, the elements before it. */
typedef enum { INIT_DONE, INIT_OUT_OF_BOUNDS, INIT_NO_MEMORY } InitResult;
InitResult instance_table_init(sg_instance *instance, uint32_t table, uint32_t segment, uint64_t to, uint64_t from,
                               uint64_t count);
InitResult instance_memory_init(sg_instance *instance, uint32_t memory, uint32_t segment, uint64_t to, uint64_t from,
                                uint64_t count);
/* Values of globals and functions for constant_evaluate. After it `failed` tells whether memory ran out. */
typedef struct {
  sg_instance *instance;
  bool failed;
} ConstantContext;
ConstantValue instance_constant(ConstantContext *context, ConstantExpr expression);

/* link.c: checks imports against the module's (spec 3.4, external subtyping). False and *error, UNLINKABLE. */
bool link_check(sg_store *store, const sg_module *module, const sg_extern *imports, size_t count, sg_error *error);

#endif
