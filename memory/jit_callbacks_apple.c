/* SPDX-License-Identifier: Apache-2.0
 *
 * The allowlist of the build SIGNET_JIT_WRITE_CALLBACKS: one an image, at file scope. The table is constant data, so
 * its pointers are signed by the linker and lie on read-only pages.
 */
#if defined(SIGNET_JIT_WRITE_CALLBACKS)

#include "memory/jit_callbacks_apple.h"

PTHREAD_JIT_WRITE_ALLOW_CALLBACKS_NP(functions_write_callback, slot_write_callback, stub_write_callback,
                                     counter_advance_callback, thread_write_callback, space_fill_callback,
                                     numbers_take_callback, space_hold_callback, space_wipe_callback,
                                     space_free_callback, cells_write_callback);

#else
typedef int no_callbacks_here; /* a translation unit is not empty */
#endif
