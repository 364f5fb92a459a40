/* SPDX-License-Identifier: Apache-2.0
 *
 * The extension's C side, and its bridging header. A message is a dictionary:
 *   "module" (data), "export" (string), "arguments" (array of int64, each the bits of an i32, i64, f32 or f64)
 * and its answer one too:
 *   "results" (array of int64, likewise) or "error" (string)
 */
#ifndef SIGNET_CONTENT_BRIDGE_H
#define SIGNET_CONTENT_BRIDGE_H

#include <xpc/xpc.h>

/* Makes the thread that will compile and run, and on it the engine and all that it may not ask for later. To be called
 * once, before the sandbox. What fails is the answer to every message. */
void content_prepare(void);

/* Serves the connection's messages, one after another. To be called once, in the sandbox. */
void content_serve(xpc_connection_t connection);

#endif
