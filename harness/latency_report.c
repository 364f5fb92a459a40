/* SPDX-License-Identifier: Apache-2.0
 *
 * The figures of `signet latency` as a table, as JSON (the README gives its form) and as a page that needs nothing
 * else. File names are printed as data: escaped in JSON and HTML.
 */
#include "harness/latency.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

uint64_t latency_total_ns(const LatencyRow *row) { return row->decode_ns + row->compile_ns + row->seal_ns; }

static double ms(uint64_t ns) { return (double)ns / 1e6; }
static double us(uint64_t ns) { return (double)ns / 1e3; }

/* Megabytes of wasm code a second. */
static double speed(const LatencyRow *row) {
  const uint64_t total = latency_total_ns(row);
  return total ? (double)row->code_section_bytes * 1e3 / (double)total : 0;
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash && slash[1] ? slash + 1 : path;
}

void latency_table_head(FILE *out) {
  fprintf(out, "%-21s %6s %9s %10s %7s %8s %8s %8s %8s %6s %6s %7s %8s\n", "module", "funcs", "wasm code", "arm64e",
          "decode", "compile", "seal", "total ms", "instant.", "MB/s", "p50 us", "p99 us", "max us");
}

void latency_table_row(FILE *out, const LatencyRow *row) {
  char instantiate[32] = "-"; /* where code cannot run */
  if (row->instantiated) snprintf(instantiate, sizeof instantiate, "%.2f", ms(row->instantiate_ns));
  fprintf(out, "%-21.21s %6" PRIu32 " %9" PRIu64 " %10" PRIu64 " %7.2f %8.2f %8.2f %8.2f %8s %6.1f %6.1f %7.1f %8.1f\n",
          base_name(row->file), row->functions, row->code_section_bytes, row->code_bytes, ms(row->decode_ns),
          ms(row->compile_ns), ms(row->seal_ns), ms(latency_total_ns(row)), instantiate, speed(row), us(row->p50_ns),
          us(row->p99_ns), us(row->max_ns));
}

/* JSON strings are UTF-8; a file name that is not is told by its bytes that are ASCII. */
static json_t *name_json(const char *name) {
  json_t *json = json_string(name);
  if (json) return json;
  char ascii[256];
  size_t n = 0;
  for (; name[n] && n < sizeof ascii - 1; n++) ascii[n] = (unsigned char)name[n] < 0x80 ? name[n] : '?';
  ascii[n] = '\0';
  return json_string(ascii);
}

static json_t *row_json(const LatencyRow *row) {
  /* A NULL of json_real or name_json makes json_pack fail, which frees the rest. */
  return json_pack(
      "{so sI sI sI sf sf sf so sf sI sI s{sf sf sf}}", "file", name_json(row->file), "bytes", (json_int_t)row->bytes,
      "code_section_bytes", (json_int_t)row->code_section_bytes, "functions", (json_int_t)row->functions, "decode_ms",
      ms(row->decode_ns), "compile_ms", ms(row->compile_ns), "seal_ms", ms(row->seal_ns), "instantiate_ms",
      row->instantiated ? json_real(ms(row->instantiate_ns)) : json_null(), "total_ms", ms(latency_total_ns(row)),
      "code_bytes", (json_int_t)row->code_bytes, "scratch_bytes", (json_int_t)row->scratch_bytes, "function_us", "p50",
      us(row->p50_ns), "p99", us(row->p99_ns), "max", us(row->max_ns));
}

bool latency_json_write(FILE *out, const LatencyRow *rows, size_t count) {
  json_t *modules = json_array();
  bool ok = modules != NULL;
  for (size_t i = 0; i < count && ok; i++) ok = json_array_append_new(modules, row_json(&rows[i])) == 0;
  json_t *root = ok ? json_pack("{sO}", "modules", modules) : NULL;
  ok = root && json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) == 0 && fputc('\n', out) != EOF;
  json_decref(root);
  json_decref(modules);
  return ok;
}

static void text_html(FILE *out, const char *text) {
  for (; *text; text++) {
    switch (*text) {
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '&': fputs("&amp;", out); break;
    case '"': fputs("&quot;", out); break;
    default: fputc(*text, out);
    }
  }
}

bool latency_html_write(FILE *out, const LatencyRow *rows, size_t count) {
  uint64_t longest = 1;
  for (size_t i = 0; i < count; i++)
    if (latency_total_ns(&rows[i]) > longest) longest = latency_total_ns(&rows[i]);
  fputs("<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>signet latency</title>\n"
        "<style>body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}"
        "th,td{padding:.3em .7em;text-align:right;border-bottom:1px solid #ddd}"
        "th:first-child,td:first-child{text-align:left}"
        ".bar{display:flex;width:16em;height:1em}.decode{background:#7aa6c2}.compile{background:#2f6690}"
        ".seal{background:#d98324}</style>\n<h1>signet latency</h1>\n"
        "<p>Milliseconds on one thread; a bar is <b style=\"color:#7aa6c2\">decode</b>, "
        "<b style=\"color:#2f6690\">compile</b> (validation included), <b style=\"color:#d98324\">seal</b>.</p>\n"
        "<table><tr><th>module<th>functions<th>wasm code, bytes<th>decode<th>compile<th>seal<th>total<th>instantiate"
        "<th>arm64e code, bytes<th>scratch, bytes<th>MB/s<th>p50 &micro;s<th>p99<th>max<th>\n",
        out);
  for (size_t i = 0; i < count; i++) {
    const LatencyRow *row = &rows[i];
    const double scale = 100.0 / (double)longest;
    fputs("<tr><td>", out);
    text_html(out, base_name(row->file));
    fprintf(out, "<td>%" PRIu32 "<td>%" PRIu64 "<td>%.2f<td>%.2f<td>%.2f<td>%.2f<td>", row->functions,
            row->code_section_bytes, ms(row->decode_ns), ms(row->compile_ns), ms(row->seal_ns),
            ms(latency_total_ns(row)));
    if (row->instantiated) fprintf(out, "%.2f", ms(row->instantiate_ns));
    else fputs("&ndash;", out);
    fprintf(out, "<td>%" PRIu64 "<td>%" PRIu64 "<td>%.1f<td>%.1f<td>%.1f<td>%.1f", row->code_bytes, row->scratch_bytes,
            speed(row), us(row->p50_ns), us(row->p99_ns), us(row->max_ns));
    fprintf(out,
            "<td><div class=\"bar\"><i class=\"decode\" style=\"width:%.2f%%\"></i><i class=\"compile\" "
            "style=\"width:%.2f%%\"></i><i class=\"seal\" style=\"width:%.2f%%\"></i></div>\n",
            (double)row->decode_ns * scale, (double)row->compile_ns * scale, (double)row->seal_ns * scale);
  }
  fputs("</table></html>\n", out);
  return !ferror(out);
}
