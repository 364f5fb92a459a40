/* SPDX-License-Identifier: Apache-2.0
 *
 * The JSON of `signet latency` against the form that the README promises, and escaping of names in JSON and HTML.
 */
#include "harness/latency.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const LatencyRow row = {.file = "dir/<a>\"&.wasm",
                               .bytes = 1000,
                               .code_section_bytes = 800,
                               .code_bytes = 2000,
                               .scratch_bytes = 65536,
                               .functions = 3,
                               .decode_ns = 1000000,
                               .compile_ns = 2500000,
                               .seal_ns = 500000,
                               .p50_ns = 1500,
                               .p99_ns = 2500,
                               .max_ns = 3500};

static json_t *written(const LatencyRow *rows, size_t count) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  cr_assert(out && latency_json_write(out, rows, count));
  fclose(out);
  json_t *root = json_loadb(text, size, 0, NULL);
  cr_assert(root != NULL, "%s", text);
  free(text);
  return root;
}

static void number_is(json_t *object, const char *key, double wanted) {
  json_t *value = json_object_get(object, key);
  cr_assert(json_is_number(value), "%s", key);
  cr_assert_float_eq(json_number_value(value), wanted, 1e-9, "%s", key);
}

Test(latency_report, json_has_all_members) {
  json_t *root = written(&row, 1);
  json_t *module = json_array_get(json_object_get(root, "modules"), 0);
  cr_assert_eq(json_object_size(module), 12u);
  cr_assert_str_eq(json_string_value(json_object_get(module, "file")), row.file);
  number_is(module, "bytes", 1000);
  number_is(module, "code_section_bytes", 800);
  number_is(module, "functions", 3);
  number_is(module, "decode_ms", 1);
  number_is(module, "compile_ms", 2.5);
  number_is(module, "seal_ms", 0.5);
  number_is(module, "total_ms", 4);
  number_is(module, "code_bytes", 2000);
  number_is(module, "scratch_bytes", 65536);
  cr_assert(json_is_null(json_object_get(module, "instantiate_ms")));
  json_t *function = json_object_get(module, "function_us");
  cr_assert_eq(json_object_size(function), 3u);
  number_is(function, "p50", 1.5);
  number_is(function, "p99", 2.5);
  number_is(function, "max", 3.5);
  json_decref(root);
}

Test(latency_report, json_of_what_ran_and_of_odd_names) {
  LatencyRow odd = row;
  odd.instantiated = true;
  odd.instantiate_ns = 250000;
  odd.file = "\xff.wasm"; /* not UTF-8 */
  json_t *root = written(&odd, 1);
  json_t *module = json_array_get(json_object_get(root, "modules"), 0);
  number_is(module, "instantiate_ms", 0.25);
  cr_assert_str_eq(json_string_value(json_object_get(module, "file")), "?.wasm");
  json_decref(root);
  root = written(NULL, 0);
  cr_assert_eq(json_array_size(json_object_get(root, "modules")), 0u);
  json_decref(root);
}

Test(latency_report, html_escapes_names) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  cr_assert(out && latency_html_write(out, &row, 1));
  fclose(out);
  cr_assert(strstr(text, "&lt;a&gt;&quot;&amp;.wasm") != NULL);
  cr_assert(strstr(text, "<a>") == NULL);
  free(text);
}
