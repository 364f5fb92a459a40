/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    4, a signed pointer in another's place
 * Writes:   where the import stub of a type is: another type's
 * Defence:  it is signed for its place
 * Control:  SLOT_ADDRESS
 * Without:  C signs the other type's stub for host functions of this one
 */
#include "harness/attacks/instance_attack.h"

ATTACK(import_stub_moved) {
  set_up();
  const sg_type_kind kinds[] = {SG_I32};
  TypeCode *number = func_find(instance, "secret")->type->code;
  const TypeCode *to_number = func_find(instance, "call")->type->code;
  const uint64_t other = atomic_load(&to_number->import_stub);
  atomic_store(&number->import_stub, other);
  const sg_func *func = sg_func_new(store, (sg_func_type){kinds, 0, 1}, host_address, NULL, NULL, NULL);
  return pac_strip(func->slot.entry) == pac_strip(other) ? WORKED : NOTHING;
}
