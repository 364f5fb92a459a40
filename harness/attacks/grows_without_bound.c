/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    0, the module takes memory out of proportion
 * Writes:   nothing: the module grows its memory again and again
 * Defence:  the store's limit of bytes
 * Control:  STORE_LIMIT
 * Without:  the module has as much memory as the machine gives
 */
#include "harness/attacks/instance_attack.h"

ATTACK(grows_without_bound) {
  enum { LIMIT = 4 << 20, PAGE = 65536 };
  engine = engine_make();
  store = sg_store_new(engine, NULL);
  sg_store_set_limits(store, LIMIT, 1000, 10);
  instance = instance_make(store, module_make(engine, "memory"), NULL, 0);
  int32_t pages = 1;
  while (call("grow", 8) != -1) {
    pages += 8;
    if ((int64_t)pages * PAGE > 4 * (int64_t)LIMIT) return WORKED;
  }
  return (int64_t)pages * PAGE <= LIMIT ? REFUSED : NOTHING;
}
