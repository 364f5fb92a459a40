/* SPDX-License-Identifier: Apache-2.0
 *
 * Floating point over structures in memory, with square roots and divisions.
 */
#include "kernel.h"

typedef struct Body {
  double x, y, z, vx, vy, vz, mass;
} Body;

static Body bodies[5];

static NOINLINE void advance(double dt) {
  for (int i = 0; i < 5; i++)
    for (int j = i + 1; j < 5; j++) {
      Body *a = &bodies[i], *b = &bodies[j];
      const double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      const double square = dx * dx + dy * dy + dz * dz;
      const double pull = dt / (square * __builtin_sqrt(square));
      a->vx -= dx * b->mass * pull, a->vy -= dy * b->mass * pull, a->vz -= dz * b->mass * pull;
      b->vx += dx * a->mass * pull, b->vy += dy * a->mass * pull, b->vz += dz * a->mass * pull;
    }
  for (int i = 0; i < 5; i++)
    bodies[i].x += dt * bodies[i].vx, bodies[i].y += dt * bodies[i].vy, bodies[i].z += dt * bodies[i].vz;
}

uint32_t run(uint32_t n) {
  for (int i = 0; i < 5; i++)
    bodies[i] = (Body){i * 4.0, i * i - 3.0, 0.25 * i, 0.5 - 0.1 * i, 0.3 * i, 0.01, i ? 0.001 * i : 39.5};
  for (uint32_t i = 0; i < n * 1500; i++) advance(0.001);
  uint32_t sum = 0;
  for (int i = 0; i < 5; i++) sum = mix(sum, (uint32_t)(int32_t)(bodies[i].x * 4096));
  return sum;
}
