/* SPDX-License-Identifier: Apache-2.0
 *
 * The validator: the body walker alone, with nothing emitted (spec 3.4.13). codegen/compile.c expands the same template
 * with the emitter, so that the two cannot disagree.
 */
#include "wasm/walker.h"

struct Body {
  Walk walk;
};

#define WALK_EMITS        0
#define HELPER_STUB(name) 0
#include "wasm/dispatch.inl"

bool function_validate_in(WalkRoom *room, const Module *module, uint32_t function, sg_error *error) {
  Body body;
  Operand *top;
  const uint8_t *p = walk_open(&body.walk, room, module, function, &top, error);
  if (p) walk_run(p, top, &body, &live_table);
  return !body.walk.failed;
}

bool function_validate(const Module *module, uint32_t function, sg_error *error) {
  WalkRoom room = {0};
  const bool reserved = walk_room_reserve(&room, module);
  if (!reserved) error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, function, NULL);
  const bool valid = reserved && function_validate_in(&room, module, function, error);
  walk_room_free(&room);
  return valid;
}

bool module_validate_bodies(const Module *module, sg_error *error) {
  WalkRoom room = {0};
  bool valid = walk_room_reserve(&room, module);
  if (!valid) error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, NULL);
  for (uint32_t i = module->imported_functions; valid && i < module->function_count; i++)
    valid = function_validate_in(&room, module, i, error);
  walk_room_free(&room);
  return valid;
}
