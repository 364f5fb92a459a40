# SPDX-License-Identifier: Apache-2.0
# What python runs, as many rounds as its argument says: floating point, classes and methods, dictionaries of strings, a
# generator, sorting with a key, big integers, string building and splitting, exceptions.

import sys


class Body:
    def __init__(self, place, speed, mass):
        self.place, self.speed, self.mass = place, speed, mass

    def pull(self, other):
        distance = self.place - other.place
        force = 0.01 / (distance * distance + 0.1)
        self.speed -= distance * other.mass * force
        other.speed += distance * self.mass * force


def bodies(rounds):
    system = [Body(float(i), 0.0, 1.0 + i) for i in range(5)]
    for _ in range(rounds):
        for i, body in enumerate(system):
            for other in system[i + 1:]:
                body.pull(other)
        for body in system:
            body.place += 0.01 * body.speed
    return sum(body.place for body in system)


def words(rounds):
    counts = {}
    for i in range(rounds):
        for word in ("a stitch in time saves %d" % (i % 17)).split():
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:3]


def queens(size, row=0, columns=0, up=0, down=0):
    if row == size:
        yield 1
    for column in range(size):
        bit, rising, falling = 1 << column, 1 << row + column, 1 << size + row - column
        if not (columns & bit or up & rising or down & falling):
            yield from queens(size, row + 1, columns | bit, up | rising, down | falling)


def numbers(rounds):
    a, b, failed = 0, 1, 0
    for i in range(rounds * 10):
        a, b = b, (a + b) % (10**30 + 57)
        try:
            a // (i % 5)
        except ZeroDivisionError:
            failed += 1
    return a % 1000007, failed


for _ in range(int(sys.argv[1])):
    result = ("%.9f" % bodies(20), words(40), sum(queens(5)), numbers(20))
print(result)
