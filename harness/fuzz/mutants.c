/* SPDX-License-Identifier: Apache-2.0
 *
 * mutants [--run N] COUNT SEED MODULE...: makes COUNT mutants (mutate.c) of the modules and compiles each: it compiles
 * or is refused with an error that is well formed, in at most a second, and the process never takes more than 100 MiB
 * beyond what it began with. --run N: the first N that compile are instantiated too, with imports that answer zero, and
 * their exports called, under a deadline; needs a build that can run code.
 *
 * mutants --write FILE NUMBER SEED MODULE... writes one mutant to a file.
 *
 * Crashes, undefined behaviour and leaks are the sanitizers' to report: the last line of standard error before tells
 * the number of the mutant.
 */
#include "harness/fuzz/mutate.h"
#include "signet/signet.h"

#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { CORPUS_MAX = 512, IMPORTS_MAX = 2000, CALLS_MAX = 24, VALUES_MAX = 2100, ENGINE_MUTANTS = 100 };
enum { COMPILE_MS_MAX = 1000, DEADLINE_MS = 20, PEAK_KIB_MAX = 100 * 1024 };

typedef struct Counts {
  uint32_t compiled, refused[16], run, calls, trapped, interrupted, slowest_ms;
} Counts;

static uint64_t number; /* of the mutant at hand */

static void fail(const char *what) {
  fprintf(stderr, "mutant %" PRIu64 ": %s\n", number, what);
  exit(1);
}

static char which[64]; /* what `died` says */
static void died(int signal_number) {
  if (write(2, which, strlen(which)) < 0) _exit(3);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

static uint64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* ---- Running ---- */

static _Atomic(sg_store *) running;
static void deadline(int signal_number) {
  (void)signal_number;
  sg_store *store = atomic_load(&running);
  if (store) sg_store_interrupt(store);
}

static void deadline_set(sg_store *store) {
  const struct itimerval interval = {.it_value = {.tv_usec = store ? DEADLINE_MS * 1000 : 0},
                                     .it_interval = {.tv_usec = store ? DEADLINE_MS * 1000 : 0}};
  if (store) atomic_store(&running, store);
  setitimer(ITIMER_REAL, &interval, NULL);
  if (!store) atomic_store(&running, NULL);
}

static sg_trap *zeros(void *context, sg_instance *caller, sg_raw *values) {
  (void)caller;
  const uint32_t results = *(const uint32_t *)context;
  memset(values, 0, results * sizeof *values);
  return NULL;
}

static bool import_make(sg_store *store, const sg_extern_type *type, uint32_t *results, sg_extern *out) {
  sg_error error;
  out->kind = type->kind;
  switch (type->kind) {
  case SG_EXTERN_FUNC:
    *results = type->func.result_count;
    return (out->of.func = sg_func_new(store, type->func, zeros, results, NULL, &error)) != NULL;
  case SG_EXTERN_TABLE:
    return (out->of.table = sg_table_new(store, type->content, type->limits, (sg_raw){0}, &error)) != NULL;
  case SG_EXTERN_MEMORY: return (out->of.memory = sg_memory_new(store, type->limits, &error)) != NULL;
  default: return (out->of.global = sg_global_new(store, type->content, type->mutable_, (sg_raw){0}, &error)) != NULL;
  }
}

static void trap_count(Counts *counts, sg_trap *trap) {
  if (!trap) return;
  counts->trapped++;
  if (sg_trap_kind_of(trap) == SG_TRAP_INTERRUPTED) counts->interrupted++;
  for (size_t i = 0; i < sg_trap_frame_count(trap); i++) (void)sg_trap_frame(trap, i);
  sg_trap_free(trap);
}

static void run(Counts *counts, sg_engine *engine, const sg_module *module) {
  static sg_extern imports[IMPORTS_MAX];
  static uint32_t results[IMPORTS_MAX];
  static sg_raw values[VALUES_MAX];
  sg_error error;
  sg_store *store = sg_store_new(engine, &error);
  if (!store) fail(error.message);
  sg_store_set_limits(store, 64 << 20, 1 << 20, 4);
  const size_t count = sg_module_import_count(module);
  bool linked = count <= IMPORTS_MAX;
  for (size_t i = 0; i < count && linked; i++) {
    const sg_extern_type type = sg_module_import(module, i, NULL, NULL);
    linked = import_make(store, &type, &results[i], &imports[i]);
  }
  sg_trap *trap = NULL;
  deadline_set(store);
  sg_instance *instance = linked ? sg_instance_new(store, module, imports, count, &trap, &error) : NULL;
  if (linked && !instance) {
    if (error.code == SG_OK || (error.code == SG_TRAPPED) != (trap != NULL)) fail("no reason why it is no instance");
    trap_count(counts, trap);
  }
  uint32_t calls = 0;
  for (size_t i = 0; instance && i < sg_module_export_count(module) && calls < CALLS_MAX; i++) {
    const sg_extern external = sg_instance_export(instance, i);
    if (external.kind != SG_EXTERN_FUNC) continue;
    memset(values, 0, sizeof values);
    calls++;
    trap_count(counts, sg_func_call(external.of.func, values));
  }
  deadline_set(NULL);
  counts->calls += calls;
  counts->run++;
  sg_store_free(store);
}

/* ---- Compiling ---- */

static void error_check(const sg_error *error, size_t size) {
  if (error->code == SG_OK || error->code > SG_USAGE) fail("refused without a code");
  if (!error->text || !*error->text) fail("refused without a text");
  if (!memchr(error->message, 0, sizeof error->message)) fail("a message without an end");
  if (strncmp(error->message, error->text, strlen(error->text)) != 0)
    fail("a message that does not begin with its text");
  if (error->offset != SG_NO_OFFSET && error->offset > size) fail("an offset beyond the bytes");
}

static void compile(Counts *counts, sg_engine *engine, const Bytes *bytes, uint32_t run_max) {
  sg_error error = {0}, alone = {0};
  const uint64_t begun = now_ms();
  sg_module *module = sg_module_new(engine, bytes->at, bytes->size, NULL, &error);
  const uint64_t took = now_ms() - begun;
  if (took > counts->slowest_ms) counts->slowest_ms = (uint32_t)took;
  if (took > COMPILE_MS_MAX) fail("compiling takes more than a second");
  const bool valid = sg_validate(bytes->at, bytes->size, &alone);
  if (!valid) error_check(&alone, bytes->size);
  if (!module) {
    error_check(&error, bytes->size);
    counts->refused[error.code]++;
    if (valid && error.code != SG_LIMIT) fail(error.message);
    return;
  }
  if (!valid) fail("compiled, but it is not valid");
  counts->compiled++;
  if (counts->run < run_max) run(counts, engine, module);
  sg_module_free(module);
}

/* ---- The corpus ---- */

static Bytes corpus[CORPUS_MAX];
static uint32_t corpus_count;

static void corpus_add(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(2);
  }
  static uint8_t room[MUTANT_BYTES_MAX + 1];
  const size_t size = fread(room, 1, sizeof room, file);
  fclose(file);
  if (size <= MUTANT_BYTES_MAX && corpus_count < CORPUS_MAX) bytes_append(&corpus[corpus_count++], room, size);
}

static Bytes mutant(uint64_t seed, uint64_t index) {
  Random random = random_stream(seed, index);
  const Bytes *base = &corpus[random_below(&random, corpus_count)];
  const Bytes *other = &corpus[random_below(&random, corpus_count)];
  Bytes bytes = {0};
  bytes_append(&bytes, base->at, base->size);
  mutate(&random, &bytes, other);
  return bytes;
}

static long peak_kib(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/* Leaks are looked for now and then, so that the report comes near its mutant. */
__attribute__((weak)) int __lsan_do_recoverable_leak_check(void);
static void leaks_check(void) {
  if (__lsan_do_recoverable_leak_check && __lsan_do_recoverable_leak_check() != 0) fail("one of the last 500 leaks");
}

int main(int argc, char **argv) {
  uint32_t run_max = 0;
  const char *write_to = NULL;
  int at = 1;
  for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
    if (strcmp(argv[at], "--run") == 0) run_max = (uint32_t)strtoul(argv[at + 1], NULL, 10);
    if (strcmp(argv[at], "--write") == 0) write_to = argv[at + 1];
  }
  if (argc - at < 3) {
    fprintf(stderr, "usage: mutants [--run N | --write FILE] COUNT SEED MODULE...\n");
    return 2;
  }
  const uint64_t count = strtoull(argv[at], NULL, 10), seed = strtoull(argv[at + 1], NULL, 10);
  for (at += 2; at < argc; at++) corpus_add(argv[at]);
  if (corpus_count == 0) return fprintf(stderr, "mutants: no module of at most 100 KiB\n"), 2;
  if (write_to) {
    Bytes bytes = mutant(seed, count);
    FILE *file = fopen(write_to, "wb");
    if (!file || fwrite(bytes.at, 1, bytes.size, file) != bytes.size || fclose(file) != 0) return perror(write_to), 2;
    free(bytes.at);
    return 0;
  }
  signal(SIGSEGV, died); /* the engine passes on what is not its own */
  signal(SIGABRT, died); /* abort_on_error=1 makes a sanitizer's report end so */
  /* Not on the stack of the Wasm that it interrupts, which may be at its end. */
  const struct sigaction alarm_action = {.sa_handler = deadline, .sa_flags = SA_ONSTACK | SA_RESTART};
  sigaction(SIGALRM, &alarm_action, NULL);
  Counts counts = {0};
  sg_error error;
  sg_engine *engine = NULL;
  const long before = peak_kib();
  for (number = 0; number < count && (run_max == 0 || counts.run < run_max); number++) {
    if (number % ENGINE_MUTANTS == 0) {
      if (engine) sg_engine_free(engine);
      sg_config config = sg_config_default();
      config.checked_memories = number / ENGINE_MUTANTS % 2 != 0;
      config.verify = true;
      engine = sg_engine_new(&config, &error);
      if (!engine) return fprintf(stderr, "mutants: %s\n", error.message), 2;
    }
    snprintf(which, sizeof which, "mutant %" PRIu64 " died of a signal\n", number);
    Bytes bytes = mutant(seed, number);
    compile(&counts, engine, &bytes, run_max);
    free(bytes.at);
    if (number % 500 == 499) leaks_check();
#ifndef __SANITIZE_ADDRESS__ /* whose own memory grows with every block that was ever freed */
    if (run_max == 0 && peak_kib() - before > PEAK_KIB_MAX) fail("more than 100 MiB");
#endif
  }
  if (engine) sg_engine_free(engine);
  for (uint32_t i = 0; i < corpus_count; i++) free(corpus[i].at);
  printf("%" PRIu64 " mutants: %u compiled, refused: %u malformed, %u invalid, %u unsupported, %u limit, %u no memory; "
         "slowest %u ms, peak %ld MiB\n",
         number, counts.compiled, counts.refused[SG_MALFORMED], counts.refused[SG_INVALID],
         counts.refused[SG_UNSUPPORTED], counts.refused[SG_LIMIT], counts.refused[SG_NO_MEMORY], counts.slowest_ms,
         (peak_kib() - before) / 1024);
  if (run_max)
    printf("%u run: %u calls, %u traps, %u of them interrupted\n", counts.run, counts.calls, counts.trapped,
           counts.interrupted);
  return 0;
}
