/* SPDX-License-Identifier: Apache-2.0
 *
 * The one error value of Signet. Every public call that can fail takes an `sg_error *`, fills it and returns a
 * failure value; nothing below harness/ prints, exits or aborts on bad input. An sg_error owns nothing: it may be
 * copied, dropped and reused.
 *
 * This header is below all folders: wasm/, memory/, codegen/ and runtime/ use it as their error type too.
 */
#ifndef SIGNET_ERROR_H
#define SIGNET_ERROR_H

#include <stdint.h>

/* What kind of failure it is: what a caller can decide on. */
typedef enum sg_error_code {
  SG_OK = 0,
  SG_MALFORMED,   /* the bytes are not a module (spec chapter 5) */
  SG_INVALID,     /* a module that does not validate (spec chapter 3) */
  SG_UNSUPPORTED, /* needs a feature that Signet lacks or that is switched off; the message names it */
  SG_LIMIT,       /* beyond an implementation limit (Wasm JS API, appendix) */
  SG_UNLINKABLE,  /* an import is missing or does not match (spec 4.5.4) */
  SG_TRAPPED,     /* instantiation or a call trapped; the trap itself is returned beside the error */
  SG_NO_MEMORY,   /* the system gave no memory or address space */
  SG_ENVIRONMENT, /* pointer authentication or W^X is not to be had here: the engine refuses to start */
  SG_USAGE,       /* the embedder's call is wrong: bad argument, foreign store, wrong type */
  SG_INTEGRITY    /* sealed code failed its verification (sg_config.verify): an engine that was attacked, or is wrong */
} sg_error_code;

#define SG_NO_OFFSET   UINT64_MAX
#define SG_NO_FUNCTION UINT32_MAX

typedef struct sg_error {
  sg_error_code code;
  uint32_t function; /* function index in the module, or SG_NO_FUNCTION */
  uint64_t offset;   /* byte offset in the module, or SG_NO_OFFSET */
  const char *text;  /* the spec suite's wording ("type mismatch"), a static string; never NULL */
  char message[200]; /* what a person can act on, one line, always terminated; starts with text */
} sg_error;

#endif
