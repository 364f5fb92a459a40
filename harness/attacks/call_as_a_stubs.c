/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, the buffer is edited before it is sealed
 * Writes:   the kind in a call's record, which has no tag: the function's number becomes a stub's
 * Defence:  a call's word is tagged in a number space of its kind, which the seal takes from the record
 * Control:  TAG_CHECK
 * Without:  Wasm enters the engine's stub of that number, with what a call of a function leaves in the registers
 */
#include "harness/attacks/seal_attack.h"

ATTACK(call_as_a_stubs) {
  Sealer sealer = sealer_open();
  CodeSpace *engine = space_open(&sealer, 1, 4096), *space = space_open(&sealer, 2, 4096);
  seal_constant(&sealer, engine, 0, EVIL);
  seal_publish_stub(sealer.thread, engine, 0, 0);
  seal_constant(&sealer, space, 0, HONEST);
  const Emitted list[] = {OPEN_WORD(0x14000000, TARGET_FUNCTION, 0)};
  emit(&sealer, list, 1);
  sealer.buffer.records[0].content ^= (uint64_t)(TARGET_FUNCTION ^ TARGET_STUB) << 62;
  return run(seal_buffer(&sealer, space, 1)) == EVIL ? WORKED : NOTHING;
}
