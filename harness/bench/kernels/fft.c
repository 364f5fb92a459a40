/* SPDX-License-Identifier: Apache-2.0
 *
 * Floating point with strides that double: a Fourier transform in place.
 */
#include "kernel.h"

enum { N = 512 };
static double re[N], im[N], cosines[N / 2], sines[N / 2];

static NOINLINE void transform(void) {
  for (int i = 0, j = 0; i < N; i++) {
    if (i < j) {
      const double r = re[i], m = im[i];
      re[i] = re[j], im[i] = im[j], re[j] = r, im[j] = m;
    }
    int bit = N / 2;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
  }
  for (int half = 1; half < N; half *= 2)
    for (int first = 0; first < N; first += 2 * half)
      for (int k = 0; k < half; k++) {
        const double c = cosines[k * (N / 2 / half)], s = sines[k * (N / 2 / half)];
        const int a = first + k, b = a + half;
        const double r = re[b] * c - im[b] * s, m = re[b] * s + im[b] * c;
        re[b] = re[a] - r, im[b] = im[a] - m;
        re[a] += r, im[a] += m;
      }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  double c = 1, s = 0; /* the angle's cosine and sine, by small rotations */
  for (int i = 0; i < N / 2; i++) {
    cosines[i] = c, sines[i] = s;
    const double next = c * 0.99992470183914454 + s * 0.012271538285719925;
    s = s * 0.99992470183914454 - c * 0.012271538285719925;
    c = next;
  }
  for (uint32_t turn = 0; turn < n * 14; turn++) {
    for (int i = 0; i < N; i++) re[i] = (i * 37 + (int)turn) % 101, im[i] = 0;
    transform();
    sum = mix(sum, (uint32_t)(int32_t)re[turn % N]);
  }
  return sum;
}
