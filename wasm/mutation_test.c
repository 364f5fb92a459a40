/* SPDX-License-Identifier: Apache-2.0
 *
 * Every change of one byte of a module that has all sections, and every truncation: decoded or refused with an error
 * that points into the bytes, without a read beyond them (under AddressSanitizer) or memory beyond a bound.
 */
#include "wasm/module_fixture.h"
#include "wasm/names.h"

#include <criterion/criterion.h>

static const uint8_t whole[] = HEADER "\x01\x0e\x03\x60\x00\x00\x60\x02\x7f\x7e\x01\x7d\x60\x00\x01\x7f"
                                      "\x02\x0e\x02\x01m\x01"
                                      "f\x00\x00\x01m\x01g\x03\x7f\x00"
                                      "\x03\x03\x02\x00\x02"
                                      "\x04\x04\x01\x70\x00\x04"
                                      "\x05\x04\x01\x01\x01\x02"
                                      "\x06\x09\x01\x7f\x00\x23\x00\x41\x07\x6a\x0b"
                                      "\x07\x09\x02\x01z\x00\x02\x01"
                                      "a\x02\x00"
                                      "\x08\x01\x01"
                                      "\x09\x0d\x02\x00\x41\x01\x0b\x01\x01\x05\x70\x01\xd2\x02\x0b"
                                      "\x0c\x01\x02"
                                      "\x0a\x23\x02"
                                      "\x0f\x01\x02\x7f\x02\x40\x41\x00\x0d\x00\x20\x00\x21\x01\x0b\x0b"
                                      "\x11\x00\x41\x00\x28\x02\x04\x41\x00\x41\x00\x41\x00\xfc\x08\x00\x00\x0b"
                                      "\x0b\x0b\x02\x00\x41\x00\x0b\x02hi\x01\x01x"
                                      "\x00\x0f\x04name\x00\x02\x01M\x01\x04\x01\x01\x01"
                                      "f";
enum { WHOLE = sizeof whole - 1 };

enum { SAMPLE_LIMIT = 1 << 20 };

static void check(const uint8_t *bytes, size_t size) {
  SampleModule sample;
  sample_open(&sample, bytes, size, true, SAMPLE_LIMIT);
  if (sample.module) {
    Arena arena;
    arena_init(&arena, arena_heap_source, SAMPLE_LIMIT);
    Names names = names_read(sample.module, &arena);
    for (uint32_t i = 0; i < sample.module->function_count; i++) names_function(&names, sample.module, i);
    arena_free(&arena);
  } else {
    cr_assert_neq(sample.error.code, SG_OK);
    cr_assert_leq(sample.error.offset, size, "%s", sample.error.message);
  }
  sample_close(&sample);
}

Test(mutation, the_module_is_valid) {
  SampleModule sample;
  sample_open(&sample, whole, WHOLE, true, SAMPLE_LIMIT);
  cr_assert(sample.module, "%s at %llu", sample.error.message, (unsigned long long)sample.error.offset);
  sample_close(&sample);
}

Test(mutation, truncations) {
  for (size_t size = 0; size < WHOLE; size++) check(whole, size);
}

Test(mutation, every_byte_to_every_value) {
  uint8_t bytes[WHOLE];
  memcpy(bytes, whole, WHOLE);
  for (size_t i = 0; i < WHOLE; i++) {
    for (unsigned value = 0; value < 256; value++) {
      bytes[i] = (uint8_t)value;
      check(bytes, WHOLE);
    }
    bytes[i] = whole[i];
  }
}

/* Several at once: bits, bytes, and pieces moved. */
Test(mutation, at_random) {
  uint32_t random = 1;
  for (unsigned round = 0; round < 20000; round++) {
    uint8_t bytes[WHOLE];
    memcpy(bytes, whole, WHOLE);
    for (unsigned changes = 1 + round % 4; changes > 0; changes--) {
      random = random * 1664525 + 1013904223;
      size_t at = (random >> 8) % WHOLE, from = (random >> 16) % WHOLE;
      size_t length = random % 8 < WHOLE - (at > from ? at : from) ? random % 8 : 0;
      if (round & 16) memmove(bytes + at, bytes + from, length);
      else bytes[at] = (uint8_t)(bytes[at] ^ 1u << (random >> 29));
    }
    check(bytes, WHOLE);
  }
}
