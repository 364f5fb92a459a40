/* SPDX-License-Identifier: Apache-2.0
 *
 * What `signet latency` measures of one module, and the three ways to show it. Times in nanoseconds, sizes in bytes.
 */
#ifndef SIGNET_HARNESS_LATENCY_H
#define SIGNET_HARNESS_LATENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The sum of the three times is that of the fastest run; how it divides, and what is said of functions, is of one more
 * run. */
typedef struct LatencyRow {
  const char *file;
  uint64_t bytes, code_section_bytes, code_bytes, scratch_bytes;
  uint32_t functions;
  uint64_t decode_ns, compile_ns, seal_ns;
  bool instantiated; /* false where code cannot run, or the start function trapped */
  uint64_t instantiate_ns;
  uint64_t p50_ns, p99_ns, max_ns; /* compiling and sealing of one function */
} LatencyRow;

uint64_t latency_total_ns(const LatencyRow *row);

void latency_table_head(FILE *out);
void latency_table_row(FILE *out, const LatencyRow *row);
/* False where `out` could not be written. */
bool latency_json_write(FILE *out, const LatencyRow *rows, size_t count);
bool latency_html_write(FILE *out, const LatencyRow *rows, size_t count);

#endif
