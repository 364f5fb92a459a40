// SPDX-License-Identifier: Apache-2.0
// A defence that a flag of the compiler takes out of any program.
// at: memory/unguarded.c
// expect: SIGNET_TEST_WITHOUT_THIS links with a product
int checked(int tag);
int checked(int tag) {
#if defined(SIGNET_TEST_WITHOUT_THIS)
  return tag | 1;
#else
  return tag;
#endif
}
