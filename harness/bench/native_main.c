/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a kernel of kernels/ as native code: the limit for what is made of its Wasm. `PROGRAM N` prints run(N) as
 * `signet run --invoke run FILE N` does, signed.
 */
#include "kernels/kernel.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  printf("%d\n", (int32_t)run((uint32_t)strtoul(argv[1], NULL, 10)));
  return 0;
}
