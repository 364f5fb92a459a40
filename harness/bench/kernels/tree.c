/* SPDX-License-Identifier: Apache-2.0
 *
 * Pointers and calls: a binary search tree filled and searched.
 */
#include "kernel.h"

typedef struct Node {
  struct Node *left, *right;
  uint32_t key, count;
} Node;

static Node nodes[1024];
static uint32_t used;

static NOINLINE Node *insert(Node *node, uint32_t key) {
  if (!node) {
    Node *made = &nodes[used++];
    *made = (Node){0, 0, key, 1};
    return made;
  }
  if (key < node->key) node->left = insert(node->left, key);
  else if (key > node->key) node->right = insert(node->right, key);
  else node->count++;
  return node;
}

static NOINLINE uint32_t find(const Node *node, uint32_t key) {
  uint32_t depth = 1;
  while (node && node->key != key) {
    node = key < node->key ? node->left : node->right;
    depth++;
  }
  return node ? node->count : depth;
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 23;
  for (uint32_t i = 0; i < n * 3; i++) {
    Node *root = 0;
    used = 0;
    for (int j = 0; j < 1000; j++) root = insert(root, random_next(&seed) & 4095);
    for (uint32_t j = 0; j < 4096; j += 3) sum = mix(sum, find(root, j));
  }
  return sum;
}
