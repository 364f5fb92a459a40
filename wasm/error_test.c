/* SPDX-License-Identifier: Apache-2.0
 *
 * sg_error as error_set fills it: one terminated line that starts with the row's text, whatever the detail is.
 */
#include "wasm/error.h"

#include <criterion/criterion.h>
#include <string.h>

Test(error, is_filled_from_the_row) {
  sg_error e;
  cr_assert_not(error_set(&e, ERR_TYPE_MISMATCH, 17, 3, "%s wants %s", "i32.add", "i32"));
  cr_assert_eq(e.code, SG_INVALID);
  cr_assert_eq(e.offset, 17);
  cr_assert_eq(e.function, 3);
  cr_assert_str_eq(e.text, "type mismatch");
  cr_assert_str_eq(e.message, "type mismatch: i32.add wants i32");
  error_set(&e, ERR_MAGIC, 0, SG_NO_FUNCTION, NULL);
  cr_assert_str_eq(e.message, "magic header not detected");
}

Test(error, may_be_unwanted) { cr_assert_not(error_set(NULL, ERR_MAGIC, 0, SG_NO_FUNCTION, "%d", 1)); }

Test(error, a_long_detail_is_cut) {
  sg_error e;
  char detail[500];
  memset(detail, 'x', sizeof detail);
  detail[sizeof detail - 1] = 0;
  error_set(&e, ERR_MAGIC, 0, SG_NO_FUNCTION, "%s", detail);
  cr_assert_eq(strlen(e.message), sizeof e.message - 1);
}

Test(error, a_hostile_name_is_one_printable_line) {
  sg_error e;
  error_set(&e, ERR_DUPLICATE_EXPORT, 0, SG_NO_FUNCTION, "%s", "a\n\033[2J\x7f\xe2\x80\xae");
  for (const char *c = e.message; *c; c++) cr_assert(*c >= ' ' && *c <= '~', "byte %#x", (unsigned)(unsigned char)*c);
}

Test(error, every_row_has_a_text_and_a_code) {
  for (ErrorRow row = 0; row < ERR_ROWS; row++) {
    cr_assert(error_text(row) && *error_text(row));
    cr_assert_neq(error_code(row), SG_OK);
    for (ErrorRow other = 0; other < row; other++) cr_assert_str_neq(error_text(row), error_text(other));
  }
}
