/* SPDX-License-Identifier: Apache-2.0
 *
 * The reservations behind a CodeBuffer: one for entries, one for records, each followed by an inaccessible page so
 * that a missing room check ends in a fault and not in other memory. Pages are touched as they are used and kept from
 * function to function. Growing maps anew: contents are lost by contract, and the seal demands nothing of old ones.
 */
#include "memory/buffer.h"
#include "memory/linear.h"

#include <sys/mman.h>

static size_t with_guard(size_t bytes) {
  size_t page = page_bytes();
  return ((bytes + page - 1) & ~(page - 1)) + page;
}

static void *reservation_open(size_t bytes) {
  size_t total = with_guard(bytes);
  uint8_t *base = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return NULL;
  if (mprotect(base + total - page_bytes(), page_bytes(), PROT_NONE) != 0) {
    munmap(base, total);
    return NULL;
  }
  return base;
}

static size_t entry_bytes(const CodeBuffer *buffer) {
  return buffer->entries ? (size_t)(buffer->limit - buffer->entries) * sizeof *buffer->entries : 0;
}

static size_t record_bytes(const CodeBuffer *buffer) { return (size_t)buffer->record_room * sizeof *buffer->records; }

/* As many as fill the last page too, so that what lies behind the limit is inaccessible. */
static size_t fill_pages(size_t count, size_t each) {
  size_t filled = (with_guard(count * each) - page_bytes()) / each;
  return filled >> INDEX_BITS ? count : filled;
}

bool buffer_reserve(CodeBuffer *buffer, size_t entries, size_t records) {
  if (entries >> INDEX_BITS || records >> INDEX_BITS) return false;
  if (entries * sizeof *buffer->entries > entry_bytes(buffer)) {
    entries = fill_pages(entries, sizeof *buffer->entries);
    uint64_t *mapped = reservation_open(entries * sizeof *buffer->entries);
    if (!mapped) return false;
    if (buffer->entries) munmap(buffer->entries, with_guard(entry_bytes(buffer)));
    buffer->entries = mapped;
    buffer->limit = mapped + entries;
  }
  if (records > buffer->record_room) {
    records = fill_pages(records, sizeof *buffer->records);
    CodeRecord *mapped = reservation_open(records * sizeof *buffer->records);
    if (!mapped) return false;
    if (buffer->records) munmap(buffer->records, with_guard(record_bytes(buffer)));
    buffer->records = mapped;
    buffer->record_room = (uint32_t)records;
  }
  return true;
}

void buffer_free(CodeBuffer *buffer) {
  if (buffer->entries) munmap(buffer->entries, with_guard(entry_bytes(buffer)));
  if (buffer->records) munmap(buffer->records, with_guard(record_bytes(buffer)));
  *buffer = (CodeBuffer){0};
}

size_t buffer_bytes(const CodeBuffer *buffer) {
  return (buffer->entries ? pages_resident(buffer->entries, entry_bytes(buffer)) : 0) +
         (buffer->records ? pages_resident(buffer->records, record_bytes(buffer)) : 0);
}
