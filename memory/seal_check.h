/* SPDX-License-Identifier: Apache-2.0
 *
 * Pieces of the seal's critical sections: loads that happen once, checks that end in brk, claims in the region's map.
 * All are inlined into the sections (a call would spill), and none touches memory but through its arguments.
 */
#ifndef SIGNET_MEMORY_SEAL_CHECK_H
#define SIGNET_MEMORY_SEAL_CHECK_H

#include "memory/section.h"

#define SEAL_INLINE static inline __attribute__((always_inline))

/* Keeps a value in a register from here on: what a section uses must not be left on the stack before it. */
#if defined(__aarch64__)
#define IN_REGISTER(value) __asm__ volatile("" : "+r"(value))
#else
#define IN_REGISTER(value) ((void)0)
#endif

/* The same value, but what is computed from it is computed here: nothing derived from it earlier is kept alive for it.
 */
SEAL_INLINE uint64_t fresh(uint64_t value) {
  IN_REGISTER(value);
  return value;
}

SEAL_INLINE void seal_demand(bool condition) {
  if (__builtin_expect(!condition, 0)) integrity_failure();
}

/* From memory that an attacker may be writing: exactly one load, and what it gave is what is checked and used. Loads
 * and stores of the stream advance their pointer in the same instruction: the compiler can make neither a second fetch
 * nor, out of one pointer, several that would not fit into registers. */
#if defined(__aarch64__)
SEAL_INLINE void load_two_once(const uint64_t **at, uint64_t *first, uint64_t *second) {
  __asm__ volatile("ldp %0, %1, [%2], #16" : "=&r"(*first), "=&r"(*second), "+r"(*at));
}
/* An entry: its word, and its tag in the low half. */
SEAL_INLINE void load_entry_once(const uint64_t **at, uint64_t *word, uint64_t *tag) {
  __asm__ volatile("ldp %w0, %w1, [%2], #8" : "=&r"(*word), "=&r"(*tag), "+r"(*at));
}
SEAL_INLINE void store_word(uint32_t **at, uint32_t word) {
  __asm__ volatile("str %w1, [%0], #4" : "+r"(*at) : "r"(word) : "memory");
}
SEAL_INLINE void store_two_words(uint32_t **at, uint32_t first, uint32_t second) {
  __asm__ volatile("stp %w1, %w2, [%0], #8" : "+r"(*at) : "r"(first), "r"(second) : "memory");
}
SEAL_INLINE void store_four_words(uint32_t **at, uint64_t first, uint64_t second) {
  __asm__ volatile("stp %1, %2, [%0], #16" : "+r"(*at) : "r"(first), "r"(second) : "memory");
}
#else
SEAL_INLINE uint64_t load_once(const uint64_t **at) { return *(const volatile uint64_t *)(*at)++; }
SEAL_INLINE void load_two_once(const uint64_t **at, uint64_t *first, uint64_t *second) {
  *first = load_once(at);
  *second = load_once(at);
}
SEAL_INLINE void load_entry_once(const uint64_t **at, uint64_t *word, uint64_t *tag) {
  const uint64_t entry = load_once(at);
  *word = (uint32_t)entry;
  *tag = entry >> 32;
}
SEAL_INLINE void store_word(uint32_t **at, uint32_t word) { *(volatile uint32_t *)(*at)++ = word; }
SEAL_INLINE void store_two_words(uint32_t **at, uint32_t first, uint32_t second) {
  store_word(at, first);
  store_word(at, second);
}
SEAL_INLINE void store_four_words(uint32_t **at, uint64_t first, uint64_t second) {
  store_two_words(at, (uint32_t)first, (uint32_t)(first >> 32));
  store_two_words(at, (uint32_t)second, (uint32_t)(second >> 32));
}
#endif

/* Whether `tag` is what an entry has for this word under this modifier. */
SEAL_INLINE bool entry_tagged(uint64_t word, uint64_t tag, uint64_t modifier) {
#if defined(SIGNET_TEST_WITHOUT_TAG_CHECK) || defined(SIGNET_TEST_WITHOUT_TAGS)
  (void)word, (void)tag, (void)modifier;
  return true;
#else
  return pac_generic(word, modifier) == tag << 32;
#endif
}

#if !defined(__aarch64__)
/* On hosts, by eights as long as the function has so many words from here on (`room`): runs are short, and a loop's end
 * that is predicted wrongly costs more than lanes that are not wanted. Those are not compared, and are overwritten by
 * what follows the run. *count: what is left for the loop that goes word by word. */
SEAL_INLINE void run_copy_eights(const uint64_t **entry, uint32_t *count, uint32_t room, uint32_t **to,
                                 uint64_t *modifier) {
  enum { LANES = 4 };
  typedef uint64_t Four __attribute__((vector_size(8 * LANES), aligned(8)));
  typedef uint32_t Eight __attribute__((vector_size(8 * LANES), aligned(4)));
#define TAG (UINT64_MAX << 32)
  static const uint64_t wanted[4 * LANES] = {TAG, TAG, TAG, TAG, TAG, TAG, TAG, TAG}; /* from 8 - n: of n lanes */
#undef TAG
  while (room >= 2 * LANES) {
    const uint32_t done = *count < 2 * LANES ? *count : 2 * LANES;
    const Four *const tags = (const Four *)(wanted + 2 * LANES - done);
    const Four low = ((const Four *)*entry)[0], high = ((const Four *)*entry)[1];
    const Four numbers = (Four){0, 8, 16, 24} + *modifier;
    const Four wrong = ((PAC_STAND_IN((low & UINT32_MAX) + numbers) ^ low) & tags[0]) |
                       ((PAC_STAND_IN((high & UINT32_MAX) + numbers + 8 * LANES) ^ high) & tags[1]);
    seal_demand((wrong[0] | wrong[1] | wrong[2] | wrong[3]) == 0);
    *(Eight *)*to = __builtin_shufflevector((Eight)low, (Eight)high, 0, 2, 4, 6, 8, 10, 12, 14);
    *entry += done, *to += done, *modifier += 8 * (uint64_t)done;
    *count -= done, room -= done;
    if (*count == 0) return;
  }
}
#endif

/* Copies `count` complete words: by fours, then a pair, then one; *modifier is the first one's, and afterwards the
 * next one's. On arm64 it is written out: 6 instructions a word, and no compiler's choice what is fetched or kept
 * where. Each entry is loaded once, all tags of a group are compared before its first store, and the registers that
 * were compared are stored. room: words of the function from the first one on. */
SEAL_INLINE void run_copy(const uint64_t **entry, uint32_t count, uint32_t room, uint32_t **to, uint64_t *modifier) {
#if defined(SIGNET_TEST_WITHOUT_SINGLE_LOAD)
  const volatile uint64_t *again = *entry;
  uint32_t *to_again = *to;
#endif
  (void)room;
#if defined(SIGNET_TEST_WITHOUT_TAGS)
  for (; count > 0; count--, *modifier += 8) {
    uint64_t word, tag;
    load_entry_once(entry, &word, &tag);
    store_word(to, (uint32_t)word);
  }
#elif defined(__aarch64__)
#if defined(SIGNET_TEST_WITHOUT_TAG_CHECK)
#define REFUSE_UNLESS_EQUAL ""
#else
#define REFUSE_UNLESS_EQUAL "cbnz %[wrong], 9f\n\t"
#endif
/* Loads a word and its tag, and computes the tag that it must have. */
#define FETCH(word_register)                                                                                           \
  "ldp %w[" word_register "], %w[tag], [%[entry]], #8\n\t"                                                             \
  "pacga %[own], %[" word_register "], %[modifier]\n\t"                                                                \
  "add %[modifier], %[modifier], #8\n\t"
/* wrong = where they differ, or wrong |= that. */
#define COMPARE                            "eor %[wrong], %[own], %[tag], lsl #32\n\t"
#define AND_COMPARE                        "eor %[own], %[own], %[tag], lsl #32\n\torr %[wrong], %[wrong], %[own]\n\t"
#define STORE_PAIR(register_1, register_2) "stp %w[" register_1 "], %w[" register_2 "], [%[to]], #8\n\t"
  uint64_t one, two, three, four, tag, own, wrong;
  uint64_t rest = count;
  __asm__ volatile(/* clang-format off */
      ".arch_extension pauth\n\t"
      "subs %w[rest], %w[rest], #4\n\t"
      "b.lo 2f\n"
      "1:\n\t"
      FETCH("one") COMPARE FETCH("two") AND_COMPARE FETCH("three") AND_COMPARE FETCH("four") AND_COMPARE
      REFUSE_UNLESS_EQUAL
      STORE_PAIR("one", "two") STORE_PAIR("three", "four")
      "subs %w[rest], %w[rest], #4\n\t"
      "b.hs 1b\n"
      "2:\n\t" /* rest - 4: its bits 0 and 1 are those of what is left */
      "tbz %w[rest], #1, 3f\n\t"
      FETCH("one") COMPARE FETCH("two") AND_COMPARE
      REFUSE_UNLESS_EQUAL
      STORE_PAIR("one", "two")
      "3:\n\t"
      "tbz %w[rest], #0, 4f\n\t"
      FETCH("one") COMPARE
      REFUSE_UNLESS_EQUAL
      "str %w[one], [%[to]], #4\n\t"
      "b 4f\n"
      "9:\n\t"
      "brk #0xc471\n"
      "4:"
                   /* clang-format on */
                   : [entry] "+r"(*entry), [to] "+r"(*to), [modifier] "+r"(*modifier), [rest] "+r"(rest),
                     [one] "=&r"(one), [two] "=&r"(two), [three] "=&r"(three), [four] "=&r"(four), [tag] "=&r"(tag),
                     [own] "=&r"(own), [wrong] "=&r"(wrong)
                   :
                   : "memory", "cc");
#undef REFUSE_UNLESS_EQUAL
#undef FETCH
#undef COMPARE
#undef AND_COMPARE
#undef STORE_PAIR
#else
#if !defined(SIGNET_TEST_WITHOUT_TAG_CHECK)
  run_copy_eights(entry, &count, room, to, modifier);
#endif
  for (; count > 0; count--, *modifier += 8) {
    uint64_t word, tag;
    load_entry_once(entry, &word, &tag);
    seal_demand(entry_tagged(word, tag, *modifier));
    store_word(to, (uint32_t)word);
  }
#endif
#if defined(SIGNET_TEST_WITHOUT_SINGLE_LOAD) /* checked first, then copied */
  for (uint32_t i = 0; i < count; i++) store_word(&to_again, (uint32_t)again[i]);
#endif
}

/* Makes `record` the newest function of every granule that words [start, start + count) touch. Each but the first must
 * be free; the first may hold functions that end below. One compare-and-swap each: no two seals get the same words,
 * whatever their callers' lists say. `newest` is 0 or what the caller has checked to be in the first. */
SEAL_INLINE void granules_claim(uint32_t *map, uint32_t *last, uint32_t newest, uint32_t record) {
#if defined(SIGNET_TEST_WITHOUT_CLAIMS)
  (void)newest;
  for (; map <= last; map++) *map = record;
#else
  for (uint32_t expected = newest; map <= last; map++, expected = 0)
    seal_demand(__sync_val_compare_and_swap(map, expected, record) == expected);
#endif
}

/* The range of code a caller asks for, against the region's: in words. */
SEAL_INLINE void seal_demand_code(const RegionLayout *layout, uint32_t start, uint32_t count) {
#if defined(SIGNET_TEST_WITHOUT_RANGE_CHECK)
  (void)layout, (void)start, (void)count;
#else
  seal_demand(start >= layout->data_bytes / 4 && count <= layout->bytes / 4 && start <= layout->bytes / 4 - count);
#endif
}

#endif
