/* SPDX-License-Identifier: Apache-2.0 */
#include "no_sdk.h"
#ifndef SIGNET_SDK_PTHREAD_H
#define SIGNET_SDK_PTHREAD_H
#include <sys/types.h>
typedef struct signet_sdk_thread *pthread_t;
typedef struct {
  long signature;
  char opaque[56];
} pthread_mutex_t;
typedef struct {
  long signature;
  char opaque[40];
} pthread_cond_t;
typedef struct {
  long signature;
  char opaque[8];
} pthread_once_t;
typedef unsigned long pthread_key_t;
#define PTHREAD_MUTEX_INITIALIZER {0x32AAABA7, {0}}
#define PTHREAD_COND_INITIALIZER  {0x3CB0B1BB, {0}}
#define PTHREAD_ONCE_INIT         {0x30B1BCBA, {0}}
int pthread_create(pthread_t *thread, const void *attributes, void *(*start)(void *), void *argument);
int pthread_join(pthread_t thread, void **result);
int pthread_mutex_init(pthread_mutex_t *mutex, const void *attributes);
int pthread_mutex_destroy(pthread_mutex_t *mutex);
int pthread_mutex_lock(pthread_mutex_t *mutex);
int pthread_mutex_unlock(pthread_mutex_t *mutex);
int pthread_cond_init(pthread_cond_t *condition, const void *attributes);
int pthread_cond_destroy(pthread_cond_t *condition);
int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int pthread_cond_broadcast(pthread_cond_t *condition);
int pthread_once(pthread_once_t *once, void (*run)(void));
int pthread_key_create(pthread_key_t *key, void (*destroy)(void *));
int pthread_setspecific(pthread_key_t key, const void *value);
void *pthread_getspecific(pthread_key_t key);

/* Writing code by a callback. The list of those allowed is one, at file scope, in an image. */
typedef int (*pthread_jit_write_callback_t)(void *context);
int pthread_jit_write_protect_supported_np(void);
int pthread_jit_write_with_callback_np(pthread_jit_write_callback_t callback, void *context);
void pthread_jit_write_freeze_callbacks_np(void);
#define PTHREAD_JIT_WRITE_ALLOW_CALLBACKS_NP(...)                                                                      \
  __attribute__((used, section("__DATA_CONST,__pth_jit_func"))) static const pthread_jit_write_callback_t              \
      signet_sdk_allowed_callbacks[] = {__VA_ARGS__, 0}
#endif
