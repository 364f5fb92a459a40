// SPDX-License-Identifier: Apache-2.0
// at: memory/body.c
// expect: the toggles' body
void body(unsigned long value) { __asm__ volatile("msr s3_6_c15_c1_5, %0" : : "r"(value)); }
