/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, two functions of a batch are spliced
 * Writes:   the numbers of two functions that wait to be sealed together, exchanged
 * Defence:  the last tag binds which function it is
 * Control:  END_CHECK
 * Without:  calls of the one enter the other, whatever its type
 */
#include "harness/attacks/seal_attack.h"

ATTACK(batch_exchanged) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  SealBatch batch = {0};
  sg_error error;
  gather_two(&sealer, &batch);
  batch.items[0].function = 1;
  batch.items[1].function = 0;
  seal_batch(sealer.thread, space, &sealer.buffer, &batch, &error);
  return run(code_space_function(space, 0, NULL)) == EVIL ? WORKED : NOTHING;
}
