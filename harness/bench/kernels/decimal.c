/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers to text and back: divisions by ten, calls, short loops.
 */
#include "kernel.h"

static NOINLINE uint32_t print(uint32_t value, char *out) {
  char digits[10];
  uint32_t count = 0;
  do digits[count++] = (char)('0' + value % 10);
  while ((value /= 10));
  for (uint32_t i = 0; i < count; i++) out[i] = digits[count - 1 - i];
  out[count] = 0;
  return count;
}

static NOINLINE uint32_t parse(const char *in) {
  uint32_t value = 0;
  for (; *in >= '0' && *in <= '9'; in++) value = value * 10 + (uint32_t)(*in - '0');
  return value;
}

uint32_t run(uint32_t n) {
  char text[16];
  uint32_t sum = 0, seed = 67;
  for (uint32_t i = 0; i < n * 5000; i++) {
    const uint32_t value = random_next(&seed) >> (i & 31);
    sum = mix(sum, print(value, text) + parse(text));
  }
  return sum;
}
