/* SPDX-License-Identifier: Apache-2.0
 *
 * A plugin for qemu-aarch64 7.2 (plugin API 1) that counts the guest's executed instructions: the measure of everything
 * in harness/bench/, because it is the same on every machine and at every load. Built and loaded by
 * harness/bench/setup.sh.
 *
 *   count=FILE                 what is counted goes to FILE (else standard error):
 *       mark N                     instructions so far, at each umask(2) and kill(2) with signal 0 of the guest: what a
 *                                  script in node, or in SpiderMonkey's shell, can call, and no engine calls for itself
 *       total N                    at the end
 *   lo=A,hi=B,profile=FILE     also counts each address of [A, B) by itself; FILE gets "address count word" for those
 *                              executed, the word as it stood when it was translated last
 *
 * A block's instructions are added when it is entered, without atomics: exact for one running thread and but for the
 * instructions behind a fault in its block. The profile is exact instruction by instruction.
 * The declarations are the few of the API that are used: Debian ships qemu 7.2 without its header.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t PluginId;
typedef struct Block Block;
typedef struct Instruction Instruction;

enum { INLINE_ADD = 0, UMASK = 166, KILL = 129, CHUNK_WORDS = 1 << 14, CHUNKS = 1 << 15 };

void qemu_plugin_register_vcpu_tb_trans_cb(PluginId, void (*)(PluginId, Block *));
void qemu_plugin_register_vcpu_tb_exec_inline(Block *, int, void *, uint64_t);
void qemu_plugin_register_vcpu_insn_exec_inline(Instruction *, int, void *, uint64_t);
void qemu_plugin_register_vcpu_syscall_cb(PluginId, void (*)(PluginId, unsigned, int64_t, uint64_t, uint64_t, uint64_t,
                                                             uint64_t, uint64_t, uint64_t, uint64_t, uint64_t));
void qemu_plugin_register_atexit_cb(PluginId, void (*)(PluginId, void *), void *);
size_t qemu_plugin_tb_n_insns(const Block *);
Instruction *qemu_plugin_tb_get_insn(const Block *, size_t);
uint64_t qemu_plugin_insn_vaddr(const Instruction *);
const void *qemu_plugin_insn_data(const Instruction *);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

/* The counts of 64 KiB of code, and what stood there when it was translated last. */
typedef struct {
  uint64_t number; /* address / 64 KiB, plus 1; 0 is free */
  uint64_t *counts;
  uint32_t *words;
} Chunk;

static uint64_t executed;
static uint64_t lo, hi = UINT64_MAX;
static Chunk chunks[CHUNKS]; /* by number, the next free place behind */
static const char *profile_path;
static FILE *out;

static Chunk *chunk_of(uint64_t address) {
  const uint64_t number = address / 4 / CHUNK_WORDS + 1;
  for (size_t tried = 0; tried < CHUNKS; tried++) {
    Chunk *chunk = &chunks[(number + tried) % CHUNKS];
    if (chunk->number == number) return chunk;
    if (chunk->number) continue;
    *chunk = (Chunk){number, calloc(CHUNK_WORDS, sizeof *chunk->counts), calloc(CHUNK_WORDS, sizeof *chunk->words)};
    if (chunk->counts && chunk->words) return chunk;
    break;
  }
  fprintf(stderr, "insn_count: too much code to profile\n");
  exit(1);
}

static void block_translated(PluginId id, Block *block) {
  (void)id;
  const size_t count = qemu_plugin_tb_n_insns(block);
  qemu_plugin_register_vcpu_tb_exec_inline(block, INLINE_ADD, &executed, count);
  for (size_t i = 0; profile_path && i < count; i++) {
    Instruction *instruction = qemu_plugin_tb_get_insn(block, i);
    const uint64_t address = qemu_plugin_insn_vaddr(instruction);
    if (address < lo || address >= hi) continue;
    Chunk *chunk = chunk_of(address);
    const size_t at = address / 4 % CHUNK_WORDS;
    memcpy(&chunk->words[at], qemu_plugin_insn_data(instruction), sizeof *chunk->words);
    qemu_plugin_register_vcpu_insn_exec_inline(instruction, INLINE_ADD, &chunk->counts[at], 1);
  }
}

static void system_called(PluginId id, unsigned cpu, int64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                          uint64_t e, uint64_t f, uint64_t g, uint64_t h) {
  (void)id, (void)cpu, (void)a, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
  if (number != UMASK && !(number == KILL && b == 0)) return;
  fprintf(out, "mark %" PRIu64 "\n", executed);
  fflush(out);
}

static int chunk_order(const void *a, const void *b) {
  const uint64_t x = ((const Chunk *)a)->number, y = ((const Chunk *)b)->number;
  return (x > y) - (x < y);
}

static void guest_ended(PluginId id, void *data) {
  (void)id, (void)data;
  fprintf(out, "total %" PRIu64 "\n", executed);
  fflush(out);
  FILE *profile = profile_path ? fopen(profile_path, "w") : NULL;
  if (!profile) return;
  qsort(chunks, CHUNKS, sizeof *chunks, chunk_order);
  for (size_t c = 0; c < CHUNKS; c++)
    for (uint64_t i = 0; chunks[c].number && i < CHUNK_WORDS; i++)
      if (chunks[c].counts[i])
        fprintf(profile, "%" PRIx64 " %" PRIu64 " %08" PRIx32 "\n", 4 * (CHUNK_WORDS * (chunks[c].number - 1) + i),
                chunks[c].counts[i], chunks[c].words[i]);
  fclose(profile);
}

static int complain(const char *what) {
  fprintf(stderr, "insn_count: %s\n", what);
  return -1;
}

__attribute__((visibility("default"))) int qemu_plugin_install(PluginId id, const void *info, int argc, char **argv) {
  (void)info;
  out = stderr;
  for (int i = 0; i < argc; i++) {
    char *value = strchr(argv[i], '=');
    if (!value) return complain("options are NAME=VALUE");
    *value++ = '\0';
    if (strcmp(argv[i], "count") == 0) out = fopen(value, "w");
    else if (strcmp(argv[i], "lo") == 0) lo = strtoull(value, NULL, 0);
    else if (strcmp(argv[i], "hi") == 0) hi = strtoull(value, NULL, 0);
    else if (strcmp(argv[i], "profile") == 0) profile_path = strdup(value);
    else return complain("unknown option");
    if (!out) return complain("cannot open the file of counts");
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, block_translated);
  qemu_plugin_register_vcpu_syscall_cb(id, system_called);
  qemu_plugin_register_atexit_cb(id, guest_ended, NULL);
  return 0;
}
