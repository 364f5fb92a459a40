/* SPDX-License-Identifier: Apache-2.0
 *
 * The first look at a word against the rules: random words of every form that it looks at, checked accesses with bits
 * turned, rows of traps, each in random states. What it is done with the rules must accept, and what is known then, of
 * registers, marks and all else, must be what they know, or less. It includes the verifier's source, to call both.
 */
#include "verifier/function.c"

#include "memory/seal_test.h"

enum { WORDS = 32, AT = 8, LOOKS = LOOK_AT_MOVE + 1, TRAP = TRAP_MEMORY_OUT_OF_BOUNDS };

typedef struct {
  Verifier v;
  uint32_t words[WORDS];
  uint8_t marks[WORDS + 1];
} State;

typedef struct {
  Module module;
  InstanceLayout layout;
  VerifyModule verify;
  uint32_t random;
  uint32_t done[LOOKS], left; /* words by look, and those that were left to the rules */
} Bench;

static uint32_t random_word(Bench *bench) {
  bench->random ^= bench->random << 13;
  bench->random ^= bench->random >> 17;
  bench->random ^= bench->random << 5;
  return bench->random;
}
static uint32_t random_below(Bench *bench, uint32_t bound) { return (random_word(bench) >> 8) % bound; }
static bool one_in(Bench *bench, uint32_t n) { return random_below(bench, n) == 0; }

/* Of memory there are facts only where there is one. */
static Fact random_fact(Bench *bench, const Verifier *v) {
  static const uint8_t kinds[] = {FACT_CONSTANT, FACT_FRAME,   FACT_LINK,  FACT_ENTRY,    FACT_INSTANCE,
                                  FACT_HEADER,   FACT_SIZE,    FACT_BELOW, FACT_IN_TABLE, FACT_BASE,
                                  FACT_SLOT,     FACT_ELEMENT, FACT_TYPE},
                       checked_kinds[] = {FACT_SUM, FACT_BOUNDED, FACT_CHECKED};
  Fact fact = {.index = random_below(bench, 4), .since = random_below(bench, 4)};
  fact.kind = kinds[random_below(bench, sizeof kinds)];
  if (v->guarded && one_in(bench, 2)) fact.kind = FACT_MEMORY;
  if (v->bounded && one_in(bench, 2)) fact.kind = checked_kinds[random_below(bench, sizeof checked_kinds)];
  fact.lo = one_in(bench, 2) ? random_below(bench, 64) : (uint64_t)random_word(bench) << random_below(bench, 2);
  fact.hi = fact.lo + (one_in(bench, 2) ? random_below(bench, 64) : (uint64_t)random_word(bench) << 1);
  return fact;
}

/* Of a function in the middle, that has saved x19, x20, d8 and d9, and has a frame or not. */
static void state_make(Bench *bench, State *state, bool checked) {
  Verifier *v = &state->v;
  memset(state, 0, sizeof *state);
  v->m = &bench->verify;
  v->words = state->words;
  v->marks = state->marks;
  v->count = WORDS - random_below(bench, 12);
  v->address = code_space_entry(bench->verify.stubs, 0) + 4096;
  v->has_memory = !one_in(bench, 8);
  v->checked = checked;
  v->guarded = v->has_memory && !checked;
  v->bounded = v->has_memory && checked;
  verifier_begin(v, false);
  v->frame.framed = !one_in(bench, 8);
  if (v->frame.framed) {
    v->frame.bytes = 128;
    v->frame.first = 16;
    v->frame.others = 32;
    v->frame.slots_end = 96;
    cr_assert(save_register(v, 19, false, -16) && save_register(v, 20, false, -8));
    cr_assert(save_register(v, 8, true, -32) && save_register(v, 9, true, -24));
    if (one_in(bench, 8)) v->room = 16;
    if (!one_in(bench, 8)) v->trap = code_space_entry(bench->verify.stubs, TRAP);
  }
  forget(v);
  for (uint32_t reg = 0; reg < R31; reg++)
    if (v->kinds.x[reg] == FACT_NONE && one_in(bench, 4)) fact_set(v, reg, random_fact(bench, v));
  for (uint32_t reg = 0; reg < 32; reg++)
    if (v->kinds.v[reg] == FACT_NONE && one_in(bench, 4)) v->kinds.v[reg] = FACT_ENTRY;
  for (uint32_t i = 0; i < AT; i++) state->marks[i] = one_in(bench, 3) ? MARK_HEAD : 0;
  for (uint32_t i = AT + 1; i < v->count; i++) state->marks[i] = one_in(bench, 12) ? MARK_LABEL : 0;
  for (uint32_t i = 0; i < WORDS; i++) state->words[i] = (uint32_t)NOP;
}

/* A word of the form, with registers and distances that matter often. */
static uint32_t word_make(Bench *bench, uint32_t form) {
  static const uint8_t registers[] = {9, 16, 17, 18, 19, 26, 27, 28, 29, 31};
  uint32_t word = form << 21 | (random_word(bench) >> 11);
  for (unsigned at = 0; at <= 16; at = at == 5 ? 10 : at == 10 ? 16 : at + 5)
    if (one_in(bench, 4))
      word = (word & ~(31u << at)) | (uint32_t)registers[random_below(bench, sizeof registers)] << at;
  if (looks[form] == LOOK_AT_IF || looks[form] == LOOK_AT_IF_ZERO) /* near */
    word = (word & 0xff00001f) | ((random_below(bench, WORDS) - AT) & 0x7ffff) << 5;
  if (looks[form] == LOOK_AT_BRANCH) word = 0x14000000 | ((random_below(bench, WORDS) - AT) & 0x3ffffff);
  if (looks[form] == LOOK_AT_BASE && one_in(bench, 2)) word = (word & ~0xffe0u) | 0x4360;
  if ((looks[form] == LOOK_AT_LOAD_INDEXED || looks[form] == LOOK_AT_STORE_INDEXED) && one_in(bench, 2))
    word = (word & ~0xffe0u) | 0x4b60;
  if (looks[form] == LOOK_AT_RESTORE && one_in(bench, 2))
    word = (word & 0xffc00000) | (uint32_t)(-2 & 0x7f) << 15 | 20 << 10 | R29 << 5 | 19; /* as they were saved */
  if (looks[form] == LOOK_AT_SHIFT && one_in(bench, 2)) word = (word & ~0xf000u) | 0x2000;
  if (looks[form] == LOOK_AT_POLL && one_in(bench, 2))
    word = (uint32_t)POLL ^ (one_in(bench, 2) ? 1u << random_below(bench, 21) : 0);
  if (looks[form] >= LOOK_AT_LOAD && looks[form] <= LOOK_AT_STORE_FLOAT && one_in(bench, 2))
    word = (word & 0xffc003ff) | random_below(bench, 144 >> (word >> 30)) << 10; /* about the frame */
  return word;
}

static uint32_t trap_call(const State *state, uint32_t at) {
  const uintptr_t from = state->v.address + 4 * (uintptr_t)at;
  return 0x94000000 | ((uint32_t)((state->v.trap - from) >> 2) & 0x3ffffff);
}

/* The rules alone, over the words from v->at to `last`. */
static bool rules_accept(Verifier *v, uint32_t last) {
  const uint32_t first = v->at;
  for (; v->at <= last; v->at++) {
    if (v->at != first && v->marks[v->at] != 0 && !at_label(v)) return false;
    if (!word_verify(v, v->words[v->at])) return false;
  }
  return v->at == last + 1;
}

static void states_compare(const State *looked, const State *ruled, uint32_t word) {
  const Verifier *a = &looked->v, *b = &ruled->v;
  cr_assert(a->closed == b->closed && a->room == b->room && a->trap == b->trap, "%08x", word);
  cr_assert(memcmp(looked->marks, ruled->marks, sizeof looked->marks) == 0, "%08x", word);
  cr_assert(memcmp(&a->at_labels, &b->at_labels, sizeof a->at_labels) == 0, "%08x", word);
  cr_assert(memcmp(&a->frame, &b->frame, sizeof a->frame) == 0, "%08x", word);
  for (uint32_t reg = 0; reg < 32; reg++) {
    const uint8_t kind = a->kinds.x[reg], kind_v = a->kinds.v[reg];
    cr_assert(kind_v == b->kinds.v[reg] || (kind_v == FACT_NONE && b->kinds.v[reg] != FACT_KEPT), "%08x: v%u", word,
              reg);
    cr_assert(kind == b->kinds.x[reg] || (kind == FACT_NONE && b->kinds.x[reg] != FACT_KEPT), "%08x: x%u", word, reg);
    if (kind == FACT_NONE || kind == FACT_KEPT) continue;
    const Fact *fact = &a->facts[reg], *rule = &b->facts[reg];
    cr_assert(fact->kind == rule->kind && fact->kind == (kind == FACT_NEAR ? FACT_MEMORY : kind), "%08x: x%u", word,
              reg);
    if (kind == FACT_ENTRY) continue; /* it says no more */
    cr_assert(fact->lo == rule->lo, "%08x: x%u", word, reg);
    if (kind == FACT_CONSTANT) continue;
    cr_assert(fact->hi == rule->hi, "%08x: x%u", word, reg);
    if (fact->kind == FACT_MEMORY) continue;
    cr_assert(fact->index == rule->index && fact->since == rule->since, "%08x: x%u", word, reg);
  }
}

static bool look_compare(Bench *bench, State *state) {
  const uint32_t word = state->words[AT];
  const Look look = looks[word >> 21];
  State looked = *state, ruled = *state;
  size_t at = AT;
  looked.v.words = looked.words;
  looked.v.marks = looked.marks;
  looked.v.at = AT;
  ruled.v.words = ruled.words;
  ruled.v.marks = ruled.marks;
  ruled.v.at = AT;
  if (look == LOOK_AT_CALL && (state->v.trap == 0 || word != trap_call(state, AT)))
    return false; /* that is the rule itself */
  if (!first_look(&looked.v, looked.marks, &at, word)) {
    bench->left++;
    return false;
  }
  cr_assert_lt(at, state->v.count);
  cr_assert(rules_accept(&ruled.v, (uint32_t)at), "%08x: %s", word, ruled.v.reason);
  states_compare(&looked, &ruled, word);
  bench->done[look]++;
  return true;
}

static Sealer sealer;
static CodeSpace *stubs, *space;
static void bench_open(Bench *bench) {
  sealer = sealer_open();
  stubs = space_open(&sealer, REGION_STUB_ROOM, 4096);
  space = space_open(&sealer, 1, 4096);
  *bench = (Bench){.random = 2463534242};
  bench->verify = (VerifyModule){.module = &bench->module, .layout = &bench->layout, .stubs = stubs, .space = space};
}
static void bench_close(void) {
  code_space_close(space);
  code_space_close(stubs);
  sealer_close(&sealer);
}

Test(first_look, agrees_with_the_rules) {
  Bench bench;
  State state;
  bench_open(&bench);
  for (uint32_t form = 0; form < sizeof looks; form++)
    for (uint32_t i = 0; looks[form] != LOOK_AT_NOTHING && i < 4000; i++) {
      state_make(&bench, &state, i % 2);
      state.words[AT] = word_make(&bench, form);
      if (looks[form] == LOOK_AT_CALL) state.words[AT] = trap_call(&state, AT);
      look_compare(&bench, &state);
    }
  for (uint32_t look = LOOK_AT_CALL; look < LOOKS; look++)
    cr_assert_gt(bench.done[look], 100, "look %u: %u words", look, bench.done[look]);
  cr_assert_gt(bench.left, 10000);
  bench_close();
}

Test(first_look, leaves_random_words_or_agrees) {
  Bench bench;
  State state;
  bench_open(&bench);
  for (uint32_t i = 0; i < 200000; i++) {
    state_make(&bench, &state, i % 2);
    state.words[AT] = random_word(&bench);
    look_compare(&bench, &state);
  }
  cr_assert_gt(bench.left, 100000);
  bench_close();
}

/* A checked access, short or long, whole or with one bit turned, or with a label in it. */
Test(first_look, checked_accesses) {
  Bench bench;
  State state;
  bench_open(&bench);
  uint32_t whole = 0, wholes = 0, changed = 0;
  for (uint32_t i = 0; i < 400000; i++) {
    const bool is_long = one_in(&bench, 2), is_whole_one = one_in(&bench, 4);
    const uint32_t accesses[] = {0x38000200, 0x78400200, 0xb8000200, 0xf8400200, 0xb8800200,
                                 0x38c00200, 0xbc000200, 0xfc400200, 0x78c00200};
    const uint32_t bytes = 1 + random_below(&bench, 64), below = random_below(&bench, 70);
    uint32_t words[7] = {0x2a0003f0 | random_below(&bench, 9) << 16, 0x91000210 | bytes << 10, 0xeb1a021f};
    uint32_t count = 3;
    if (is_long) {
      words[count++] = 0x54000049;
      words[count++] = 0x14000000 | (3 + random_below(&bench, 8));
    } else {
      words[count++] = 0x54000008 | (3 + random_below(&bench, 8)) << 5;
    }
    words[count++] = 0x8b100370;
    words[count++] = accesses[random_below(&bench, sizeof accesses / sizeof *accesses)] | (-below & 0x1ff) << 12 |
                     random_below(&bench, 9);
    state_make(&bench, &state, true);
    if (!is_whole_one) words[random_below(&bench, count)] ^= 1u << random_below(&bench, 32);
    else memset(&state.marks[AT + 1], 0, count);
    memcpy(&state.words[AT], words, sizeof *words * count);
    const bool done = look_compare(&bench, &state);
    wholes += is_whole_one;
    whole += is_whole_one && done;
    changed += !is_whole_one && done;
  }
  cr_assert_gt(whole, wholes / 8);
  cr_assert_gt(changed, 100); /* bits that change nothing that matters */
  bench_close();
}

Test(first_look, rows_of_traps) {
  Bench bench;
  State state;
  bench_open(&bench);
  for (uint32_t i = 0; i < 20000; i++) {
    state_make(&bench, &state, true);
    if (!state.v.trap) continue;
    for (uint32_t at = AT; at < WORDS; at++) {
      state.words[at] = trap_call(&state, at) ^ (one_in(&bench, 8) ? 1u << random_below(&bench, 32) : 0);
      if (at > AT && at < state.v.count) state.marks[at] = one_in(&bench, 6) ? 0 : MARK_LABEL;
    }
    look_compare(&bench, &state);
  }
  cr_assert_gt(bench.done[LOOK_AT_CALL], 5000);
  bench_close();
}
