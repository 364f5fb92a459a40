/* SPDX-License-Identifier: Apache-2.0
 *
 * Features (features.def): which are on, and the refusal of a module that needs another.
 */
#ifndef SIGNET_WASM_FEATURES_H
#define SIGNET_WASM_FEATURES_H

#include "wasm/error.h"

typedef enum {
#define FEATURE(id, on, name) FEATURE_##id,
#include "wasm/features.def"
#undef FEATURE
  FEATURES
} Feature;

/* As constants FEATURE_ON_id, so that tables can be built by what is on. */
enum {
#define FEATURE(id, on, name) FEATURE_ON_##id = on,
#include "wasm/features.def"
#undef FEATURE
};

const char *feature_name(Feature feature);
bool feature_is_on(Feature feature);

/* SG_UNSUPPORTED, naming the feature. Always false. */
bool feature_refuse(sg_error *e, Feature feature, uint64_t offset, uint32_t function) __attribute__((cold));

#endif
