// SPDX-License-Identifier: Apache-2.0
// at: memory/tag_decimal.h
// expect: the toggles' tag
enum { DISC_OTHER = 4868436 };
