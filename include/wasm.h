/* SPDX-License-Identifier: Apache-2.0
 *
 * Programs written to the standard C API say `#include "wasm.h"`: with include/ on the include path, this is it.
 */
#include "signet/wasm.h"
