/* SPDX-License-Identifier: Apache-2.0
 *
 * One transfer function an instruction, applied until nothing changes. Marks are only ever added where paths meet, so
 * it ends. The streams of a section are found first: a pass that believes there are none shows which registers of the
 * outside are stepped on by loads.
 */
#include "harness/audit/flow.h"

#include <stdlib.h>
#include <string.h>

static const struct {
  uint32_t mark;
  const char *name;
} marks[] = {
    {FROM_CONSTANT, "constant"}, {FROM_SYMBOL, "symbol"},
    {FROM_REGION, "region"},     {FROM_ARGUMENT, "argument"},
    {FROM_CALLER, "caller"},     {FROM_LINK, "link"},
    {FROM_STACK, "stack"},       {FROM_SPILL, "spill"},
    {FROM_MEMORY, "memory"},     {FROM_AUTHENTICATED, "authenticated"},
    {FROM_SIGNED, "signed"},     {FROM_TAG, "tag"},
    {FROM_SYSTEM, "system"},     {FROM_OTHER, "other"},
    {FROM_POSITION, "position"}, {FROM_MODIFIER, "modifier"},
    {FROM_GOT, "got"},           {FROM_OUTSIDE, "outside"},
};

void value_describe(const Flow *flow, const Value *value, char *text, size_t room) {
  size_t at = 0;
  text[0] = 0;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (value->from & marks[i].mark && at < room)
      at += (size_t)snprintf(text + at, room - at, "%s%s", at > 0 ? "+" : "", marks[i].name);
  for (uint32_t i = 0; i < flow->callee_count; i++)
    if (value->calls >> i & 1 && at < room)
      at += (size_t)snprintf(text + at, room - at, "%s%s()", at > 0 ? "+" : "", flow->callees[i]);
  if (at == 0) snprintf(text, room, "nothing");
}

bool toggle_stands_in(const Line *line) { return strncmp(line->symbol, "stand_in_for_", 13) == 0; }

int toggle_called(const Line *line) {
  static const char name[] = "be_memory_inline_jit_restrict_rwx_to_r";
  if (line->is.kind != CALL || !line->symbol) return 0;
  const char *symbol = line->symbol + (toggle_stands_in(line) ? 13 : 0);
  if (strncmp(symbol, name, sizeof name - 1) != 0) return 0;
  return symbol[sizeof name - 1] == 'w' ? 1 : 2;
}

static uint64_t callee_bit(Flow *flow, const char *name) {
  if (!name) name = "pointer";
  for (uint32_t i = 0; i < flow->callee_count; i++)
    if (strcmp(flow->callees[i], name) == 0) return UINT64_C(1) << i;
  if (flow->callee_count == MOST_CALLEES) return UINT64_C(1) << (MOST_CALLEES - 1); /* named after another */
  flow->callees[flow->callee_count] = name;
  return UINT64_C(1) << flow->callee_count++;
}

static void value_join(Value *value, const Value *other) {
  value->from |= other->from;
  value->outside |= other->outside;
  value->fetched |= other->fetched;
  value->tagged |= other->tagged;
  value->calls |= other->calls;
  value->stale |= other->stale;
}

static Value value_of(const State *state, uint8_t number) {
  if (number < REGISTERS) return state->registers[number];
  return (Value){.from = FROM_CONSTANT}; /* xzr; callers look at vectors themselves */
}

static void value_set(State *state, uint8_t number, Value value) {
  if (number >= REGISTERS) return;
  if (number == POSITION || number == BIAS) { /* stay the MAC's, whoever sets them: reserved.c lists those */
    state->registers[number].stale = value.from == FROM_POSITION && value.stale;
    return;
  }
  if (state->compared == number) state->compared = REGISTER_NONE;
  if (state->shifted == number || state->shift_of == number) state->shifted = REGISTER_NONE;
  state->registers[number] = value;
}

static bool same_value(const Value *a, const Value *b) {
  return a->from == b->from && a->outside == b->outside && a->fetched == b->fetched && a->tagged == b->tagged &&
         a->calls == b->calls && a->stale == b->stale && a->bounded == b->bounded;
}

/* Adds what another path brings; true if that is new. */
static bool state_join(State *state, const State *other) {
  if (!state->reached) {
    *state = *other;
    state->reached = true;
    return true;
  }
  bool changed = (state->place | other->place) != state->place;
  state->place |= other->place;
  changed |= (state->proven & other->proven) != state->proven;
  state->proven &= other->proven;
  changed |= (state->compared_tags & other->compared_tags) != state->compared_tags;
  state->compared_tags &= other->compared_tags;
  if (state->compared != other->compared && state->compared != REGISTER_NONE) {
    state->compared = REGISTER_NONE;
    changed = true;
  }
  if ((state->shifted != other->shifted || state->shift_of != other->shift_of) && state->shifted != REGISTER_NONE) {
    state->shifted = REGISTER_NONE;
    changed = true;
  }
  for (unsigned i = 0; i < REGISTERS; i++) {
    Value joined = state->registers[i];
    value_join(&joined, &other->registers[i]);
    joined.bounded &= other->registers[i].bounded;
    changed |= !same_value(&joined, &state->registers[i]);
    state->registers[i] = joined;
  }
  return changed;
}

/* Whether a result can still be an address, of the operands that are: not what is shifted, multiplied or cut. */
static bool keeps_pointers(const Instruction *is) {
  static const char *const names[] = {"add", "adds", "sub", "subs", "and",   "ands",
                                      "orr", "eor",  "bic", "csel", "csinc", "csinv"};
  if (is->narrow) return false;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(is->name, names[i]) == 0) return true;
  return false;
}

/* A result of several values: no copy of any. */
static Value value_computed(const State *state, const Instruction *is) {
  Value made = {0};
  const bool pointers = keeps_pointers(is);
  /* Zero shows that all tags are right: of differences and of what collects them, in whole registers. */
  const bool differs = !is->narrow && (strcmp(is->name, "eor") == 0 || strcmp(is->name, "orr") == 0);
  for (unsigned i = 0; i < 3; i++)
    if (is->from[i] != REGISTER_NONE) {
      Value part = value_of(state, is->from[i]);
      if (!pointers || (is->scaled && i > 0)) part.outside = 0;
      if (!differs) part.tagged = 0;
      value_join(&made, &part);
    }
  if (made.from & FROM_POSITION) made.from = (made.from & ~(uint32_t)FROM_POSITION) | FROM_MODIFIER;
  if (made.from == 0) made.from = FROM_CONSTANT;
  return made;
}

/* A sum is still a pointer into a stream if it lies ahead: what is added is constant, or has been bounded. */
static Value value_sum(const Flow *flow, const State *state, const Instruction *is) {
  Value made = value_computed(state, is);
  made.stale = false;
  for (unsigned i = 0; i < 3; i++)
    if (is->from[i] != REGISTER_NONE) {
      const Value part = value_of(state, is->from[i]);
      if (part.outside & flow->streams && !(is->scaled && i > 0)) made.stale |= part.stale;
      else made.stale |= !part.bounded && part.from != FROM_CONSTANT;
    }
  return made;
}

static Value value_loaded(const Flow *flow, const State *state, const Instruction *is) {
  if (is->base == REGISTER_NONE) return (Value){.from = FROM_CONSTANT}; /* a literal */
  Value address = value_of(state, is->base);
  if (is->index != REGISTER_NONE) {
    const Value index = value_of(state, is->index);
    value_join(&address, &index);
  }
  if (address.from & FROM_STACK) return (Value){.from = FROM_SPILL};
  if (address.outside & flow->streams) return (Value){.from = FROM_MEMORY};
  if (address.from & FROM_REGION) return (Value){.from = FROM_REGION};
  return (Value){.from = FROM_MEMORY};
}

/* The bits of what a line fetches: one for each register that it loads. */
static uint64_t fetch_bits(Flow *flow, uint32_t at, unsigned which) {
  uint32_t i = 0;
  while (i < flow->fetch_count && flow->fetches[i] != at) i++;
  if (i == flow->fetch_count) {
    if (i + 3 > MOST_FETCHES) return FETCHED_BEFORE;
    for (unsigned n = 0; n < 3; n++) flow->fetches[flow->fetch_count++] = at;
  }
  return UINT64_C(1) << (i + which);
}

/* A load through a stream: every other pointer into it may now point to what has been fetched, and what this line
 * fetched before is not what it proves from here on. */
static void stream_fetch(Flow *flow, State *state, uint32_t at, Value *loaded) {
  const Instruction *is = &flow->function->lines[at].is;
  const uint64_t stream = value_of(state, is->base).outside & flow->streams;
  if (stream == 0) return;
  for (unsigned i = 0; i < REGISTERS; i++)
    if (state->registers[i].outside & stream && i != is->base) state->registers[i].stale = true;
  for (unsigned which = 0; which < 3; which++) {
    if (is->to[which] == REGISTER_NONE) continue;
    const uint64_t bit = fetch_bits(flow, at, which);
    state->proven &= ~bit;
    for (unsigned i = 0; i < REGISTERS; i++)
      if (state->registers[i].fetched & bit)
        state->registers[i].fetched = (state->registers[i].fetched & ~bit) | FETCHED_BEFORE;
    loaded[which].fetched = bit;
  }
}

uint64_t value_unproven(const Flow *flow, const State *state, const Value *value) {
  const uint64_t unproven = value->fetched & ~state->proven;
  uint64_t streams = unproven & FETCHED_BEFORE ? flow->streams : 0;
  for (uint32_t i = 0; i < flow->fetch_count; i++)
    if (unproven >> i & 1) {
      const uint8_t base = flow->function->lines[flow->fetches[i]].is.base;
      streams |= flow->before[flow->fetches[i]].registers[base].outside & flow->streams;
    }
  return streams;
}

/* A store through the MAC's position, or a copy of it, steps on: the other copies stay behind. */
static void position_step(State *state, const Instruction *is) {
  const uint64_t position = UINT64_C(1) << POSITION;
  const Value base = value_of(state, is->base);
  if (!is->after || base.from != FROM_POSITION || (base.outside & position) == 0) return;
  for (unsigned i = 0; i < REGISTERS; i++)
    if (i != is->base && state->registers[i].from == FROM_POSITION && state->registers[i].outside & position)
      state->registers[i].stale = true;
}

static void call_made(Flow *flow, State *state, const Line *line) {
  const int toggle = toggle_called(line);
  const Value left = {.from = FROM_OTHER};
  for (uint8_t i = 0; i <= 18; i++)
    if (!toggle || i <= 8 || i == 16 || i == 17) value_set(state, i, left);
  value_set(state, 30, left);
  if (!toggle) {
    const Value result = {.from = FROM_RESULT, .calls = callee_bit(flow, line->symbol)};
    value_set(state, 0, result);
    value_set(state, 1, result);
  }
  state->compared = REGISTER_NONE;
  state->compared_tags = 0;
  if (toggle == 1) {
    state->place = INSIDE;
    for (unsigned i = 0; i < REGISTER_SP; i++) {
      Value *held = &state->registers[i];
      if (held->from & FROM_STACK || (held->from & ~(uint32_t)(FROM_CONSTANT | FROM_REGION)) == 0) continue;
      *held = (Value){.from = FROM_OUTSIDE, .outside = held->outside ? held->outside : UINT64_C(1) << (32 + i)};
    }
  } else if (toggle == 2) state->place = BEHIND;
}

static void transfer(Flow *flow, State *state, uint32_t at) {
  const Line *line = &flow->function->lines[at];
  const Instruction *is = &line->is;
  switch (is->kind) {
  case MOVE: {
    Value value = {.from = FROM_OTHER};
    if (is->from[0] != REGISTER_NONE) value = value_of(state, is->from[0]);
    else if (is->constant) value = (Value){.from = FROM_CONSTANT};
    value_set(state, is->to[0], value);
    return;
  }
  case ADDRESS:
    value_set(
        state, is->to[0],
        (Value){.from = line->symbol && strcmp(line->symbol, "region_descriptions") == 0 ? FROM_REGION : FROM_SYMBOL});
    return;
  case ADD: value_set(state, is->to[0], value_sum(flow, state, is)); return;
  case KEEP:
  case COMPUTE: {
    Value value = value_computed(state, is);
    value.stale = true;
    value_set(state, is->to[0], value);
    if (strcmp(is->name, "subs") == 0 || strcmp(is->name, "adds") == 0 || strcmp(is->name, "ands") == 0)
      state->compared = REGISTER_NONE, state->compared_tags = 0;
    if (strcmp(is->name, "lsr") == 0 && is->constant && is->to[0] != is->from[0]) {
      state->shifted = is->to[0];
      state->shift_of = is->from[0];
    }
    return;
  }
  case COMPARE:
    state->compared = REGISTER_NONE;
    /* Behind ccmp ..., eq the flags say equal only where they did so before, too. */
    if (strcmp(is->name, "ccmp") != 0 || strcmp(is->condition, "eq") != 0 || is->zero_otherwise)
      state->compared_tags = 0;
    if (!is->narrow && (strcmp(is->name, "cmp") == 0 || strcmp(is->name, "ccmp") == 0)) /* a tag is the high half */
      state->compared_tags |= value_of(state, is->from[0]).tagged | value_of(state, is->from[1]).tagged;
    if (strcmp(is->name, "cmp") == 0 && (is->constant || value_of(state, is->from[1]).from == FROM_CONSTANT))
      state->compared = is->from[0];
    return;
  case LOAD:
  case ATOMIC: {
    const Value value = line->got ? (Value){.from = FROM_GOT} : value_loaded(flow, state, is);
    Value loaded[3] = {value, value, value};
    if (state->place & INSIDE) stream_fetch(flow, state, at, loaded);
    for (unsigned i = 0; i < 3; i++) value_set(state, is->to[i], loaded[i]);
    return;
  }
  case STORE: position_step(state, is); return;
  case CALL:
  case CALL_RAW:
  case CALL_SIGNED: call_made(flow, state, line); return;
  case SIGN_RETURN: value_set(state, 30, (Value){.from = FROM_SIGNED}); return;
  case AUTHENTICATE_RETURN: value_set(state, 30, (Value){.from = FROM_AUTHENTICATED}); return;
  case SIGN: value_set(state, is->to[0], (Value){.from = FROM_SIGNED}); return;
  case AUTHENTICATE: value_set(state, is->to[0], (Value){.from = FROM_AUTHENTICATED}); return;
  case TAG: {
    const Value word = value_of(state, is->from[0]), modifier = value_of(state, is->from[1]);
    value_set(state, is->to[0], (Value){.from = FROM_TAG, .tagged = word.fetched | modifier.fetched});
    return;
  }
  case READ_SYSTEM: value_set(state, is->to[0], (Value){.from = FROM_SYSTEM}); return;
  case SYSTEM_CALL: value_set(state, 0, (Value){.from = FROM_RESULT, .calls = callee_bit(flow, "svc")}); return;
  case UNKNOWN:
  case VECTOR:
    for (unsigned i = 0; i < 3; i++) value_set(state, is->to[i], (Value){.from = FROM_OTHER});
    return;
  default: return;
  }
}

/* What a branch shows on one of its ways: where tags were compared and are equal, their words are proven; where the
 * other way ends in brk, what was compared is bounded. */
static void way_show(const Flow *flow, State *state, const Line *line, uint32_t at, uint32_t to) {
  if (line->is.kind != BRANCH) return;
  const uint32_t target = function_line(flow->function, line->is.target);
  const bool on = to == at + 1;
  if (on == (target == at + 1)) return; /* both ways are one */
  if (strcmp(line->is.condition, on ? "ne" : "eq") == 0) state->proven |= state->compared_tags & ~FETCHED_BEFORE;
  if (strcmp(line->is.name, on ? "cbnz" : "cbz") == 0)
    state->proven |= value_of(state, line->is.from[0]).tagged & ~FETCHED_BEFORE;
  if (!on || target == flow->function->count || !function_traps(flow->function, target)) return;
  const bool above = strcmp(line->is.condition, "hi") == 0 || strcmp(line->is.condition, "hs") == 0;
  if (above && state->compared != REGISTER_NONE) state->registers[state->compared].bounded = true;
  if (strcmp(line->is.name, "cbnz") == 0 && line->is.from[0] == state->shifted && state->shifted != REGISTER_NONE)
    state->registers[state->shift_of].bounded = true;
}

static State entry_state(bool position) {
  State state = {.place = OUTSIDE, .compared = REGISTER_NONE, .shifted = REGISTER_NONE, .reached = true};
  for (unsigned i = 0; i < REGISTERS; i++)
    state.registers[i] = (Value){.from = i <= 8 ? FROM_ARGUMENT : FROM_CALLER, .outside = UINT64_C(1) << i};
  if (position) state.registers[POSITION].from = state.registers[BIAS].from = FROM_POSITION;
  state.registers[30].from = FROM_LINK;
  state.registers[REGISTER_SP].from = FROM_STACK;
  return state;
}

static void flow_run(Flow *flow) {
  const Function *function = flow->function;
  for (uint32_t i = 0; i < function->count; i++) flow->before[i].reached = false;
  if (function->count == 0) return;
  const size_t length = strlen(function->file);
  flow->before[0] = entry_state(length < 2 || strcmp(function->file + length - 2, ".S") != 0);
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < function->count; i++) {
      if (!flow->before[i].reached) continue;
      State after = flow->before[i];
      transfer(flow, &after, i);
      const Ways ways = function_ways(function, i);
      for (uint32_t way = 0; way < ways.count; way++) {
        State there = after;
        way_show(flow, &there, &function->lines[i], i, ways.line[way]);
        changed |= state_join(&flow->before[ways.line[way]], &there);
      }
    }
  }
}

const Flow *flow_of(const Function *function) {
  static Flow flow;
  static uint32_t room;
  if (function->count > room) {
    free(flow.before);
    flow.before = calloc(function->count, sizeof *flow.before);
    if (!flow.before) abort();
    room = function->count;
  }
  flow = (Flow){.function = function, .before = flow.before};
  flow_run(&flow);
  uint64_t streams = 0;
  for (uint32_t i = 0; i < function->count; i++) {
    const State *state = &flow.before[i];
    const Instruction *is = &function->lines[i].is;
    if (state->reached && state->place == INSIDE && is->kind == LOAD && (is->after || is->before))
      streams |= state->registers[is->base].outside;
  }
  if (streams != 0) {
    flow.streams = streams;
    flow_run(&flow);
  }
  return &flow;
}
