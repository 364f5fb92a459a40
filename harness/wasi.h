/* SPDX-License-Identifier: Apache-2.0
 *
 * WASI for `signet run`: the host functions of wasi_snapshot_preview1 and of its forerunner wasi_unstable.
 *
 * A WasiContext is the world of one command: arguments, environment, descriptors, exit status. It serves one store and
 * outlives it: first sg_store_free, then wasi_free. What a guest may touch is what it was given: the three standard
 * streams and the directories of WasiOptions, from which no path leads out (wasi_path.h). Guest memory is the memory
 * that the calling instance exports as "memory", and every access to it is checked.
 *
 * Used by harness/run.c alone; built on include/signet/signet.h and Linux.
 */
#ifndef SIGNET_HARNESS_WASI_H
#define SIGNET_HARNESS_WASI_H

#include "signet/signet.h"

typedef struct WasiContext WasiContext;

/* A directory of the host, and the name under which the guest finds it. */
typedef struct WasiDirectory {
  const char *host, *guest;
} WasiDirectory;

/* All of it is borrowed: it must live as long as the context. */
typedef struct WasiOptions {
  int argc;
  char **argv;
  const char *const *env; /* "K=V" */
  size_t env_count;
  const WasiDirectory *directories;
  size_t directory_count;
} WasiOptions;

/* Opens the directories. NULL: ENVIRONMENT (the message names what could not be opened), NO_MEMORY. */
WasiContext *wasi_new(const WasiOptions *options, sg_error *error);
void wasi_free(WasiContext *context);

/* Makes the function that `module` imports as `module`.`name` with the type `wanted`. False: UNLINKABLE ("unknown
 * import" where WASI has no such module or function, "incompatible import type"), or what sg_func_new says. */
bool wasi_resolve(WasiContext *context, sg_store *store, const char *module, size_t module_length, const char *name,
                  size_t name_length, sg_func_type wanted, sg_func **out, sg_error *error);

/* Whether the trap that ended the command came of proc_exit (status is what the guest gave) or of a fatal proc_raise
 * (128 and the signal's number, as shells say it). If not, it is a trap to be reported. */
bool wasi_exited(const WasiContext *context, int *status);

/* Whether the trap that ended the command came of wasi_interrupt. */
bool wasi_interrupted(const WasiContext *context);

/* Makes a host function that blocks (poll_oneoff, or reading or writing a stream), now or later, trap instead of
 * waiting. Beside sg_store_interrupt, which does not reach into host functions. From any thread or signal handler. */
void wasi_interrupt(WasiContext *context);

#endif
