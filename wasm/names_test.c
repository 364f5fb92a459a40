/* SPDX-License-Identifier: Apache-2.0
 *
 * The name section: what it says, what stands in for it, and that a malformed one is no error.
 */
#include "wasm/module_fixture.h"
#include "wasm/names.h"

#include <criterion/criterion.h>

/* Functions 0 (imported as m.i), 1, 2 and 3 (exported as "e"); then the custom section "name". */
#define FUNCTIONS                                                                                                      \
  HEADER "\x01\x04\x01\x60\x00\x00"                                                                                    \
         "\x02\x07\x01\x01m\x01i\x00\x00"                                                                              \
         "\x03\x04\x03\x00\x00\x00"                                                                                    \
         "\x07\x05\x01\x01"                                                                                            \
         "e\x00\x03"                                                                                                   \
         "\x0a\x0a\x03\x02\x00\x0b\x02\x00\x0b\x02\x00\x0b"

static void names_are(const uint8_t *bytes, size_t size, const char *module, const char *const functions[4]) {
  SampleModule sample;
  sample_open(&sample, bytes, size, true, 0);
  cr_assert(sample.module, "%s at %llu", sample.error.message, (unsigned long long)sample.error.offset);
  Arena arena;
  arena_init(&arena, arena_heap_source, 0);
  Names names = names_read(sample.module, &arena);
  cr_assert(names.module.length == strlen(module));
  if (*module) cr_assert_arr_eq(names.module.bytes, module, names.module.length);
  for (uint32_t i = 0; i < 4; i++) {
    Name name = names_function(&names, sample.module, i);
    cr_assert(name.length == strlen(functions[i]) && !memcmp(name.bytes, functions[i], name.length),
              "function %u is \"%.*s\"", i, (int)name.length, name.bytes);
  }
  arena_free(&arena);
  sample_close(&sample);
}

static const char *const fallback[] = {"i", "", "", "e"};

Test(names, of_module_and_functions) {
  names_are(BYTES(FUNCTIONS "\x00\x15\x04name"
                            "\x00\x03\x02MM"
                            "\x01\x09\x02\x01\x02"
                            "f1\x03\x02"
                            "f3"),
            "MM", (const char *const[]){"i", "f1", "", "f3"});
}

Test(names, absent) {
  names_are(BYTES(FUNCTIONS), "", fallback);
  names_are(BYTES(FUNCTIONS "\x00\x06\x05names"), "", fallback);
}

Test(names, unknown_subsections_are_skipped) {
  names_are(BYTES(FUNCTIONS "\x00\x0f\x04name\x63\x02xx\x01\x04\x01\x02\x01z"), "",
            (const char *const[]){"i", "", "z", "e"});
}

Test(names, malformed_is_ignored) {
  names_are(BYTES(FUNCTIONS "\x00\x0b\x04name\x01\x04\x01\x09\x01z"), "", fallback);          /* no function 9 */
  names_are(BYTES(FUNCTIONS "\x00\x0e\x04name\x01\x07\x02\x02\x01z\x01\x01y"), "", fallback); /* not in order */
  names_are(BYTES(FUNCTIONS "\x00\x0b\x04name\x01\x04\x01\x01\x09z"), "", fallback);          /* a long name */
  names_are(BYTES(FUNCTIONS "\x00\x0b\x04name\x01\x04\x01\x01\x01\xff"), "", fallback);       /* not UTF-8 */
  names_are(BYTES(FUNCTIONS "\x00\x0b\x04name\x01\x7f\x01\x01\x01z"), "", fallback);          /* a long subsection */
  names_are(BYTES(FUNCTIONS "\x00\x0c\x04name\x01\x05\xff\xff\xff\xff\x0f"), "", fallback);   /* 2^32 - 1 names */
  names_are(BYTES(FUNCTIONS "\x00\x06\x04name\x01"), "", fallback);                           /* cut */
}
