/* SPDX-License-Identifier: Apache-2.0
 *
 * Implementation limits. Those that the Wasm JS API's appendix fixes have its numbers, so that a module that one
 * engine of the Web accepts is accepted here; the others are named as ours. What passes a limit is refused with
 * SG_LIMIT: the module is not wrong.
 */
#ifndef SIGNET_WASM_LIMITS_H
#define SIGNET_WASM_LIMITS_H

enum {
  LIMIT_MODULE_BYTES = 1 << 30,
  LIMIT_TYPES = 1000000,
  LIMIT_FUNCTIONS = 1000000, /* defined, without the imports; globals too */
  LIMIT_IMPORTS = 1000000,
  LIMIT_EXPORTS = 1000000,
  LIMIT_GLOBALS = 1000000,
  LIMIT_DATA_SEGMENTS = 100000,
  LIMIT_TABLES = 100000, /* with the imports; memories too */
  LIMIT_MEMORIES = 100,
  LIMIT_SEGMENT_ELEMENTS = 10000000, /* of one element segment */
  LIMIT_PARAMETERS = 1000,           /* of a function or block */
  LIMIT_RESULTS = 1000,
  LIMIT_BODY_BYTES = 7654321, /* of a function, the declarations of locals included */
  LIMIT_LOCALS = 50000,       /* of a function, the parameters included */

  /* Checked when an instance is made or a table or memory grows, not by the decoder. */
  LIMIT_TABLE_ELEMENTS = 10000000,
  LIMIT_MEMORY_PAGES = 65536,

  /* Ours. Operands of a constant expression: evaluation needs no memory but the C stack, and producers use under 10. */
  LIMIT_CONSTANT_OPERANDS = 1000,
};

#endif
