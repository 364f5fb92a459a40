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
SEAL_INLINE uint64_t load_once(const uint64_t **at) {
  uint64_t value;
  __asm__ volatile("ldr %0, [%1], #8" : "=&r"(value), "+r"(*at));
  return value;
}
SEAL_INLINE void load_two_once(const uint64_t **at, uint64_t *first, uint64_t *second) {
  __asm__ volatile("ldp %0, %1, [%2], #16" : "=&r"(*first), "=&r"(*second), "+r"(*at));
}
SEAL_INLINE void store_word(uint32_t **at, uint32_t word) {
  __asm__ volatile("str %w1, [%0], #4" : "+r"(*at) : "r"(word) : "memory");
}
SEAL_INLINE void store_two_words(uint32_t **at, uint32_t first, uint32_t second) {
  __asm__ volatile("stp %w1, %w2, [%0], #8" : "+r"(*at) : "r"(first), "r"(second) : "memory");
}
#else
SEAL_INLINE uint64_t load_once(const uint64_t **at) { return *(const volatile uint64_t *)(*at)++; }
SEAL_INLINE void load_two_once(const uint64_t **at, uint64_t *first, uint64_t *second) {
  *first = load_once(at);
  *second = load_once(at);
}
SEAL_INLINE void store_word(uint32_t **at, uint32_t word) { *(volatile uint32_t *)(*at)++ = word; }
SEAL_INLINE void store_two_words(uint32_t **at, uint32_t first, uint32_t second) {
  store_word(at, first);
  store_word(at, second);
}
#endif

/* Whether an entry's upper half is the tag of its lower half. */
SEAL_INLINE bool entry_tagged(uint64_t entry, uint64_t modifier) {
#if defined(SIGNET_TEST_WITHOUT_TAG_CHECK)
  (void)entry, (void)modifier;
  return true;
#else
  uint64_t word = (uint32_t)entry;
  return (pac_generic(word, modifier) | word) == entry;
#endif
}

/* Copies the complete words of entries [*entry, stop): by fours, then a pair, then one. On arm64 it is written out:
 * about 7 instructions a word, and no compiler's choice what is fetched or kept where. Each entry is loaded once, all
 * tags of a group are compared before its first store, and the registers that were compared are stored. */
SEAL_INLINE void run_copy(const uint64_t **entry, const uint64_t *stop, uint32_t **to, uint64_t bias) {
#if defined(__aarch64__)
#if defined(SIGNET_TEST_WITHOUT_TAG_CHECK)
#define REFUSE_UNLESS_EQUAL ""
#else
#define REFUSE_UNLESS_EQUAL "b.ne 9f\n\t"
#endif
#define FIRST_MODIFIER "add %[modifier], %[entry], %[bias]\n\t"
#define NEXT_MODIFIER  "add %[modifier], %[modifier], #8\n\t"
/* tag = what the entry in this register must be */
#define TAGGED(entry_register)                                                                                         \
  "mov %w[word], %w[" entry_register "]\n\t"                                                                           \
  "pacga %[tag], %[word], %[modifier]\n\t"                                                                             \
  "orr %[tag], %[tag], %[word]\n\t"
#define COMPARE(entry_register)            "cmp %[tag], %[" entry_register "]\n\t"
#define AND_COMPARE(entry_register)        "ccmp %[tag], %[" entry_register "], #0, eq\n\t"
#define LOAD_PAIR(register_1, register_2)  "ldp %[" register_1 "], %[" register_2 "], [%[entry]], #16\n\t"
#define STORE_PAIR(register_1, register_2) "stp %w[" register_1 "], %w[" register_2 "], [%[to]], #8\n\t"
  uint64_t one, two, three, four, word, tag, modifier, rest;
  __asm__ volatile(/* clang-format off */
      "sub %[rest], %[stop], %[entry]\n\t"
      "subs %[rest], %[rest], #32\n\t"
      "b.lo 2f\n"
      "1:\n\t"
      FIRST_MODIFIER LOAD_PAIR("one", "two") LOAD_PAIR("three", "four")
      TAGGED("one") COMPARE("one") NEXT_MODIFIER
      TAGGED("two") AND_COMPARE("two") NEXT_MODIFIER
      TAGGED("three") AND_COMPARE("three") NEXT_MODIFIER
      TAGGED("four") AND_COMPARE("four")
      REFUSE_UNLESS_EQUAL
      STORE_PAIR("one", "two") STORE_PAIR("three", "four")
      "subs %[rest], %[rest], #32\n\t"
      "b.hs 1b\n"
      "2:\n\t" /* rest - 32 bytes: its bits 3 and 4 are those of what is left */
      "tbz %[rest], #4, 3f\n\t"
      FIRST_MODIFIER LOAD_PAIR("one", "two")
      TAGGED("one") COMPARE("one") NEXT_MODIFIER
      TAGGED("two") AND_COMPARE("two")
      REFUSE_UNLESS_EQUAL
      STORE_PAIR("one", "two")
      "3:\n\t"
      "tbz %[rest], #3, 4f\n\t"
      FIRST_MODIFIER
      "ldr %[one], [%[entry]], #8\n\t"
      TAGGED("one") COMPARE("one")
      REFUSE_UNLESS_EQUAL
      "str %w[one], [%[to]], #4\n\t"
      "b 4f\n"
      "9:\n\t"
      "brk #0xc471\n"
      "4:"
                   /* clang-format on */
                   : [entry] "+r"(*entry), [to] "+r"(*to), [one] "=&r"(one), [two] "=&r"(two), [three] "=&r"(three),
                     [four] "=&r"(four), [word] "=&r"(word), [tag] "=&r"(tag), [modifier] "=&r"(modifier),
                     [rest] "=&r"(rest)
                   : [stop] "r"(stop), [bias] "r"(bias)
                   : "memory", "cc");
#undef REFUSE_UNLESS_EQUAL
#undef FIRST_MODIFIER
#undef NEXT_MODIFIER
#undef TAGGED
#undef COMPARE
#undef AND_COMPARE
#undef LOAD_PAIR
#undef STORE_PAIR
#else
  while (*entry != stop) {
    const uint64_t modifier = (uintptr_t)*entry + bias, value = load_once(entry);
    seal_demand(entry_tagged(value, modifier));
    store_word(to, (uint32_t)value);
  }
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
  seal_demand(start >= layout->data_bytes / 4 && count <= layout->bytes / 4 && start <= layout->bytes / 4 - count);
}

#endif
