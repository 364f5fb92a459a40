// SPDX-License-Identifier: Apache-2.0
// More values than there are registers, all alive at once.
// expect: planted: spills
#define EIGHT(_, t) _(t##0) _(t##1) _(t##2) _(t##3) _(t##4) _(t##5) _(t##6) _(t##7)
#define EACH(_)     EIGHT(_, 1) EIGHT(_, 2) EIGHT(_, 3) EIGHT(_, 4)
unsigned long planted(const volatile unsigned long *in);
unsigned long planted(const volatile unsigned long *in) {
#define LOAD(i) const unsigned long value_##i = in[i];
  EACH(LOAD)
  unsigned long sum = 0;
#define MIX(i) sum = (sum ^ value_##i) * 31 + (value_##i >> 3);
  EACH(MIX)
#define MIX_AGAIN(i) sum = (sum + value_##i) * 37;
  EACH(MIX_AGAIN)
  return sum;
}
