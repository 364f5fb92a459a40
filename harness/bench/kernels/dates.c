/* SPDX-License-Identifier: Apache-2.0
 *
 * Straight-line code in a called function: days to year, month, day; divisions by constants.
 */
#include "kernel.h"

typedef struct Date {
  int32_t year, month, day;
} Date;

static NOINLINE void date_of(int32_t days, Date *out) {
  days += 719468;
  const int32_t era = (days >= 0 ? days : days - 146096) / 146097;
  const uint32_t of_era = (uint32_t)(days - era * 146097);
  const uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const uint32_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const uint32_t month = (5 * of_year + 2) / 153;
  out->day = (int32_t)(of_year - (153 * month + 2) / 5 + 1);
  out->month = (int32_t)(month < 10 ? month + 3 : month - 9);
  out->year = (int32_t)year + era * 400 + (out->month <= 2);
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n * 14000; i++) {
    Date date;
    date_of((int32_t)(i * 7919 % 200000) - 100000, &date);
    sum = mix(sum, (uint32_t)(date.year * 400 + date.month * 31 + date.day));
  }
  return sum;
}
