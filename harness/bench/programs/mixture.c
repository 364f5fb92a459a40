/* SPDX-License-Identifier: Apache-2.0
 *
 * A program in the manner of CoreMark: a linked list is searched, reversed and sorted by two orders; small matrices of
 * 16-bit numbers are multiplied; a state machine reads numbers out of text; and every step's result goes through a
 * 16-bit CRC, which decides what the next step does. `mixture N` does N rounds and prints the CRC. As Wasm it stands on
 * WASI alone, without a C library; the same source is the native program.
 */
#include <stddef.h>
#include <stdint.h>

static uint16_t crc_byte(uint16_t crc, uint8_t byte) {
  for (int bit = 0; bit < 8; bit++) {
    const int out = (crc ^ byte) & 1;
    crc >>= 1;
    byte >>= 1;
    if (out) crc ^= 0xa001;
  }
  return crc;
}

static uint16_t crc_word(uint16_t crc, uint32_t word) {
  for (int shift = 0; shift < 32; shift += 8) crc = crc_byte(crc, (uint8_t)(word >> shift));
  return crc;
}

/* Lists */

typedef struct Node {
  struct Node *next;
  int16_t value, place;
} Node;

enum { NODES = 64, SIDE = 12 };

static Node nodes[NODES];

typedef int Order(const Node *, const Node *);

static int by_value(const Node *a, const Node *b) { return a->value - b->value; }
static int by_place(const Node *a, const Node *b) { return a->place - b->place; }

static Node *list_new(uint32_t seed) {
  for (int i = 0; i < NODES; i++) {
    seed = seed * 1103515245 + 12345;
    nodes[i] = (Node){i + 1 < NODES ? &nodes[i + 1] : NULL, (int16_t)(seed >> 16 & 0x3ff), (int16_t)i};
  }
  return nodes;
}

static Node *list_find(Node *list, int16_t value) {
  while (list && list->value != value) list = list->next;
  return list;
}

static Node *list_reversed(Node *list) {
  Node *done = NULL;
  while (list) {
    Node *next = list->next;
    list->next = done;
    done = list;
    list = next;
  }
  return done;
}

/* Merges runs of 1, 2, 4, ... nodes until one run is left. */
static Node *list_sorted(Node *list, Order *order) {
  for (int run = 1;; run *= 2) {
    Node *rest = list, *last = NULL;
    int merges = 0;
    list = NULL;
    while (rest) {
      merges++;
      Node *a = rest, *b = rest;
      int left = 0, right = run;
      while (left < run && b) {
        left++;
        b = b->next;
      }
      while (left > 0 || (right > 0 && b)) {
        Node *least;
        if (left > 0 && (right == 0 || !b || order(a, b) <= 0)) {
          least = a;
          a = a->next;
          left--;
        } else {
          least = b;
          b = b->next;
          right--;
        }
        if (last) last->next = least;
        else list = least;
        last = least;
      }
      rest = b;
    }
    last->next = NULL;
    if (merges <= 1) return list;
  }
}

static uint16_t list_round(uint32_t round, uint16_t crc) {
  Node *list = list_new(round + crc);
  for (int16_t value = 0; value < 40; value++) {
    const Node *found = list_find(list, (int16_t)(value * 25));
    list = list_reversed(list);
    crc = crc_byte(crc, found ? (uint8_t)found->place : 0xff);
  }
  list = list_sorted(list, by_value);
  for (const Node *node = list; node; node = node->next) crc = crc_byte(crc, (uint8_t)node->value);
  list = list_sorted(list, by_place);
  return crc_word(crc, (uint32_t)list->value);
}

/* Matrices */

static int16_t left[SIDE][SIDE], right[SIDE][SIDE];
static int32_t product[SIDE][SIDE];

static uint16_t matrix_round(uint32_t round, uint16_t crc) {
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++) {
      left[i][j] = (int16_t)((round + (uint32_t)(i * j)) % 977);
      right[i][j] = (int16_t)((crc + (uint32_t)(i + j * 3)) % 1013);
    }
  int32_t sum = 0;
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++) {
      int32_t dot = 0;
      for (int k = 0; k < SIDE; k++) dot += (int32_t)left[i][k] * right[k][j];
      product[i][j] = dot;
      sum += dot > 1000000 ? 10 : (dot & 0x3f) * (dot >> 5 & 0x1f);
    }
  for (int i = 0; i < SIDE; i++) sum ^= product[i][SIDE - 1 - i] << (i & 7);
  return crc_word(crc, (uint32_t)sum);
}

/* Text: integers, decimals, decimals with exponent, anything else */

typedef enum { START, SIGN, INTEGER, POINT, FRACTION, MARK, MARK_SIGN, EXPONENT, INVALID, STATES } State;

static State text_step(State state, char c) {
  const int digit = c >= '0' && c <= '9';
  switch (state) {
  case START:
    if (digit) return INTEGER;
    if (c == '+' || c == '-') return SIGN;
    return c == '.' ? POINT : INVALID;
  case SIGN: return digit ? INTEGER : c == '.' ? POINT : INVALID;
  case INTEGER: return digit ? INTEGER : c == '.' ? FRACTION : c == 'e' ? MARK : INVALID;
  case POINT: return digit ? FRACTION : INVALID;
  case FRACTION: return digit ? FRACTION : c == 'e' ? MARK : INVALID;
  case MARK: return digit ? EXPONENT : c == '+' || c == '-' ? MARK_SIGN : INVALID;
  case MARK_SIGN:
  case EXPONENT: return digit ? EXPONENT : INVALID;
  default: return INVALID;
  }
}

static const char text[] = "5012,874.2,-1.5e-7,+33,T0.3e-1F,.7,1e,-110.700,+0.64400,0x1f,7e+11,--4,-5.5.5,1000000,e9,";

static uint16_t text_round(uint32_t round, uint16_t crc) {
  uint32_t ends[STATES] = {0};
  for (uint32_t shift = 0; shift < 4; shift++) {
    State state = START;
    for (const char *at = text; *at; at++) {
      char c = *at;
      if (((uint32_t)(at - text) * 7 + round + shift) % 61 == 0 && c != ',') c ^= 1;
      if (c == ',') {
        ends[state]++;
        state = START;
      } else {
        state = text_step(state, c);
      }
    }
  }
  for (int i = 0; i < STATES; i++) crc = crc_word(crc, ends[i]);
  return crc;
}

static uint16_t rounds(uint32_t count) {
  uint16_t crc = 0;
  for (uint32_t round = 0; round < count; round++) {
    crc = list_round(round, crc);
    crc = matrix_round(round, crc);
    crc = text_round(round, crc);
  }
  return crc;
}

static uint32_t number(const char *digits) {
  uint32_t n = 0;
  while (*digits >= '0' && *digits <= '9') n = n * 10 + (uint32_t)(*digits++ - '0');
  return n;
}

static void put_crc(char *out, uint16_t crc) {
  for (int i = 0; i < 4; i++) out[i] = "0123456789abcdef"[crc >> (12 - 4 * i) & 15];
  out[4] = '\n';
}

#ifdef __wasm__
#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))
WASI(args_get) int args_get(char **, char *);
WASI(fd_write) int fd_write(int, const void *, int, uint32_t *);

void _start(void) {
  static char *arguments[8], bytes[256], out[8];
  args_get(arguments, bytes);
  put_crc(out, rounds(number(arguments[1])));
  const struct {
    const char *at;
    uint32_t length;
  } vector = {out, 5};
  uint32_t written;
  fd_write(1, &vector, 1, &written);
}
#else
#include <stdio.h>

int main(int argc, char **argv) {
  char out[8] = "";
  if (argc == 2) put_crc(out, rounds(number(argv[1])));
  return fputs(out, stdout) < 0;
}
#endif
