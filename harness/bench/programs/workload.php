<?php
// SPDX-License-Identifier: Apache-2.0
// What php runs, as many rounds as its argument says: arrays, strings, a closure, sorting, objects, floating point.
class Point {
    function __construct(public float $x, public float $y) {}
    function turned(float $angle): Point {
        $sine = sin($angle);
        $cosine = cos($angle);
        return new Point($this->x * $cosine - $this->y * $sine, $this->x * $sine + $this->y * $cosine);
    }
}
$rounds = (int)$argv[1];
for ($round = 0; $round < $rounds; $round++) {
    $counts = [];
    foreach (explode(' ', str_repeat('the quick brown fox jumps over the lazy dog ', 10)) as $i => $word)
        $counts[strrev($word) . $i % 7] = ($counts[strrev($word) . $i % 7] ?? 0) + strlen($word);
    ksort($counts);
    $squares = array_map(fn($n) => $n * $n % 101, range(1, 200));
    usort($squares, fn($a, $b) => $b <=> $a);
    $point = new Point(1, 0);
    for ($i = 0; $i < 100; $i++) $point = $point->turned(0.1);
    $sieve = array_fill(2, 300, true);
    for ($i = 2; $i * $i <= 301; $i++)
        for ($j = $i * $i; $j <= 301; $j += $i) $sieve[$j] = false;
    $text = '';
    foreach ($sieve as $n => $prime) if ($prime) $text .= dechex($n);
}
printf("%d %d %.6f %s\n", count($counts), array_sum($squares), $point->x, md5($text));
