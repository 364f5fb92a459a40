/* SPDX-License-Identifier: Apache-2.0 */
#include "../no_sdk.h"
#ifndef SIGNET_SDK_XPC_H
#define SIGNET_SDK_XPC_H
#include <stddef.h>
#include <stdint.h>
typedef void *xpc_object_t;
typedef xpc_object_t xpc_connection_t;
typedef const struct signet_sdk_xpc_type *xpc_type_t;
typedef void (^xpc_handler_t)(xpc_object_t object);
extern const struct signet_sdk_xpc_type _xpc_type_dictionary, _xpc_type_array;
#define XPC_TYPE_DICTIONARY (&_xpc_type_dictionary)
#define XPC_TYPE_ARRAY      (&_xpc_type_array)
#define XPC_ARRAY_APPEND    ((size_t)-1)
xpc_object_t xpc_retain(xpc_object_t object);
void xpc_release(xpc_object_t object);
xpc_type_t xpc_get_type(xpc_object_t object);
void xpc_connection_set_event_handler(xpc_connection_t connection, xpc_handler_t handler);
void xpc_connection_resume(xpc_connection_t connection);
void xpc_connection_send_message(xpc_connection_t connection, xpc_object_t message);
xpc_object_t xpc_connection_send_message_with_reply_sync(xpc_connection_t connection, xpc_object_t message);
xpc_object_t xpc_dictionary_create(const char *const *keys, xpc_object_t const *values, size_t count);
xpc_object_t xpc_dictionary_create_reply(xpc_object_t message);
xpc_connection_t xpc_dictionary_get_remote_connection(xpc_object_t message);
xpc_object_t xpc_dictionary_get_value(xpc_object_t dictionary, const char *key);
void xpc_dictionary_set_value(xpc_object_t dictionary, const char *key, xpc_object_t value);
const char *xpc_dictionary_get_string(xpc_object_t dictionary, const char *key);
void xpc_dictionary_set_string(xpc_object_t dictionary, const char *key, const char *value);
const void *xpc_dictionary_get_data(xpc_object_t dictionary, const char *key, size_t *bytes);
void xpc_dictionary_set_data(xpc_object_t dictionary, const char *key, const void *data, size_t bytes);
xpc_object_t xpc_array_create(const xpc_object_t *values, size_t count);
size_t xpc_array_get_count(xpc_object_t array);
int64_t xpc_array_get_int64(xpc_object_t array, size_t index);
void xpc_array_set_int64(xpc_object_t array, size_t index, int64_t value);
#endif
