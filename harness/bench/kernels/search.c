/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings: every place of a word in a text, by comparing from each place, and the lengths of its words.
 */
#include "kernel.h"

static char text[8192];

static NOINLINE uint32_t length(const char *s) {
  const char *end = s;
  while (*end) end++;
  return (uint32_t)(end - s);
}

static NOINLINE const char *find(const char *in, const char *word) {
  for (; *in; in++) {
    const char *a = in, *b = word;
    while (*b && *a == *b) a++, b++;
    if (!*b) return in;
  }
  return 0;
}

uint32_t run(uint32_t n) {
  static const char *const words[4] = {"abba", "cabbage", "bcba", "acacac"};
  uint32_t sum = 0, seed = 43;
  for (int i = 0; i < 8191; i++) text[i] = (char)('a' + random_next(&seed) % 3);
  text[8191] = 0;
  for (uint32_t i = 0; i < n * 12; i++) {
    const char *word = words[i & 3];
    uint32_t found = length(text + (i & 63));
    for (const char *at = text; (at = find(at, word)); at += length(word)) found++;
    sum = mix(sum, found);
  }
  return sum;
}
