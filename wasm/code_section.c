/* SPDX-License-Identifier: Apache-2.0
 *
 * The code section (spec 5.5.13): where the bodies are. What is in them is for the walker (wasm/walker.inl), which
 * reads each body within the range that is noted here.
 */
#include "wasm/section.h"
#include "wasm/straight_line.h"

void code_section(Decoder *d) {
  Reader *r = &d->reader;
  Module *module = d->module;
  d->has_code = true;
  module->code_section = reader_offset(r);
  module->code_bytes = (uint32_t)reader_left(r);
  uint32_t offset = reader_offset(r), count = read_u32(r);
  uint32_t defined = module->function_count - module->imported_functions;
  if (count != defined) reader_fail(r, ERR_CODE_COUNT, offset, "%u and %u", defined, count);
  for (uint32_t i = 0; i < count && !r->failed; i++) {
    offset = reader_offset(r);
    uint32_t size = read_length(r);
    if (size > LIMIT_BODY_BYTES)
      reader_fail(r, ERR_LIMIT, offset, "a body of %u bytes, at most %d", size, LIMIT_BODY_BYTES);
    Function *function = &module->functions[module->imported_functions + i];
    const bool is_noted = function->body == reader_offset(r) && function->body_end == function->body + size;
    function->body = reader_offset(r);
    function->body_end = function->body + size;
    if (size > module->largest_body) module->largest_body = size;
    read_skip(r, size);
    if (!r->failed && !is_noted) straight_line_note(module, function);
  }
}
