/* SPDX-License-Identifier: Apache-2.0
 *
 * The host app in C: one message, and what came back as text.
 */
#include "host_bridge.h"

#include <stdint.h>
#include <stdio.h>

/* fib.wat, assembled */
static const uint8_t module[] = {0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x06, 0x01, 0x60, 0x01,
                                 0x7f, 0x01, 0x7f, 0x03, 0x02, 0x01, 0x00, 0x07, 0x07, 0x01, 0x03, 0x66, 0x69,
                                 0x62, 0x00, 0x00, 0x0a, 0x1e, 0x01, 0x1c, 0x00, 0x20, 0x00, 0x41, 0x02, 0x49,
                                 0x04, 0x7f, 0x20, 0x00, 0x05, 0x20, 0x00, 0x41, 0x01, 0x6b, 0x10, 0x00, 0x20,
                                 0x00, 0x41, 0x02, 0x6b, 0x10, 0x00, 0x6a, 0x0b, 0x0b};

static char text[256];

static const char *answer_tell(xpc_object_t answer) {
  if (xpc_get_type(answer) != XPC_TYPE_DICTIONARY) return "the content process has ended";
  const char *error = xpc_dictionary_get_string(answer, "error");
  xpc_object_t results = xpc_dictionary_get_value(answer, "results");
  if (error) snprintf(text, sizeof text, "error: %s", error);
  else if (results && xpc_get_type(results) == XPC_TYPE_ARRAY && xpc_array_get_count(results) == 1)
    snprintf(text, sizeof text, "fib(20) = %lld", (long long)xpc_array_get_int64(results, 0));
  else return "an answer that is none";
  return text;
}

const char *host_ask(xpc_connection_t connection) {
  xpc_connection_set_event_handler(connection, ^(xpc_object_t event) {
    (void)event; /* the connection's end: the reply says so too */
  });
  xpc_connection_resume(connection);
  xpc_object_t message = xpc_dictionary_create(NULL, NULL, 0), arguments = xpc_array_create(NULL, 0);
  xpc_dictionary_set_data(message, "module", module, sizeof module);
  xpc_dictionary_set_string(message, "export", "fib");
  xpc_array_set_int64(arguments, XPC_ARRAY_APPEND, 20);
  xpc_dictionary_set_value(message, "arguments", arguments);
  xpc_object_t answer = xpc_connection_send_message_with_reply_sync(connection, message);
  const char *told = answer_tell(answer);
  xpc_release(answer);
  xpc_release(arguments);
  xpc_release(message);
  return told;
}
