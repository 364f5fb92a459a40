/* SPDX-License-Identifier: Apache-2.0
 *
 * linear SHAPE SIZE: writes a module to standard output whose compilation would cost more than its bytes, if anything
 * looked through operands, locals, labels or loops each time. SIZE is how many of what the shape repeats; the bytes
 * grow with it in proportion. Without arguments it lists the shapes, each with a size. For harness/bench/linear.sh.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Bytes {
  uint8_t *at;
  size_t size, room;
} Bytes;

static void put(Bytes *bytes, uint8_t byte) {
  if (bytes->size == bytes->room) {
    bytes->room = bytes->room ? 2 * bytes->room : 1 << 16;
    bytes->at = realloc(bytes->at, bytes->room);
    if (!bytes->at) exit(2);
  }
  bytes->at[bytes->size++] = byte;
}
static void put_leb(Bytes *bytes, uint32_t value) {
  for (; value >= 0x80; value >>= 7) put(bytes, (uint8_t)(value | 0x80));
  put(bytes, (uint8_t)value);
}
static void put_section(Bytes *module, uint8_t id, const Bytes *content) {
  put(module, id);
  put_leb(module, (uint32_t)content->size);
  for (size_t i = 0; i < content->size; i++) put(module, content->at[i]);
}

/* ---- Bodies: [i32] -> [i32], with further locals of i32. ---- */

static void get(Bytes *b, uint32_t local) { put(b, 0x20), put_leb(b, local); }
static void set(Bytes *b, uint32_t local) { put(b, 0x21), put_leb(b, local); }
static void branch_if(Bytes *b, uint32_t depth) { get(b, 0), put(b, 0x0d), put_leb(b, depth); }
static void open_block(Bytes *b, uint8_t code) { put(b, code), put(b, 0x40); }
static void end(Bytes *b) { put(b, 0x0b); }
/* local = local + parameter */
static void add_to(Bytes *b, uint32_t local) { get(b, local), get(b, 0), put(b, 0x6a), set(b, local); }

static void straight(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) add_to(b, 1 + i % 20);
}
static void operands(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) get(b, i % 20);
  for (uint32_t i = 0; i < n; i++) put(b, 0x1a);
}
static void all_locals(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) add_to(b, 1 + i);
}
/* Every local on the stack, and then written: what stands for it must be found. */
static void aliases(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) get(b, 1 + i);
  for (uint32_t i = 0; i < n; i++) get(b, 0), set(b, 1 + i);
  for (uint32_t i = 0; i < n; i++) put(b, 0x1a);
}
static void blocks(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) open_block(b, 0x02), add_to(b, 1 + i % 20);
  for (uint32_t i = 0; i < n; i++) branch_if(b, n / 2 < n - i ? n / 2 : 0), end(b);
}
static void ifs(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) get(b, 0), open_block(b, 0x04), add_to(b, 1 + i % 20);
  for (uint32_t i = 0; i < n; i++) put(b, 0x05), add_to(b, 1 + i % 17), end(b);
}
static void loops(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) open_block(b, 0x03), add_to(b, 1 + i % 20);
  for (uint32_t i = 0; i < n; i++) add_to(b, 1 + i % 17), branch_if(b, 0), end(b);
}
/* Each loop with three locals of its own, used on the way in and out: homes taken and given back at each level. */
static void loops_of_locals(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    open_block(b, 0x03);
    for (uint32_t k = 0; k < 3; k++) add_to(b, 1 + 3 * i + k);
  }
  for (uint32_t i = n; i-- > 0;) {
    for (uint32_t k = 0; k < 3; k++) add_to(b, 1 + 3 * i + k);
    branch_if(b, 0), end(b);
  }
}
static void loops_in_sequence(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    open_block(b, 0x03);
    for (uint32_t k = 0; k < 4; k++) add_to(b, 1 + (7 * i + k) % 1000);
    branch_if(b, 0), end(b);
  }
}
/* 200 loops, each with locals, and `n` branches out of all of them, from the innermost. */
static void exits(Bytes *b, uint32_t n) {
  enum { DEPTH = 200 };
  open_block(b, 0x02);
  for (uint32_t i = 0; i < DEPTH; i++) open_block(b, 0x03), add_to(b, 1 + 2 * i), add_to(b, 2 + 2 * i);
  for (uint32_t i = 0; i < n; i++) add_to(b, 1 + i % 400), branch_if(b, DEPTH);
  for (uint32_t i = 0; i <= DEPTH; i++) end(b);
}
/* `n` loops in each other, and out of each a branch to the outermost block. */
static void exits_from_each(Bytes *b, uint32_t n) {
  open_block(b, 0x02);
  for (uint32_t i = 0; i < n; i++) open_block(b, 0x03), add_to(b, 1 + i % 997), branch_if(b, i + 1);
  for (uint32_t i = 0; i < n; i++) add_to(b, 1 + i % 991), branch_if(b, n - i), end(b);
  end(b);
}
/* The same to every second loop around. */
static void exits_to_all(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) open_block(b, 0x03), add_to(b, 1 + i % 50);
  for (uint32_t i = 0; i < n; i++) branch_if(b, i), add_to(b, 1 + i % 47);
  for (uint32_t i = 0; i < n; i++) end(b);
}
static void fan_in(Bytes *b, uint32_t n) {
  open_block(b, 0x02);
  for (uint32_t i = 0; i < n; i++) branch_if(b, 0);
  end(b);
}
/* One br_table of `n` rows to 100 loops and blocks in turn. */
static void table(Bytes *b, uint32_t n) {
  enum { DEPTH = 100 };
  for (uint32_t i = 0; i < DEPTH; i++) open_block(b, i % 2 ? 0x03 : 0x02), add_to(b, 1 + i);
  get(b, 0), put(b, 0x0e), put_leb(b, n);
  for (uint32_t i = 0; i <= n; i++) put_leb(b, i * 7 % DEPTH);
  for (uint32_t i = 0; i < DEPTH; i++) end(b);
}
static void tables(Bytes *b, uint32_t n) {
  open_block(b, 0x02), open_block(b, 0x03);
  for (uint32_t i = 0; i < n; i++) {
    open_block(b, 0x02), get(b, 0), put(b, 0x0e), put_leb(b, 4);
    for (uint32_t k = 0; k <= 4; k++) put_leb(b, k % 3);
    end(b), add_to(b, 1 + i % 20);
  }
  end(b), end(b);
}
static void calls(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) get(b, 1 + i % 20), put(b, 0x10), put_leb(b, 0), set(b, 1 + i % 17);
}
/* Calls below `n` operands. */
static void deep_calls(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) get(b, i % 20), put(b, 0x10), put_leb(b, 0);
  for (uint32_t i = 0; i < n; i++) put(b, 0x1a);
}
static void traps(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) get(b, 1 + i % 20), get(b, 0), put(b, 0x6e), set(b, 1 + i % 17);
}

/* Loops that are walked several times, of operators that take many words. */
static void short_loops(Bytes *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    open_block(b, 0x03);
    get(b, 1 + i % 20);
    for (uint32_t k = 0; k < 8; k++) put(b, 0x69); /* i32.popcnt */
    put(b, 0x22), put_leb(b, 1 + i % 17);
    put(b, 0x0d), put_leb(b, 0), end(b);
  }
}
/* In a loop, nothing but calls of function 1, which is inlined as long as the bytes pay for it. */
static void inlined(Bytes *b, uint32_t n) {
  open_block(b, 0x03), get(b, 0);
  for (uint32_t i = 0; i < n; i++) put(b, 0x10), put_leb(b, 1);
  put(b, 0x1a), branch_if(b, 0), end(b);
}
static void add_body(Bytes *content, Bytes *body) {
  put_leb(content, (uint32_t)body->size);
  for (size_t i = 0; i < body->size; i++) put(content, body->at[i]);
  body->size = 0;
}
/* One body of many words. */
static uint32_t one_line(Bytes *content, uint32_t n) {
  Bytes body = {0};
  (void)n;
  put(&body, 0), get(&body, 0);
  for (uint32_t k = 0; k < 56; k++) put(&body, 0x69);
  end(&body);
  add_body(content, &body);
  free(body.at);
  return 1;
}
/* Each calls the next four times: 4^n bodies, if nothing bounded them. */
static uint32_t chain(Bytes *content, uint32_t n) {
  Bytes body = {0};
  for (uint32_t i = 0; i < n; i++) {
    put(&body, 0), get(&body, 0);
    for (uint32_t k = 0; k < 4 && i + 1 < n; k++) put(&body, 0x10), put_leb(&body, i + 2);
    end(&body);
    add_body(content, &body);
  }
  free(body.at);
  return n;
}

static const struct {
  const char *name;
  void (*body)(Bytes *b, uint32_t n);
  uint32_t size, locals_each, locals;             /* locals: so many, and so many for each of SIZE */
  uint32_t (*others)(Bytes *content, uint32_t n); /* adds further bodies, and gives their number */
} shapes[] = {
    {"straight", straight, 200000, 0, 20},
    {"operands", operands, 300000, 0, 20},
    {"all_locals", all_locals, 24000, 1, 0},
    {"aliases", aliases, 24000, 1, 0},
    {"blocks", blocks, 10000, 0, 20},
    {"ifs", ifs, 10000, 0, 20},
    {"loops", loops, 10000, 0, 20},
    {"loops_of_locals", loops_of_locals, 8000, 3, 0},
    {"loops_in_sequence", loops_in_sequence, 20000, 0, 1000},
    {"exits", exits, 20000, 0, 400},
    {"exits_from_each", exits_from_each, 5000, 0, 1000},
    {"exits_to_all", exits_to_all, 5000, 0, 60},
    {"fan_in", fan_in, 200000, 0, 20},
    {"table", table, 500000, 0, 100},
    {"tables", tables, 20000, 0, 20},
    {"calls", calls, 100000, 0, 20},
    {"deep_calls", deep_calls, 50000, 0, 20},
    {"traps", traps, 100000, 0, 20},
    {"short_loops", short_loops, 20000, 0, 20},
    {"inlined", inlined, 100000, 0, 20, one_line},
    {"chain", inlined, 20000, 0, 20, chain},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static void module_write(uint32_t shape, uint32_t size) {
  static const uint8_t head[] = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f};
  Bytes body = {0}, content = {0}, others = {0}, module = {0};
  put(&body, 1);
  put_leb(&body, shapes[shape].locals + shapes[shape].locals_each * size);
  put(&body, 0x7f);
  shapes[shape].body(&body, size);
  get(&body, 1), end(&body);
  const uint32_t functions = 1 + (shapes[shape].others ? shapes[shape].others(&others, size) : 0);
  for (size_t i = 0; i < sizeof head; i++) put(&module, head[i]);
  put_leb(&content, functions);
  for (uint32_t i = 0; i < functions; i++) put(&content, 0);
  put_section(&module, 3, &content);
  content.size = 0;
  put_leb(&content, functions);
  add_body(&content, &body);
  for (size_t i = 0; i < others.size; i++) put(&content, others.at[i]);
  put_section(&module, 10, &content);
  fwrite(module.at, 1, module.size, stdout);
  free(body.at), free(content.at), free(others.at), free(module.at);
}

int main(int argc, char **argv) {
  if (argc == 1)
    for (uint32_t i = 0; i < SHAPES; i++) printf("%s %u\n", shapes[i].name, shapes[i].size);
  if (argc != 3) return argc == 1 ? 0 : 2;
  for (uint32_t i = 0; i < SHAPES; i++)
    if (strcmp(argv[1], shapes[i].name) == 0) module_write(i, (uint32_t)strtoul(argv[2], NULL, 10));
  return fflush(stdout) != 0;
}
