// SPDX-License-Identifier: Apache-2.0
// at: memory/tag.h
// expect: the toggles' tag
enum { DISC_OTHER = 0x4A4954 };
