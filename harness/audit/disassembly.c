/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader: one state for the file, one for the function, a line at a time.
 */
#include "harness/audit/disassembly.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *text) {
  fprintf(stderr, "audit: %s\n", text);
  exit(2);
}

static void *grown(void *held, size_t count, size_t each) {
  if (count != 0 && (count & (count - 1)) != 0) return held; /* room is a power of two */
  void *wider = realloc(held, (count == 0 ? 1 : 2 * count) * each);
  if (!wider) die("no memory");
  return wider;
}

static char *text_copy(const char *text, size_t length) {
  char *copy = malloc(length + 1);
  if (!copy) die("no memory");
  memcpy(copy, text, length);
  copy[length] = 0;
  return copy;
}

/* A name without underscore and suffix. */
static void name_set(char *name, const char *text, size_t length, bool apple) {
  if (apple && length > 0 && text[0] == '_') text++, length--;
  const char *dot = memchr(text, '.', length);
  if (dot && dot != text) length = (size_t)(dot - text);
  if (length >= NAME_ROOM) length = NAME_ROOM - 1;
  memcpy(name, text, length);
  name[length] = 0;
}

/* Symbols of the Mach-O file at hand: an address in a section, and its better name. */
typedef struct {
  uint64_t address;
  char section[NAME_ROOM], name[NAME_ROOM];
} Symbol;

typedef struct {
  Disassembly made;
  Symbol *symbols;
  size_t symbol_count;
  char file[NAME_ROOM], section[NAME_ROOM];
  bool apple;
} Reader;

/* "path/seal.c.o:	file format elf64-littleaarch64" */
static bool file_read(Reader *reader, const char *text) {
  const char *format = strstr(text, ":\tfile format ");
  if (!format) return false;
  const char *name = format;
  while (name > text && name[-1] != '/') name--;
  size_t length = (size_t)(format - name);
  if (length > 4 && strncmp(format - 4, ".obj", 4) == 0) length -= 4;
  else if (length > 2 && strncmp(format - 2, ".o", 2) == 0) length -= 2;
  if (length >= NAME_ROOM) length = NAME_ROOM - 1;
  memcpy(reader->file, name, length);
  reader->file[length] = 0;
  reader->apple = strstr(format, "mach-o") != NULL;
  reader->symbol_count = 0;
  return true;
}

/* "00000000000000b0 l     F __TEXT,__text _functions_seal" */
static void symbol_read(Reader *reader, const char *text) {
  char *rest;
  const uint64_t address = strtoull(text, &rest, 16);
  const char *name = strrchr(text, ' '), *section = strstr(rest, " F ");
  if (rest != text + 16 || !name || !section || strncmp(name + 1, "ltmp", 4) == 0) return;
  section += 3;
  reader->symbols = grown(reader->symbols, reader->symbol_count, sizeof *reader->symbols);
  Symbol *symbol = &reader->symbols[reader->symbol_count++];
  symbol->address = address;
  snprintf(symbol->section, NAME_ROOM, "%.*s", (int)strcspn(section, " \t"), section);
  snprintf(symbol->name, NAME_ROOM, "%s", name + 1);
}

/* "00000000000000b0 <_functions_seal>:" */
static bool function_read(Reader *reader, const char *text) {
  char *rest;
  const uint64_t address = strtoull(text, &rest, 16);
  const size_t length = strlen(text);
  if (rest != text + 16 || strncmp(rest, " <", 2) != 0 || strcmp(text + length - 2, ">:") != 0) return false;
  Disassembly *made = &reader->made;
  made->functions = grown(made->functions, made->count, sizeof *made->functions);
  Function *function = &made->functions[made->count++];
  *function = (Function){.apple = reader->apple};
  memcpy(function->file, reader->file, NAME_ROOM);
  const char *name = rest + 2;
  size_t name_length = length - 2 - (size_t)(name - text);
  if (reader->apple && strncmp(name, "ltmp", 4) == 0)
    for (size_t i = 0; i < reader->symbol_count; i++) {
      const Symbol *symbol = &reader->symbols[i];
      if (symbol->address != address || strcmp(symbol->section, reader->section) != 0) continue;
      name = symbol->name;
      name_length = strlen(name);
    }
  name_set(function->name, name, name_length, reader->apple);
  return true;
}

/* "		000000000000003c:  R_AARCH64_CALL26	name+0x10" */
static bool relocation_read(Reader *reader, const char *text) {
  if (text[0] != '\t' || text[1] != '\t') return false;
  const char *name = strrchr(text, '\t') + 1;
  Function *function = reader->made.count > 0 ? &reader->made.functions[reader->made.count - 1] : NULL;
  if (!function || function->count == 0) return true;
  if (reader->apple && name[0] == '_') name++;
  function->lines[function->count - 1].got = strstr(text, "_GOT_") != NULL;
  function->lines[function->count - 1].symbol = text_copy(name, name[0] == '.' ? strlen(name) : strcspn(name, "+@."));
  return true;
}

/* The callee of a call that needs no relocation: "bl 0x40 <name>". */
static void symbol_guess(Line *line, const Function *function) {
  const char *name = strchr(line->text, '<');
  if (!name) return;
  name++;
  const size_t length = strcspn(name, ">");
  if (memchr(name, '+', length)) return;
  if (function->apple && name[0] == '_') name++;
  const size_t bare = strcspn(name, ">.");
  if (bare == strlen(function->name) && strncmp(name, function->name, bare) == 0) return;
  line->symbol = text_copy(name, bare);
}

/* "      3c:      	bl	0x3c <name>   // comment" */
static void line_read(Reader *reader, const char *text) {
  char *rest;
  const uint64_t address = strtoull(text, &rest, 16);
  if (*rest != ':' || reader->made.count == 0) return;
  const char *begin = rest + 1;
  while (isspace((unsigned char)*begin)) begin++;
  size_t length = strlen(begin);
  const char *comment = strstr(begin, "//");
  if (!comment) comment = strstr(begin, "; ");
  if (comment) length = (size_t)(comment - begin);
  while (length > 0 && isspace((unsigned char)begin[length - 1])) length--;
  Function *function = &reader->made.functions[reader->made.count - 1];
  function->lines = grown(function->lines, function->count, sizeof *function->lines);
  Line *line = &function->lines[function->count++];
  char *copy = text_copy(begin, length), *tab = strchr(copy, '\t');
  if (tab) *tab = ' ';
  *line = (Line){.address = address, .text = copy, .is = instruction_decode(copy)};
  if (line->is.has_target) symbol_guess(line, function);
}

Disassembly disassembly_read(FILE *in) {
  Reader reader = {0};
  char *text = NULL;
  size_t room = 0;
  bool symbols = false;
  while (getline(&text, &room, in) > 0) {
    text[strcspn(text, "\r\n")] = 0;
    static const char section[] = "Disassembly of section ";
    if (file_read(&reader, text)) symbols = false;
    else if (strncmp(text, section, sizeof section - 1) == 0) {
      symbols = false;
      snprintf(reader.section, NAME_ROOM, "%.*s", (int)strcspn(text + sizeof section - 1, ":"),
               text + sizeof section - 1);
    } else if (strcmp(text, "SYMBOL TABLE:") == 0) symbols = true;
    else if (symbols) symbol_read(&reader, text);
    else if (!relocation_read(&reader, text) && !function_read(&reader, text)) line_read(&reader, text);
  }
  free(text);
  free(reader.symbols);
  return reader.made;
}

uint32_t function_line(const Function *function, uint64_t address) {
  const uint64_t first = function->count > 0 ? function->lines[0].address : 0;
  const uint64_t line = (address - first) / 4;
  if (address < first || line >= function->count || function->lines[line].address != address) return function->count;
  return (uint32_t)line;
}

Ways function_ways(const Function *function, uint32_t at) {
  const Line *line = &function->lines[at];
  Ways ways = {{0, 0}, 0, false};
  switch (line->is.kind) {
  case TRAP: return ways;
  case RETURN:
  case RETURN_SIGNED:
  case JUMP_RAW:
  case JUMP_SIGNED: ways.leaves = true; return ways;
  case JUMP:
  case BRANCH: {
    const uint32_t target =
        line->is.has_target && !line->symbol ? function_line(function, line->is.target) : function->count;
    if (target == function->count) ways.leaves = true;
    else ways.line[ways.count++] = target;
    if (line->is.kind == JUMP) return ways;
    break;
  }
  default: break;
  }
  if (at + 1 < function->count) ways.line[ways.count++] = at + 1;
  else ways.leaves = line->is.kind != CALL; /* behind a call that does not return lies nothing */
  return ways;
}

bool function_traps(const Function *function, uint32_t at) {
  while (at < function->count && function->lines[at].is.kind == NOTHING) at++;
  return at < function->count && function->lines[at].is.kind == TRAP;
}
