/* SPDX-License-Identifier: Apache-2.0
 *
 * What the WASI functions share: guest memory, the descriptor table, the call. Private to harness/wasi*.c.
 *
 * Invariants. Guest memory is reached only through guest_at and what is built on it: an address and a length are
 * checked together, in 64 bits, against the memory's size at this call. What decides an access (iovecs, paths,
 * subscriptions) is copied out of guest memory first and read once. Everything that a call needs of guest memory is
 * checked before the host is asked for an effect. A host descriptor in the table belongs to the table.
 *
 * The functions use no part of the library: they run in tests over memory of the test's own.
 */
#ifndef SIGNET_HARNESS_WASI_CONTEXT_H
#define SIGNET_HARNESS_WASI_CONTEXT_H

#include "harness/wasi.h"
#include "harness/wasi_abi.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>

typedef struct GuestMemory {
  uint8_t *base;
  size_t size;
} GuestMemory;

typedef struct DirectoryListing DirectoryListing; /* wasi_directory.c */

typedef struct Descriptor {
  int host; /* -1: free */
  uint8_t filetype;
  bool shared;      /* a standard stream: its flags are other programs' too, so they are kept here, not set there */
  bool nonblocking; /* of a shared one */
  uint64_t rights, inheriting;
  const char *preopen; /* the guest's name of a directory of WasiOptions, or NULL */
  DirectoryListing *listing;
} Descriptor;

/* The most descriptors a guest may have open; the host's own limit mostly comes first. */
#define DESCRIPTORS_MAX 65536u
/* As Linux's IOV_MAX. */
#define IOVECS_MAX     1024u
#define PATH_BYTES_MAX 4096u

struct WasiContext {
  WasiOptions options;
  Descriptor *descriptors;
  uint32_t descriptor_count;
  int wake[2];              /* a pipe: readable once wasi_interrupt was called */
  bool exited, interrupted; /* the last trap's reason */
  int status;
  const sg_instance *caller; /* whose memory `memory` is */
  sg_memory *memory;
};

typedef struct WasiCall {
  WasiContext *wasi;
  GuestMemory memory;
  bool unstable;    /* wasi_unstable, in a function that differs there */
  const char *trap; /* set by a function that ends the guest: the trap's message */
} WasiCall;

typedef WasiErrno WasiFunction(WasiCall *call, const sg_raw *args);
#define WASI(name, parameters, result, unstable) WasiFunction wasi_##name;
#include "harness/wasi.def"
#undef WASI

static inline uint32_t arg_u32(const sg_raw *args, unsigned index) { return (uint32_t)args[index].i32; }
static inline uint64_t arg_u64(const sg_raw *args, unsigned index) { return args[index].f64_bits; }

/* ---- Guest memory ----------------------------------------------------------------------------------------- */

/* The host address of guest bytes [address, address + length), or NULL. */
static inline uint8_t *guest_at(GuestMemory memory, uint32_t address, uint64_t length) {
  if (memory.base == NULL || address > memory.size || length > memory.size - address) return NULL;
  return memory.base + address;
}

/* Little-endian, whatever the host is. */
static inline uint64_t little_load(const uint8_t *from, unsigned bytes) {
  uint64_t value = 0;
  for (unsigned i = 0; i < bytes; i++) value |= (uint64_t)from[i] << (8 * i);
  return value;
}
static inline void little_store(uint8_t *to, uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; i++) to[i] = (uint8_t)(value >> (8 * i));
}

/* Copies the iovecs at `address`, translated to host addresses. FAULT where one leaves memory; INVAL beyond IOVECS_MAX.
 */
WasiErrno guest_iovecs(GuestMemory memory, uint32_t address, uint32_t count, struct iovec *iovecs);
/* Copies a path, terminated, into path[PATH_BYTES_MAX]. FAULT, NAMETOOLONG, or INVAL for a NUL inside. */
WasiErrno guest_path(GuestMemory memory, uint32_t address, uint32_t length, char *path);

/* ---- Descriptors ------------------------------------------------------------------------------------------ */

bool descriptors_open(WasiContext *wasi, sg_error *error);
void descriptors_close(WasiContext *wasi);
/* The descriptor, if it is open and has all of `rights`. BADF, NOTCAPABLE. The pointer is good until the next add. */
WasiErrno descriptor_get(WasiContext *wasi, uint32_t fd, uint64_t rights, Descriptor **out);
/* Puts it at the lowest free number; takes descriptor.host over, also when it fails (MFILE, NOMEM). */
WasiErrno descriptor_add(WasiContext *wasi, Descriptor descriptor, uint32_t *fd);
uint8_t filetype_of(mode_t mode);
/* The filetype of an open host descriptor, which tells sockets apart, and the rights that make sense for it. */
WasiErrno descriptor_kind(int host, uint8_t *filetype, uint64_t *rights);
/* Before reading (POLLIN) or writing (POLLOUT) what may block: waits, but not beyond wasi_interrupt, and not at all if
 * nonblocking (AGAIN). Sets call->trap when interrupted. */
WasiErrno descriptor_wait(WasiCall *call, const Descriptor *descriptor, short events);

/* ---- Stat ------------------------------------------------------------------------------------------------- */

/* Stores a filestat, of the call's layout, at `to`; filestat_bytes is its size. */
uint32_t filestat_bytes(const WasiCall *call);
void filestat_store(const WasiCall *call, uint8_t *to, const struct stat *stat, uint8_t filetype);
/* The two times of a set_times call. INVAL where the flags contradict each other. */
WasiErrno filestat_times(uint64_t atim, uint64_t mtim, uint32_t flags, struct timespec times[2]);

void listing_free(DirectoryListing *listing);

/* Ends the guest because wasi_interrupt was called. */
WasiErrno call_interrupted(WasiCall *call);

#endif
