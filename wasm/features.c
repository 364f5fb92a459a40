/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of features.def as arrays. Nothing switches a feature at run time: what is off has no code behind it.
 */
#include "wasm/features.h"

#include <assert.h>

static const struct {
  bool on;
  const char *name;
} features[FEATURES] = {
#define FEATURE(id, on, name) {on, name},
#include "wasm/features.def"
#undef FEATURE
};

const char *feature_name(Feature feature) {
  assert(feature < FEATURES);
  return features[feature].name;
}

bool feature_is_on(Feature feature) {
  assert(feature < FEATURES);
  return features[feature].on;
}

bool feature_refuse(sg_error *e, Feature feature, uint64_t offset, uint32_t function) {
  return error_set(e, ERR_UNSUPPORTED, offset, function, "%s", feature_name(feature));
}
