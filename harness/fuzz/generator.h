/* SPDX-License-Identifier: Apache-2.0
 *
 * The generator of modules: what its parts share. generate.c lays a module out and writes its sections; function.c
 * makes a body, block by block; control.c its structured instructions and branches; value.c its expressions.
 *
 * Two rules keep every body valid and comparable. A statement leaves the operand stack as it found it and a value
 * pushes one operand, so each of them, a node, may be cut out and the rest stays valid: that is how a failing module is
 * made small. And nothing observable depends on a NaN's bits, which the specification leaves open: where bits of a
 * float become observable (reinterpretation, memory, copysign) it is made canonical first.
 *
 * Runs end: every loop counts down its function's fuel, every function that calls counts down the fuel of the whole
 * call.
 */
#ifndef SIGNET_HARNESS_FUZZ_GENERATOR_H
#define SIGNET_HARNESS_FUZZ_GENERATOR_H

#include "harness/fuzz/bytes.h"
#include "harness/fuzz/random.h"

enum { I32 = 0x7f, I64 = 0x7e, F32 = 0x7d, F64 = 0x7c, FUNCREF = 0x70, EXTERNREF = 0x6f };

enum {
  SIGNATURE_TYPES = 24,
  FUNCTIONS = 20, /* defined functions of a module, the peers included */
  PEERS = 2,      /* its first ones: the next module imports them */
  LABELS_MAX = 48,
  LOCALS_MAX = 4400,
  LOCALS_LOGGED = 64, /* the first ones */
  GLOBALS = 10,       /* defined ones; index 0 is the imported fuel */
  TABLE_FUNCTIONS = 24,
  TABLE_REFERENCES = 6,
  DATA_BYTES = 96
};

typedef struct Signature {
  uint8_t types[SIGNATURE_TYPES]; /* parameters, then results */
  uint32_t param_count, result_count;
} Signature;

/* Imported functions, in index order. */
enum {
  LOG_I32,
  LOG_I64,
  LOG_F32,
  LOG_F64,
  LOG_REF,
  HOST_MIX,
  HOST_MANY,
  HOST_REENTER,
  PEER_FIRST,
  IMPORTS = PEER_FIRST + PEERS
};

typedef struct Label {
  uint8_t types[SIGNATURE_TYPES]; /* that a branch to it carries */
  uint32_t count;
  int hidden; /* a loop that is tested at its end: a branch to it would not count fuel */
} Label;

typedef enum Flavour {
  FLAVOUR_LEAF, /* calls nothing, not even the log */
  FLAVOUR_LOGS, /* calls the log */
  FLAVOUR_CALLS /* calls everything */
} Flavour;

typedef struct Generator {
  /* the module */
  Signature *signatures; /* the type section; block types are added as they are needed */
  uint32_t signature_count;
  uint32_t function_types[IMPORTS + FUNCTIONS]; /* signature of each function */
  uint8_t global_types[GLOBALS + 1];
  const uint8_t *cut; /* one byte a node, or NULL: which are cut out */
  size_t cut_size;
  uint32_t node; /* number of the next node of the module */

  /* the function */
  Random random;
  Bytes code;
  Flavour flavour;
  uint32_t index; /* among the defined ones */
  Signature signature;
  uint8_t locals[LOCALS_MAX];
  uint32_t local_count;
  uint32_t fuel_local, canonical_f32, canonical_f64;
  Label labels[LABELS_MAX]; /* outermost first */
  uint32_t label_count;
  int32_t budget; /* nodes that may still be made */
  uint32_t depth; /* of nested expressions */
} Generator;

static inline uint32_t below(Generator *g, uint32_t bound) { return random_below(&g->random, bound); }
static inline bool percent(Generator *g, uint32_t chance) { return random_percent(&g->random, chance); }
static inline void op(Generator *g, unsigned byte) { bytes_u8(&g->code, byte); }
static inline void op_u32(Generator *g, unsigned byte, uint32_t immediate) {
  bytes_u8(&g->code, byte);
  bytes_u32(&g->code, immediate);
}

/* A node: see above. node_end says whether it was cut. */
typedef struct Node {
  uint32_t number;
  size_t start;
} Node;
static inline Node node_begin(Generator *g) {
  g->budget--;
  return (Node){g->node++, g->code.size};
}
static inline bool node_end(Generator *g, Node node) {
  if (node.number >= g->cut_size || !g->cut[node.number]) return false;
  g->code.size = node.start;
  return true;
}

/* value.c */
void value(Generator *g, uint8_t type); /* pushes one operand */
void condition(Generator *g);           /* an i32 that a branch tests */
void leaf(Generator *g, uint8_t type);  /* a constant or a local: for the end of a budget */
void constant(Generator *g, uint8_t type);
void address(Generator *g, uint32_t *offset); /* pushes an address, mostly one that is in bounds with the offset */
void canonical(Generator *g, uint8_t type);   /* the NaN on top becomes the canonical one */
bool local_of(Generator *g, uint8_t type, bool to_set, uint32_t *index);
bool global_of(Generator *g, uint8_t type, uint32_t *index);

/* control.c */
void sink(Generator *g, uint8_t type); /* pops one operand, somehow */
void sink_all(Generator *g, const uint8_t *types, uint32_t count);
void structured(Generator *g, const Signature *type); /* block, loop or if: parameters are on the stack */
void call(Generator *g, uint8_t wanted);              /* pushes one operand of the type, or none if it is 0 */
void branch_if(Generator *g);                         /* br_if; neutral */
void early_exit(Generator *g);                        /* an if that branches away; neutral */
void switch_table(Generator *g);                      /* nested blocks with a br_table at their heart; neutral */
void terminator(Generator *g);                        /* br, br_table or return: what follows is dead */
Signature block_signature(Generator *g, uint8_t result);

/* function.c */
void statement(Generator *g); /* neutral */
void block_body(Generator *g, const uint8_t *in, uint32_t in_count, const uint8_t *out, uint32_t out_count);
void log_locals(Generator *g);
void function_body(Generator *g, uint32_t index, uint64_t seed, int32_t size, Bytes *out);

/* generate.c */
uint32_t signature_index(Generator *g, const Signature *signature);
uint8_t number_type(Generator *g);
uint8_t any_type(Generator *g); /* a number type mostly, sometimes a reference */

#endif
