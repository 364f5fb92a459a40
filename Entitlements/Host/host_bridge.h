/* SPDX-License-Identifier: Apache-2.0
 *
 * The host app's C side, and its bridging header.
 */
#ifndef SIGNET_HOST_BRIDGE_H
#define SIGNET_HOST_BRIDGE_H

#include <xpc/xpc.h>

/* Sends the module fib.wat with export "fib" and argument 20, waits, and gives the answer as text, valid until the next
 * call. The connection is new; it is resumed here. */
const char *host_ask(xpc_connection_t connection);

#endif
