/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields of A64 words, and the one immediate that must be decoded (Arm ARM C4.1). The verifier's own: it shares no
 * encoder with codegen/.
 */
#ifndef SIGNET_VERIFIER_WORDS_H
#define SIGNET_VERIFIER_WORDS_H

#include <stdbool.h>
#include <stdint.h>

/* Words above 2^31 are enumerators less 2^32. */
#define WORD_IS(word, value) ((word) == (uint32_t)(value))
static inline uint32_t field(uint32_t word, unsigned at, unsigned width) { return word >> at & ((1u << width) - 1); }
static inline uint32_t rd_of(uint32_t word) { return word & 31; }
static inline uint32_t rn_of(uint32_t word) { return word >> 5 & 31; }
static inline uint32_t rm_of(uint32_t word) { return word >> 16 & 31; }
static inline uint32_t ra_of(uint32_t word) { return word >> 10 & 31; }
static inline int64_t signed_field(uint32_t word, unsigned at, unsigned width) {
  return (int64_t)((uint64_t)(word >> at) << (64 - width)) >> (64 - width);
}

/* The value of a logical immediate (Arm ARM, DecodeBitMasks). False: it is none. */
static inline bool logical_immediate(uint32_t word, uint64_t *value) {
  const bool wide = word >> 31;
  const uint32_t n = field(word, 22, 1), rotation = field(word, 16, 6), ones = field(word, 10, 6);
  const uint32_t sizes = n << 6 | (~ones & 63);
  if (sizes < 2 || (n && !wide)) return false;
  const unsigned size = 1u << (31 - (unsigned)__builtin_clz(sizes)); /* of an element, in bits */
  const uint32_t s = ones & (size - 1), r = rotation & (size - 1);
  if (s == size - 1) return false;
  const uint64_t run = ((uint64_t)2 << s) - 1, mask = size == 64 ? UINT64_MAX : ((uint64_t)1 << size) - 1;
  uint64_t element = r ? (run >> r | run << (size - r)) & mask : run;
  for (unsigned bits = size; bits < 64; bits *= 2) element |= element << bits;
  *value = wide ? element : (uint32_t)element;
  return true;
}

#endif
