/* SPDX-License-Identifier: Apache-2.0
 *
 * The crit-bit tree. An inner node names the first bit in which the keys of its two sides differ; a key is a sequence
 * of words behind its length, so none is the beginning of another. Invariant: bits grow along every path.
 */
#include "wasm/interner.h"

#include <string.h>

/* Keys that differ in length differ in word 0, which is the length; word i > 0 is words[i - 1]. */
typedef struct {
  uint32_t id, count;
  uint32_t words[];
} Leaf;

typedef struct {
  uint32_t word, mask; /* the bit: words before it are equal on both sides */
  void *side[2];
} Node;

/* Nodes are aligned to 16, so the lowest bit of the pointer tells a Node (1) from a Leaf (0). */
static bool is_node(const void *tagged) { return (uintptr_t)tagged & 1; }
static Node *node_of(void *tagged) { return (Node *)(void *)((char *)tagged - 1); }

static uint32_t key_word(const uint32_t *words, uint32_t count, uint32_t word) {
  if (word == 0) return count;
  return word <= count ? words[word - 1] : 0;
}

uint32_t interner_id(Interner *interner, const uint32_t *words, uint32_t count, uint32_t id) {
  void *at = interner->root;
  while (at && is_node(at)) {
    Node *node = node_of(at);
    at = node->side[(key_word(words, count, node->word) & node->mask) != 0];
  }
  /* The leaf shares the longest prefix that any key in the tree shares with this one. */
  Leaf *near = at;
  uint32_t word = 0, differing = 0;
  if (near) {
    while (word <= count && !(differing = key_word(words, count, word) ^ key_word(near->words, near->count, word)))
      word++;
    if (!differing) return near->id;
  }

  Leaf *leaf = arena_alloc(interner->arena, 1, sizeof *leaf + count * sizeof *words);
  if (!leaf) return INTERNER_FULL;
  leaf->id = id;
  leaf->count = count;
  if (count) memcpy(leaf->words, words, count * sizeof *words);
  if (!near) {
    interner->root = leaf;
    return id;
  }
  uint32_t mask = 0x80000000u >> __builtin_clz(differing);
  Node *added = arena_alloc(interner->arena, 1, sizeof *added);
  if (!added) return INTERNER_FULL;
  unsigned own = (key_word(words, count, word) & mask) != 0;
  /* Its place: above the first node with a later bit (a later word, or a lower bit of the same). */
  void **place = &interner->root;
  while (is_node(*place)) {
    Node *node = node_of(*place);
    if (node->word > word || (node->word == word && node->mask < mask)) break;
    place = &node->side[(key_word(words, count, node->word) & node->mask) != 0];
  }
  *added = (Node){.word = word, .mask = mask};
  added->side[own] = leaf;
  added->side[!own] = *place;
  *place = (char *)added + 1;
  return id;
}
