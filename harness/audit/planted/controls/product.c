// SPDX-License-Identifier: Apache-2.0
// An object of the product that was compiled without a defence.
// at: memory/product.c
// expect: without a defence
#if defined(SIGNET_TEST_WITHOUT_THIS) || 1
extern const char this_program_tests_without_a_defence;
const char *needed = &this_program_tests_without_a_defence;
#endif
