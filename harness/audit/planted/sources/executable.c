// SPDX-License-Identifier: Apache-2.0
// at: runtime/executable.c
// expect: an executable page outside of the region
int protection = PROT_READ | PROT_EXEC;
