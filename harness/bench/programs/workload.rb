# SPDX-License-Identifier: Apache-2.0
# What ruby runs, as many rounds as its argument says: blocks, hashes, strings and symbols, structs, integers, sorting, floating point.
Entry = Struct.new(:name, :score)

def fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)

result = nil
ARGV[0].to_i.times do |round|
  counts = Hash.new(0)
  "the quick brown fox jumps over the lazy dog".split.each_with_index { |word, i| counts[word.reverse.to_sym] += i }
  entries = (1..100).map { |i| Entry.new("name#{i * 7 % 31}", i * 37 % 101) }
  best = entries.sort_by { |entry| [-entry.score, entry.name] }.first(3).map(&:name)
  total = (1..200).inject { |a, b| (a * 31 + b) % 1_000_003 }
  wave = (0...100).sum { |i| Math.sin(i * 0.1) }
  text = (1..50).map { |i| i.to_s(3) }.join(",").tr("012", "abc").scan(/a+b/).size
  result = [counts[:xof], best, total, format("%.6f", wave), text, fib(11)]
end
p result
