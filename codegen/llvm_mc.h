/* SPDX-License-Identifier: Apache-2.0 */
/* For tests: llvm-mc as the judge of our encodings. A test adds rows, each a line of assembly written from the operands
 * and the word that our encoder made of the same operands; oracle_check assembles all lines in one run and compares.
 * The lines are written by the test, never by a disassembler of ours, so the two sides share nothing but the operands.
 */
#ifndef SIGNET_CODEGEN_LLVM_MC_H
#define SIGNET_CODEGEN_LLVM_MC_H

#include <elf.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  FILE *text;
  char path[64];
  uint32_t *words;
  size_t count, room;
} Oracle;

static inline void oracle_open(Oracle *oracle) {
  *oracle = (Oracle){.path = "/tmp/signet-llvm-mc-XXXXXX"};
  const int file = mkstemp(oracle->path);
  oracle->text = file < 0 ? NULL : fdopen(file, "w+");
  if (oracle->text == NULL) abort();
}

__attribute__((format(printf, 3, 4))) static inline void oracle_row(Oracle *oracle, uint32_t word, const char *line,
                                                                    ...) {
  va_list arguments;
  va_start(arguments, line);
  vfprintf(oracle->text, line, arguments);
  va_end(arguments);
  fputc('\n', oracle->text);
  if (oracle->count == oracle->room) {
    oracle->room = oracle->room ? 2 * oracle->room : 4096;
    oracle->words = realloc(oracle->words, oracle->room * sizeof *oracle->words);
    if (oracle->words == NULL) abort();
  }
  oracle->words[oracle->count++] = word;
}

/* The bytes of .text in a little-endian ELF64 object; NULL if there are none. */
static inline const uint32_t *oracle_section(const uint8_t *object, size_t size, size_t *count) {
  if (size < sizeof(Elf64_Ehdr)) return NULL;
  const Elf64_Ehdr *header = (const void *)object;
  const Elf64_Shdr *sections = (const void *)(object + header->e_shoff);
  const char *names = (const char *)object + sections[header->e_shstrndx].sh_offset;
  for (unsigned i = 0; i < header->e_shnum; ++i)
    if (strcmp(names + sections[i].sh_name, ".text") == 0) {
      *count = sections[i].sh_size / 4;
      return (const void *)(object + sections[i].sh_offset);
    }
  return NULL;
}

/* How many rows differ, the first few told on standard error; a line that llvm-mc refuses is a difference. */
static inline size_t oracle_check(Oracle *oracle) {
  fflush(oracle->text);
  char command[256];
  snprintf(command, sizeof command,
           "llvm-mc-22 -triple=aarch64 -mattr=+v8.5a -filetype=obj %s 2>&1 1>%s.o | head -20 >&2", oracle->path,
           oracle->path);
  size_t differences = system(command) != 0, count = 0;
  snprintf(command, sizeof command, "%s.o", oracle->path);
  FILE *file = fopen(command, "rb");
  uint8_t *object = malloc(1 << 24);
  const size_t size = file && object ? fread(object, 1, 1 << 24, file) : 0;
  const uint32_t *expected = oracle_section(object, size, &count);
  if (expected == NULL || count != oracle->count) {
    fprintf(stderr, "llvm-mc-22 made %zu words of %zu lines\n", count, oracle->count);
    ++differences;
  } else {
    rewind(oracle->text);
    char line[128];
    for (size_t i = 0; i < count && fgets(line, sizeof line, oracle->text); ++i)
      if (expected[i] != oracle->words[i] && differences++ < 20)
        fprintf(stderr, "ours %08x, llvm-mc %08x: %s", oracle->words[i], expected[i], line);
  }
  if (file) fclose(file);
  free(object);
  fclose(oracle->text);
  unlink(command);
  unlink(oracle->path);
  free(oracle->words);
  return differences;
}

/* ---- operands ---- */

static uint64_t oracle_random_state = 88172645463325252u;
static inline unsigned random_below(unsigned limit) {
  oracle_random_state ^= oracle_random_state << 13;
  oracle_random_state ^= oracle_random_state >> 7;
  oracle_random_state ^= oracle_random_state << 17;
  return (unsigned)(oracle_random_state >> 33) % limit;
}

/* Name of register r: w and x are registers with wzr and xzr as 31, W and X with wsp and sp; b h s d q scalars, v a
 * vector register. In a row, %w is such a name. */
static inline const char *name(char kind, unsigned r) {
  static char names[8][8];
  static unsigned next;
  char *out = names[next++ & 7];
  if (r == 31 && (kind == 'w' || kind == 'x')) snprintf(out, 8, "%czr", kind);
  else if (r == 31 && kind == 'W') snprintf(out, 8, "wsp");
  else if (r == 31 && kind == 'X') snprintf(out, 8, "sp");
  else snprintf(out, 8, "%c%u", kind | 0x20, r);
  return out;
}

/* The row with its registers put in. */
static inline const char *line(const char *row, const unsigned *registers) {
  static char text[128];
  char *out = text;
  for (; *row; ++row) {
    if (*row != '%') {
      *out++ = *row;
      continue;
    }
    out = stpcpy(out, name(*++row, *registers++));
  }
  *out = 0;
  return text;
}

typedef struct {
  uint32_t op;
  const char *row;
} Row;

static inline unsigned operand_count(const char *row) {
  unsigned count = 0;
  for (; *row; ++row) count += *row == '%';
  return count;
}

#define EACH(row, rows) (const Row *row = rows; row < rows + sizeof rows / sizeof *rows; ++row)

#endif
