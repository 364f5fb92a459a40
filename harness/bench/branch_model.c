/* SPDX-License-Identifier: Apache-2.0
 *
 * A plugin for qemu-x86_64 7.2 (plugin API 1) that says which branches a processor of today would predict wrongly: a
 * model of a TAGE predictor for conditional branches, and of one like it, ITTAGE, for jumps and calls through registers
 * and memory, fed with what is executed. Sizes are of the order of a core of 2020: 8 tables of 4096 counters with
 * histories of 4 to 300 branches, 6 tables of 512 targets. Built and loaded by harness/bench/branches.sh.
 *
 *   out=FILE   "base ADDRESS" (where the program's code is), "branch ADDRESS KIND EXECUTED WRONG" for each branch
 * (KIND: c or i), "instructions N"
 *
 * The declarations are the few of the API that are used: Debian ships qemu 7.2 without its header.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t PluginId;
typedef struct Block Block;
typedef struct Instruction Instruction;
typedef struct {
  const char *target;
  struct {
    int least, current;
  } version;
} PluginInfo;

extern void qemu_plugin_register_vcpu_tb_trans_cb(PluginId, void (*)(PluginId, Block *));
extern void qemu_plugin_register_vcpu_tb_exec_cb(Block *, void (*)(unsigned, void *), int, void *);
extern void qemu_plugin_register_atexit_cb(PluginId, void (*)(PluginId, void *), void *);
extern size_t qemu_plugin_tb_n_insns(const Block *);
extern Instruction *qemu_plugin_tb_get_insn(const Block *, size_t);
extern const void *qemu_plugin_insn_data(const Instruction *);
extern size_t qemu_plugin_insn_size(const Instruction *);
extern uint64_t qemu_plugin_insn_vaddr(const Instruction *);
extern uint64_t qemu_plugin_start_code(void);

#define EXPORT __attribute__((visibility("default")))
EXPORT int qemu_plugin_version = 1;

enum { TABLES = 8, TABLE_BITS = 12, TARGET_TABLES = 6, TARGET_BITS = 9, TAG_BITS = 11, BASE_BITS = 15, PAST = 1024 };
static const unsigned lengths[TABLES] = {4, 8, 14, 26, 48, 88, 160, 300};
static const unsigned target_lengths[TARGET_TABLES] = {2, 6, 14, 30, 64, 130};

/* The last `length` outcomes, folded by exclusive or into `bits` bits. */
typedef struct {
  uint32_t value;
  unsigned bits, length;
} Folded;
/* A table's place for one branch and history: two foldings make the tag. */
typedef struct {
  Folded index, tag, tag_too;
} History;

static uint8_t past[PAST]; /* a ring */
static uint32_t now;
static History histories[TABLES], target_histories[TARGET_TABLES];

static void folded_add(Folded *folded, unsigned outcome) {
  const uint32_t mask = (1u << folded->bits) - 1;
  uint32_t value = folded->value << 1 | outcome;
  value ^= (uint32_t)past[(now - folded->length) % PAST] << (folded->length % folded->bits);
  folded->value = (value ^ value >> folded->bits) & mask;
}

static void history_open(History *history, unsigned length, unsigned bits) {
  *history = (History){{0, bits, length}, {0, TAG_BITS, length}, {0, TAG_BITS - 1, length}};
}
static void history_add(History *history, unsigned outcome) {
  folded_add(&history->index, outcome);
  folded_add(&history->tag, outcome);
  folded_add(&history->tag_too, outcome);
}
static uint32_t history_index(const History *history, uint64_t at) {
  const unsigned bits = history->index.bits;
  return (uint32_t)(at ^ at >> bits ^ history->index.value) & ((1u << bits) - 1);
}
static uint16_t history_tag(const History *history, uint64_t at) {
  return (uint16_t)((at ^ history->tag.value ^ history->tag_too.value << 1) & ((1u << TAG_BITS) - 1));
}

static void outcome_add(unsigned outcome) {
  for (unsigned i = 0; i < TABLES; i++) history_add(&histories[i], outcome);
  for (unsigned i = 0; i < TARGET_TABLES; i++) history_add(&target_histories[i], outcome);
  past[now++ % PAST] = (uint8_t)outcome;
}

static uint32_t random_bits(void) {
  static uint32_t state = 2463534242u;
  state ^= state << 13;
  state ^= state >> 17;
  return state ^= state << 5;
}

/* Counts from -4 to 3; taken if it is not negative. */
static void counter_move(int8_t *counter, bool up) {
  if (up && *counter < 3) ++*counter;
  if (!up && *counter > -4) --*counter;
}

typedef struct {
  int8_t counter;
  uint8_t useful;
  uint16_t tag;
} Entry;
static Entry entries[TABLES][1 << TABLE_BITS];
static int8_t base[1 << BASE_BITS];

/* Whether the branch is predicted as it goes; learns. */
static bool branch_predict(uint64_t at, bool taken) {
  Entry *place[TABLES];
  int hit = -1, other = -1;
  for (int i = TABLES - 1; i >= 0; i--) {
    place[i] = &entries[i][history_index(&histories[i], at)];
    if (place[i]->tag != history_tag(&histories[i], at)) continue;
    if (hit < 0) hit = i;
    else if (other < 0) other = i;
  }
  int8_t *const simple = &base[(at ^ at >> BASE_BITS) % (1 << BASE_BITS)];
  const bool others = (other >= 0 ? place[other]->counter : *simple) >= 0;
  bool predicted = others;
  if (hit >= 0) {
    Entry *const entry = place[hit];
    const bool own = entry->counter >= 0, is_new = entry->useful == 0 && (entry->counter == 0 || entry->counter == -1);
    if (!is_new) predicted = own;
    if (own != others && own == taken && entry->useful < 3) entry->useful++;
    if (own != others && own != taken && entry->useful > 0) entry->useful--;
    counter_move(&entry->counter, taken);
  }
  if (hit < 0 || (other < 0 && place[hit]->useful == 0)) counter_move(simple, taken);
  if (predicted != taken && hit < TABLES - 1) {
    bool given = false;
    const int first = hit + 1 + (hit + 2 < TABLES && (random_bits() & 1));
    for (int i = first; i < TABLES && !given; i++)
      if ((given = place[i]->useful == 0)) *place[i] = (Entry){taken ? 0 : -1, 0, history_tag(&histories[i], at)};
    for (int i = first; i < TABLES && !given; i++) place[i]->useful--;
  }
  static uint32_t predictions;
  if (++predictions % (1 << 18) == 0) /* what was useful long ago makes room */
    for (unsigned i = 0; i < TABLES; i++)
      for (unsigned k = 0; k < 1 << TABLE_BITS; k++) entries[i][k].useful >>= 1;
  outcome_add(taken);
  return predicted == taken;
}

typedef struct {
  uint64_t to;
  uint8_t sure, useful;
  uint16_t tag;
} Target;
static Target targets[TARGET_TABLES][1 << TARGET_BITS], base_targets[1 << TAG_BITS];

static void target_learn(Target *target, uint64_t to) {
  if (target->to == to) target->sure += target->sure < 3;
  else if (target->sure > 0) target->sure--;
  else *target = (Target){to, 0, 0, target->tag};
}

static bool jump_predict(uint64_t at, uint64_t to) {
  Target *place[TARGET_TABLES], *const simple = &base_targets[(at ^ at >> TAG_BITS) % (1 << TAG_BITS)];
  int hit = -1, other = -1;
  for (int i = TARGET_TABLES - 1; i >= 0; i--) {
    place[i] = &targets[i][history_index(&target_histories[i], at)];
    if (place[i]->to == 0 || place[i]->tag != history_tag(&target_histories[i], at)) continue;
    if (hit < 0) hit = i;
    else if (other < 0) other = i;
  }
  const Target *from = hit < 0 ? simple : place[hit];
  if (hit >= 0 && place[hit]->sure == 0) from = other < 0 ? simple : place[other];
  const bool right = from->to == to;
  if (hit >= 0 && right && place[hit]->to == to && place[hit]->useful < 3) place[hit]->useful++;
  if (hit >= 0) target_learn(place[hit], to);
  target_learn(simple, to);
  if (!right && hit < TARGET_TABLES - 1) {
    bool given = false;
    const int first = hit + 1 + (hit + 2 < TARGET_TABLES && (random_bits() & 1));
    for (int i = first; i < TARGET_TABLES && !given; i++)
      if ((given = place[i]->useful == 0)) *place[i] = (Target){to, 0, 0, history_tag(&target_histories[i], at)};
    for (int i = first; i < TARGET_TABLES && !given; i++) place[i]->useful--;
  }
  const uint32_t mixed = (uint32_t)(to >> 4 ^ to >> 9);
  for (unsigned bit = 0; bit < 3; bit++) outcome_add(mixed >> bit & 1);
  return right;
}

/* A translated block, and the branch that ends it. */
typedef struct Translated {
  struct Translated *older;
  uint64_t start, branch, behind, executed, predicted, wrong;
  size_t instructions;
  enum { OTHER, CONDITIONAL, INDIRECT } kind;
} Translated;
static Translated *newest, *last;
static const char *output;

static void block_executed(unsigned cpu, void *data) {
  (void)cpu;
  Translated *const block = data, *const from = last;
  block->executed++;
  last = block;
  if (!from || from->kind == OTHER) return;
  from->predicted++;
  from->wrong += from->kind == CONDITIONAL ? !branch_predict(from->branch, block->start != from->behind)
                                           : !jump_predict(from->branch, block->start);
}

static int kind_of(const uint8_t *code, size_t bytes) {
  while (bytes > 1 && (*code == 0x2e || *code == 0x3e || *code == 0xf2 || (*code & 0xf0) == 0x40)) code++, bytes--;
  if ((code[0] & 0xf0) == 0x70 || (bytes > 1 && code[0] == 0x0f && (code[1] & 0xf0) == 0x80)) return CONDITIONAL;
  const unsigned how = bytes > 1 ? code[1] >> 3 & 7 : 0; /* of 0xff: call and jmp through a register or memory */
  return code[0] == 0xff && (how == 2 || how == 4) ? INDIRECT : OTHER;
}

static void block_translated(PluginId id, Block *block) {
  (void)id;
  Translated *const translated = calloc(1, sizeof *translated);
  if (!translated) return;
  const size_t count = qemu_plugin_tb_n_insns(block);
  const Instruction *const branch = qemu_plugin_tb_get_insn(block, count - 1);
  *translated = (Translated){.older = newest,
                             .start = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(block, 0)),
                             .branch = qemu_plugin_insn_vaddr(branch),
                             .behind = qemu_plugin_insn_vaddr(branch) + qemu_plugin_insn_size(branch),
                             .instructions = count};
  translated->kind = kind_of(qemu_plugin_insn_data(branch), qemu_plugin_insn_size(branch));
  newest = translated;
  qemu_plugin_register_vcpu_tb_exec_cb(block, block_executed, 0, translated);
}

static void finished(PluginId id, void *data) {
  (void)id, (void)data;
  FILE *const file = output ? fopen(output, "w") : stderr;
  if (!file) return;
  fprintf(file, "base %" PRIx64 "\n", qemu_plugin_start_code());
  uint64_t instructions = 0;
  for (const Translated *block = newest; block; block = block->older) {
    instructions += block->executed * block->instructions;
    if (block->predicted)
      fprintf(file, "branch %" PRIx64 " %c %" PRIu64 " %" PRIu64 "\n", block->branch,
              block->kind == CONDITIONAL ? 'c' : 'i', block->predicted, block->wrong);
  }
  fprintf(file, "instructions %" PRIu64 "\n", instructions);
  if (output) fclose(file);
}

EXPORT int qemu_plugin_install(PluginId id, const PluginInfo *info, int count, char **arguments) {
  (void)info;
  for (int i = 0; i < count; i++)
    if (strncmp(arguments[i], "out=", 4) == 0) output = strdup(arguments[i] + 4);
  for (unsigned i = 0; i < TABLES; i++) history_open(&histories[i], lengths[i], TABLE_BITS);
  for (unsigned i = 0; i < TARGET_TABLES; i++) history_open(&target_histories[i], target_lengths[i], TARGET_BITS);
  qemu_plugin_register_vcpu_tb_trans_cb(id, block_translated);
  qemu_plugin_register_atexit_cb(id, finished, NULL);
  return 0;
}
