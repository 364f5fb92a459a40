// SPDX-License-Identifier: Apache-2.0
// at: memory/control_skipped.c
// expect: an executable page outside of the region
// Only what is within the condition is skipped.
#if defined(SIGNET_TEST_WITHOUT_PROTECTION)
int protection = PROT_READ | PROT_WRITE | PROT_EXEC;
#else
int protection = PROT_READ | PROT_EXEC;
#endif
