/* SPDX-License-Identifier: Apache-2.0
 *
 * The generator of modules: what its parts share. generate.c lays a module out and writes its sections; function.c
 * makes a body, block by block; control.c its structured instructions and branches, loop.c its loops; value.c its
 * expressions, idiom.c those that emitters have a shorter form for; line.c functions that may be inlined; locals.c
 * chooses its locals and which of them are used where.
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

/* Types by their bytes; those of typed function references, which take more than one, by numbers of our own. */
enum {
  I32 = 0x7f,
  I64 = 0x7e,
  F32 = 0x7d,
  F64 = 0x7c,
  FUNCREF = 0x70,
  EXTERNREF = 0x6f,
  TYPED_0 = 1,  /* (ref null $t), $t the type of the first peer */
  TYPED_1 = 2,  /* the same of the second */
  SURE_0 = 3,   /* (ref $t) of the first peer */
  SURE_FUNC = 4 /* (ref func) */
};
static inline bool is_number(uint8_t type) { return type >= F64; }
/* Whether an operand of the first type may stand where the second is wanted. */
static inline bool fits(uint8_t from, uint8_t to) {
  return from == to || (to == FUNCREF && from <= SURE_FUNC) || (from == SURE_0 && (to == TYPED_0 || to == SURE_FUNC));
}

enum {
  SIGNATURE_TYPES = 24,
  FUNCTIONS = 20, /* defined functions of a module, the peers included */
  PEERS = 2,      /* its first ones: the next module imports them */
  LABELS_MAX = 48,
  LOCALS_MAX = 4400,
  LOCALS_LOGGED = 64,   /* the first ones */
  GLOBALS = 11,         /* defined ones but for the digest; index 0 is the imported fuel */
  DIGEST = GLOBALS + 1, /* the global that digests of locals go to */
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
  FLAVOUR_LEAF, /* calls nothing, not even the log: only digests and memory tell of its locals */
  FLAVOUR_LOGS, /* calls the log */
  FLAVOUR_CALLS /* calls everything */
} Flavour;

typedef struct Generator {
  /* the module */
  Signature *signatures; /* the type section; block types are added as they are needed */
  uint32_t signature_count;
  uint32_t function_types[IMPORTS + FUNCTIONS]; /* signature of each function */
  uint8_t global_types[GLOBALS + 1];
  uint32_t lines;     /* bit f: defined function f is a straight line (line.c) */
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
  uint64_t favoured;        /* of the first 64 locals, those that expressions here prefer; 0: all alike (locals.c) */
  uint64_t reserved;        /* those that count an open loop: nothing else writes them */
  bool skewed;              /* scopes have favourites */
  uint32_t nest;            /* levels of loops that the next loop is to have within */
  uint32_t counted;         /* counted loops that are open */
  uint64_t pool[4];         /* constants that come again in this function: i32, i64, f32, f64 */
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
  if (immediate < 0x80 && percent(g, 2)) { /* a longer form of the same number */
    bytes_u8(&g->code, immediate | 0x80);
    immediate = 0;
  }
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

/* locals.c */
void locals_choose(Generator *g, bool few);
void locals_write(const Generator *g, Bytes *out);
/* A local of just this type. to_set: one that may be written. */
bool local_of(Generator *g, uint8_t type, bool to_set, uint32_t *index);
/* One that an operand of the type may be written to, of which one may be read. */
bool local_to_write(Generator *g, uint8_t type, uint32_t *index);
bool local_to_read(Generator *g, uint8_t type, uint32_t *index);
bool counter_choose(Generator *g, uint32_t *index); /* an i32 that is reserved until counter_release */
void counter_release(Generator *g, uint32_t index);
uint64_t focus(Generator *g, uint32_t chance); /* maybe another set of favourites; returns the old one */
void digest(Generator *g, uint32_t index);     /* the local goes into the global DIGEST: no call; neutral */
void digest_some(Generator *g);
void digest_all(Generator *g);
void log_locals(Generator *g);
void type_bytes(const Generator *g, Bytes *out, uint8_t type);

/* idiom.c */
void idiom(Generator *g, uint8_t type); /* pushes a number made by a pattern that emitters look for */
void idiom_address(Generator *g);       /* pushes an i32 below 0x8000 */

/* pointer.c */
void walk(Generator *g, uint32_t pointer); /* an access by a local below 0x8000; neutral */
void pointer_work(Generator *g);           /* many; neutral */

/* loop.c */
void loop(Generator *g, const Signature *type); /* parameters are on the stack, results come there */
void loop_statement(Generator *g);              /* a loop of any type; neutral */
void short_loop(Generator *g);                  /* neutral */
void nest(Generator *g);                        /* several, one in the other; neutral */

/* value.c */
void value(Generator *g, uint8_t type); /* pushes one operand */
void condition(Generator *g);           /* an i32 that a branch tests */
void leaf(Generator *g, uint8_t type);  /* a constant or a local: for the end of a budget */
void constant(Generator *g, uint8_t type);
void pool_choose(Generator *g);
void constant_i32(Generator *g, int32_t number);
void constant_i64(Generator *g, int64_t number);
void address(Generator *g, uint32_t *offset); /* pushes an address, mostly one that is in bounds with the offset */
void canonical(Generator *g, uint8_t type);   /* the NaN on top becomes the canonical one */
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
void block_type(Generator *g, const Signature *type);
void label_push(Generator *g, const uint8_t *types, uint32_t count, bool hidden);
enum { BLOCK_EMPTY = 0x40 };

/* function.c */
void statement(Generator *g); /* neutral */
void block_body(Generator *g, const uint8_t *in, uint32_t in_count, const uint8_t *out, uint32_t out_count);
void small_statement(Generator *g, int32_t nodes); /* of at most so many nodes */
void function_body(Generator *g, uint32_t index, uint64_t seed, int32_t size, Bytes *out);

/* line.c */
bool is_line(const Generator *g, uint32_t function);
void line_signature(Generator *g, Signature *type);
void line_body(Generator *g, uint32_t index, uint64_t seed, Bytes *out);
bool line_call(Generator *g, uint8_t type); /* pushes one operand of the type, or none if it is 0; false: nothing */

/* generate.c */
uint32_t signature_index(Generator *g, const Signature *signature);
uint8_t number_type(Generator *g);
uint8_t any_type(Generator *g); /* a number type mostly, sometimes a reference */

#endif
