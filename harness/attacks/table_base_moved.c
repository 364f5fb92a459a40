/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    5, the base of a table
 * Writes:   the signed base of a table, from another table
 * Defence:  the modifier has the address of the table's header
 * Control:  SLOT_ADDRESS
 * Without:  call_indirect reads the other table's elements
 */
#include "harness/attacks/instance_attack.h"

ATTACK(table_base_moved) {
  set_up();
  call("fill", 1);
  export_find(instance, "table").of.table->header.base = export_find(instance, "other").of.table->header.base;
  return call("call", 1) == 3 ? WORKED : NOTHING;
}
