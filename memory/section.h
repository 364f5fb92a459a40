/* SPDX-License-Identifier: Apache-2.0
 *
 * Critical sections of the seal, and what surrounds one, outside it: which pages of the thread's window the Linux mock
 * shall open, and signals kept away, because a handler's frame would hold the section's registers in writable memory.
 * On Apple's systems no handler is installed, and all pages open at once; on a host nothing needs opening. The order is
 *
 *     SEAL_INLINE void NAME_body(uint64_t argument, ...) { what is done between the toggles }
 *     SECTION(NAME, number of arguments)
 *     ...
 *     Section section = section_prepare(region, thread);
 *     section_pages(offset, bytes);  ...
 *     section_shut_out_signals(&section);
 *     NAME(argument, ...);
 *     section_done(&section);
 *
 * A section is a function of its own so that everything arrives in registers and the prologue's saves, which are C's,
 * lie outside. In the build SIGNET_JIT_WRITE_CALLBACKS (Apple, without BrowserEngineCore) it is a callback that the
 * system runs between its own toggles: then arguments lie in memory on the way, so no body may believe more of them
 * than it checks, and the callback's prologue lies inside. It is listed in memory/jit_callbacks_apple.c.
 */
#ifndef SIGNET_MEMORY_SECTION_H
#define SIGNET_MEMORY_SECTION_H

#include "memory/linear.h"
#include "memory/region_data.h"
#include "memory/toggles.h"

#define SECTION_PARAMETERS_2 uint64_t a, uint64_t b
#define SECTION_PARAMETERS_3 SECTION_PARAMETERS_2, uint64_t c
#define SECTION_PARAMETERS_4 SECTION_PARAMETERS_3, uint64_t d
#define SECTION_PARAMETERS_5 SECTION_PARAMETERS_4, uint64_t e
#define SECTION_ARGUMENTS_2  a, b
#define SECTION_ARGUMENTS_3  a, b, c
#define SECTION_ARGUMENTS_4  a, b, c, d
#define SECTION_ARGUMENTS_5  a, b, c, d, e

#if !defined(SIGNET_JIT_WRITE_CALLBACKS)
#define SECTION(name, count)                                                                                           \
  static __attribute__((noinline)) void name(SECTION_PARAMETERS_##count) {                                             \
    be_memory_inline_jit_restrict_rwx_to_rw_with_witness();                                                            \
    name##_body(SECTION_ARGUMENTS_##count);                                                                            \
    be_memory_inline_jit_restrict_rwx_to_rx_with_witness();                                                            \
  }
#else
#include "memory/jit_callbacks_apple.h"
#define SECTION_LOADED_2 at[0], at[1]
#define SECTION_LOADED_3 at[0], at[1], at[2]
#define SECTION_LOADED_4 at[0], at[1], at[2], at[3]
#define SECTION_LOADED_5 at[0], at[1], at[2], at[3], at[4]
#define SECTION(name, count)                                                                                           \
  int name##_callback(void *context) {                                                                                 \
    const volatile uint64_t *at = context; /* each is loaded once */                                                   \
    name##_body(SECTION_LOADED_##count);                                                                               \
    return 0;                                                                                                          \
  }                                                                                                                    \
  static void name(SECTION_PARAMETERS_##count) {                                                                       \
    uint64_t arguments[] = {SECTION_ARGUMENTS_##count};                                                                \
    if (pthread_jit_write_with_callback_np(name##_callback, arguments) != 0) integrity_failure();                      \
  }
#endif

#if defined(__aarch64__) && defined(__linux__)

#include <signal.h>

/* What the toggles read: offsets and bytes are whole pages. */
typedef struct {
  uint64_t region, thread, count;
  uint64_t ranges[SECTION_RANGES][2]; /* offset, bytes */
} SectionRanges;
/* A thread's own: the toggles take no arguments. */
extern _Thread_local SectionRanges section_ranges __attribute__((tls_model("local-exec")));

/* The kernel's signal set, of 64 signals. */
typedef struct {
  uint64_t mask;
} Section;

static inline Section section_prepare(uint32_t region, uint32_t thread) {
  section_ranges.region = region;
  section_ranges.thread = thread;
  section_ranges.count = 0;
  return (Section){0};
}

/* Adds the pages of a range; where it touches the range added last, or that the one before, to it. */
static inline void section_pages(uint64_t offset, uint64_t bytes) {
  SectionRanges *held = &section_ranges;
  const uint64_t page = region_descriptions[held->region].page_bytes;
  uint64_t start = offset & ~(page - 1), end = (offset + bytes + page - 1) & ~(page - 1);
  if (held->count > 0) {
    uint64_t *last = held->ranges[held->count - 1], last_end = last[0] + last[1];
    if (start <= last_end && last[0] <= end) {
      if (last[0] < start) start = last[0];
      last[0] = start;
      last[1] = (last_end > end ? last_end : end) - start;
      return;
    }
  }
  if (held->count == SECTION_RANGES) integrity_failure();
  held->ranges[held->count][0] = start;
  held->ranges[held->count++][1] = end - start;
}

/* rt_sigprocmask(SIG_SETMASK, ...): without libc, which would spare two signals of its own. */
static inline void signal_mask_set(const uint64_t *mask, uint64_t *old) {
  register uint64_t number __asm__("x8") = 135, result __asm__("x0") = SIG_SETMASK;
  register const uint64_t *new_mask __asm__("x1") = mask;
  register uint64_t *old_mask __asm__("x2") = old;
  register uint64_t size __asm__("x3") = sizeof *mask;
  __asm__ volatile("svc #0" : "+r"(result) : "r"(number), "r"(new_mask), "r"(old_mask), "r"(size) : "memory");
  if (result != 0) integrity_failure();
}
static inline void section_shut_out_signals(Section *section) {
#if defined(SIGNET_TEST_WITHOUT_SIGNALS)
  static const uint64_t shut_out = 0;
#else
  static const uint64_t shut_out = UINT64_MAX;
#endif
  signal_mask_set(&shut_out, &section->mask);
}
static inline void section_done(Section *section) { signal_mask_set(&section->mask, NULL); }

#else

typedef struct {
  bool unused;
} Section;
static inline Section section_prepare(uint32_t region, uint32_t thread) {
  (void)region;
  (void)thread;
  return (Section){false};
}
static inline void section_pages(uint64_t offset, uint64_t bytes) {
  (void)offset;
  (void)bytes;
}
static inline void section_shut_out_signals(Section *section) { (void)section; }
static inline void section_done(Section *section) { (void)section; }

#endif
#endif
