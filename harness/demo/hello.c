/* What the demo compiles with clang.wasm: it uses stdio, the heap and its arguments. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  unsigned *factorials = malloc(11 * sizeof *factorials);
  if (!factorials) return 1;
  factorials[0] = 1;
  for (unsigned n = 1; n <= 10; n++) factorials[n] = factorials[n - 1] * n;
  printf("Hello from a program that Signet compiled twice: %d arguments, %u = 10!\n", argc - 1, factorials[10]);
  for (int i = 1; i < argc; i++) printf("  %s\n", argv[i]);
  printf("  square root of 2: %.15f\n", __builtin_sqrt(2.0));
  free(factorials);
  return 0;
}
