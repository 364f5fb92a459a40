/* SPDX-License-Identifier: Apache-2.0
 *
 * Mutants of modules, decided by a stream of random numbers: flipped bits, truncations, numbers replaced by huge ones,
 * bytes deleted and inserted, sections repeated, exchanged and taken from another module, operators and immediates of
 * bodies replaced. Some changes keep the sizes of what contains them right, so that what is wrong is met deep inside.
 */
#include "harness/fuzz/mutate.h"

enum { SECTIONS_MAX = 64 };

typedef struct Part { /* [start, end); content begins behind the id and size of a section, or the size of a body */
  size_t start, content, end;
} Part;

static size_t leb_end(const Bytes *m, size_t at) {
  size_t end = at;
  while (end < m->size && end - at < 10 && m->at[end] >= 0x80) end++;
  return end < m->size ? end + 1 : end;
}

static uint32_t leb_value(const Bytes *m, size_t at) {
  uint32_t value = 0;
  for (unsigned shift = 0; at < m->size && shift < 35; shift += 7, at++) {
    value |= (uint32_t)((uint64_t)(m->at[at] & 0x7f) << shift);
    if (m->at[at] < 0x80) break;
  }
  return value;
}

static uint32_t sections_find(const Bytes *m, Part sections[SECTIONS_MAX]) {
  uint32_t count = 0;
  for (size_t at = 8; at < m->size && count < SECTIONS_MAX;) {
    const size_t content = leb_end(m, at + 1), end = content + leb_value(m, at + 1);
    if (end > m->size || end <= at) break;
    sections[count++] = (Part){at, content, end};
    at = end;
  }
  return count;
}

/* Replaces [start, end) by other bytes. */
static void replace(Bytes *m, size_t start, size_t end, const uint8_t *by, size_t size) {
  Bytes result = {0};
  bytes_append(&result, m->at, start);
  bytes_append(&result, by, size);
  bytes_append(&result, m->at + end, m->size - end);
  free(m->at);
  *m = result;
}

/* The same inside `part`, `lead` bytes of which stand before its size field; the size is made right again. */
static void replace_inside(Bytes *m, Part part, size_t lead, size_t start, size_t end, const uint8_t *by, size_t size) {
  Bytes whole = {0};
  bytes_append(&whole, m->at + part.start, lead);
  bytes_u32(&whole, part.end - part.content - (end - start) + size);
  bytes_append(&whole, m->at + part.content, start - part.content);
  bytes_append(&whole, by, size);
  bytes_append(&whole, m->at + end, part.end - end);
  replace(m, part.start, part.end, whole.at, whole.size);
  free(whole.at);
}

static size_t any(Random *random, const Bytes *m) { return m->size ? (size_t)(random_next(random) % m->size) : 0; }

static size_t between(Random *random, size_t start, size_t end) {
  return end > start ? start + (size_t)(random_next(random) % (end - start)) : start;
}

static void huge_number(Random *random, Bytes *by) {
  static const uint32_t numbers[] = {0xffffffff, 0x7fffffff, 0x80000000, 0x10000000, 0xffffff, 100001, 1000001,
                                     65536,      65537,      50001,      1001,       10000001, 127,    128};
  const uint32_t value = numbers[random_below(random, sizeof numbers / sizeof *numbers)];
  if (random_percent(random, 15)) { /* longer than it may be, or negative where it is signed */
    const uint32_t length = 1 + random_below(random, 11);
    for (uint32_t i = 0; i < length; i++) bytes_u8(by, i + 1 < length ? 0xff : random_below(random, 128));
  } else {
    bytes_u32(by, value);
  }
}

/* A number, mostly a count at the start of a section, becomes huge. */
static void huge(Random *random, Bytes *m) {
  Part sections[SECTIONS_MAX];
  const uint32_t count = sections_find(m, sections);
  Bytes by = {0};
  huge_number(random, &by);
  if (count && random_percent(random, 80)) {
    const Part s = sections[random_below(random, count)];
    const size_t at = random_percent(random, 40) ? s.content : between(random, s.content, s.end);
    const size_t end = leb_end(m, at);
    if (random_percent(random, 20)) replace(m, s.start + 1, s.content, by.at, by.size); /* the section's size */
    else if (end <= s.end) replace_inside(m, s, 1, at, end, by.at, by.size);
  } else if (m->size) {
    const size_t at = any(random, m);
    replace(m, at, leb_end(m, at), by.at, by.size);
  }
  free(by.at);
}

static void sections_rearrange(Random *random, Bytes *m, const Bytes *other) {
  Part mine[SECTIONS_MAX], theirs[SECTIONS_MAX];
  const uint32_t count = sections_find(m, mine), other_count = sections_find(other, theirs);
  if (count < 2) return;
  const Part s = mine[random_below(random, count)];
  Bytes by = {0};
  switch (random_below(random, 4)) {
  case 0: /* repeat */
    bytes_append(&by, m->at + s.start, s.end - s.start);
    replace(m, s.end, s.end, by.at, by.size);
    break;
  case 1: replace(m, s.start, s.end, NULL, 0); break; /* leave out */
  case 2: {                                           /* exchange with the next */
    const uint32_t i = random_below(random, count - 1);
    bytes_append(&by, m->at + mine[i + 1].start, mine[i + 1].end - mine[i + 1].start);
    bytes_append(&by, m->at + mine[i].start, mine[i].end - mine[i].start);
    replace(m, mine[i].start, mine[i + 1].end, by.at, by.size);
    break;
  }
  default: /* another module's section, of the same id if it has one */
    for (uint32_t i = 0; i < other_count; i++) {
      if (other->at[theirs[i].start] != m->at[s.start]) continue;
      replace(m, s.start, s.end, other->at + theirs[i].start, theirs[i].end - theirs[i].start);
      break;
    }
  }
  free(by.at);
}

static void splice(Random *random, Bytes *m, const Bytes *other) {
  const size_t from = any(random, m), to = any(random, other);
  replace(m, from, m->size, other->at + to, other->size - to);
}

/* A change inside a function's body: its size and the section's stay right. */
static void body_change(Random *random, Bytes *m) {
  enum { CODE = 10 };
  static const uint8_t bytes[] = {0x00, 0x01, 0x0b, 0x05, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11,
                                  0x1a, 0x1b, 0x20, 0x21, 0x22, 0x23, 0x24, 0x28, 0x36, 0x3f,
                                  0x40, 0x41, 0x42, 0x45, 0x6a, 0x6d, 0xfc, 0xfd, 0xd0, 0x7f};
  Part sections[SECTIONS_MAX];
  const uint32_t count = sections_find(m, sections);
  for (uint32_t i = 0; i < count; i++) {
    if (m->at[sections[i].start] != CODE) continue;
    const Part section = sections[i];
    uint32_t bodies = leb_value(m, section.content);
    size_t at = leb_end(m, section.content);
    uint32_t wanted = bodies ? random_below(random, bodies) : 0;
    Part body = {0};
    do {
      body.start = at;
      body.content = leb_end(m, at);
      body.end = body.content + leb_value(m, at);
      at = body.end;
    } while (wanted-- > 0 && body.end < section.end);
    if (body.end > section.end || body.end <= body.content + 1) return;
    const size_t where = between(random, body.content, body.end - 1);
    uint8_t *byte = &m->at[where];
    switch (random_below(random, 7)) {
    case 0: *byte = bytes[random_below(random, sizeof bytes)]; return;
    case 1:
    case 5: /* another operator of its neighbours: valid more often than not */
      for (size_t p = where; p + 1 < body.end; p++) {
        const uint8_t code = m->at[p];
        const unsigned first = code >= 0x6a && code <= 0x78   ? 0x6a
                               : code >= 0x46 && code <= 0x4f ? 0x46
                               : code >= 0x7c && code <= 0x8a ? 0x7c
                               : code >= 0xa0 && code <= 0xa6 ? 0xa0
                                                              : 0;
        if (!first) continue;
        m->at[p] = (uint8_t)(first + random_below(random, first == 0x46 ? 10 : first == 0xa0 ? 7 : 15));
        return;
      }
      return;
    case 2:
    case 6: /* the immediate of a variable instruction, constant or branch */
      for (size_t p = where; p + 2 < body.end; p++) {
        const uint8_t code = m->at[p];
        if (code != 0x20 && code != 0x21 && code != 0x41 && code != 0x0c && code != 0x0d) continue;
        m->at[p + 1] = (uint8_t)random_below(random, code == 0x41 ? 128 : 8);
        return;
      }
      return;
    case 3: *byte ^= (uint8_t)(1u << random_below(random, 8)); return;
    default: { /* part of the body again, or gone */
      const size_t end = where + random_below(random, 12);
      if (end >= body.end) return;
      Bytes whole = {0};
      Bytes again = {0};
      if (random_percent(random, 60))
        for (int times = 0; times < 2; times++) bytes_append(&again, m->at + where, end - where);
      bytes_u32(&whole, body.end - body.content - (end - where) + again.size);
      bytes_append(&whole, m->at + body.content, where - body.content);
      bytes_append(&whole, again.at, again.size);
      bytes_append(&whole, m->at + end, body.end - end);
      replace_inside(m, section, 1, body.start, body.end, whole.at, whole.size);
      free(whole.at);
      free(again.at);
      return;
    }
    }
  }
}

static void mutate_once(Random *random, Bytes *m, const Bytes *other) {
  if (m->size == 0) return;
  switch (random_below(random, 20)) {
  case 0:
  case 1:
    for (uint32_t i = 1 + random_below(random, 4); i > 0; i--)
      m->at[any(random, m)] ^= (uint8_t)(1u << random_below(random, 8));
    break;
  case 2: m->size = any(random, m); break;
  case 3:
  case 4:
  case 5: huge(random, m); break;
  case 6: {
    const size_t at = any(random, m), end = at + 1 + random_below(random, 8);
    replace(m, at, end < m->size ? end : m->size, NULL, 0);
    break;
  }
  case 7: {
    uint8_t by[8];
    for (uint32_t i = 0; i < sizeof by; i++) by[i] = (uint8_t)random_next(random);
    const size_t at = any(random, m);
    replace(m, at, at, by, 1 + random_below(random, sizeof by));
    break;
  }
  case 8: sections_rearrange(random, m, other); break;
  case 9: splice(random, m, other); break;
  case 10: m->at[any(random, m)] = (uint8_t)random_next(random); break;
  default: body_change(random, m);
  }
  if (m->size > MUTANT_BYTES_MAX) m->size = MUTANT_BYTES_MAX;
}

void mutate(Random *random, Bytes *module, const Bytes *other) {
  uint32_t times = 1 + (random_percent(random, 40) ? random_below(random, 4) : 0);
  while (times-- > 0) mutate_once(random, module, other);
}
