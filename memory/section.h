/* SPDX-License-Identifier: Apache-2.0
 *
 * What surrounds a critical section of the seal, outside it: which pages of the thread's window the Linux mock shall
 * open, and signals kept away, because a handler's frame would hold the section's registers in writable memory. On
 * Apple's systems no handler is installed, and all pages open at once; on a host nothing needs opening. The order is
 *
 *     Section section = section_prepare(region, thread);
 *     section_pages(offset, bytes);  ...
 *     section_shut_out_signals(&section);
 *     be_memory_inline_jit_restrict_rwx_to_rw_with_witness();   ...   .._rwx_to_rx_with_witness();
 *     section_done(&section);
 */
#ifndef SIGNET_MEMORY_SECTION_H
#define SIGNET_MEMORY_SECTION_H

#include "memory/linear.h"
#include "memory/region_data.h"
#include "memory/toggles.h"

#if defined(__aarch64__) && defined(__linux__)

#include <signal.h>

/* What the toggles read: offsets and bytes are whole pages. */
typedef struct {
  uint64_t region, thread, count;
  struct {
    uint64_t offset, bytes;
  } ranges[SECTION_RANGES];
} SectionRanges;
/* A thread's own: the toggles take no arguments. */
extern _Thread_local SectionRanges section_ranges __attribute__((tls_model("local-exec")));

typedef struct {
  sigset_t mask;
} Section;

static inline Section section_prepare(uint32_t region, uint32_t thread) {
  section_ranges.region = region;
  section_ranges.thread = thread;
  section_ranges.count = 0;
  return (Section){0};
}

/* Adds the pages of a range, to a range that it touches where there is one. */
void section_pages(uint64_t offset, uint64_t bytes);

static inline void section_shut_out_signals(Section *section) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &section->mask);
}

static inline void section_done(Section *section) { pthread_sigmask(SIG_SETMASK, &section->mask, NULL); }

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
