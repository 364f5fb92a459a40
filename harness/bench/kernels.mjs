// SPDX-License-Identifier: Apache-2.0
// kernels.mjs N M FILE...: each kernel is called with N, as a warm-up that compiles it, then with N and with M. umask
// marks each call for harness/bench/insn_count.c: three marks a kernel. Prints "FILE run(N) run(M)" of each.
import { readFileSync } from 'node:fs';

const [small, large, ...files] = process.argv.slice(2);
const mark = () => process.umask(0o22);
mark();
for (const file of files) {
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file))).exports;
  run(+small);
  mark();
  const first = run(+small);
  mark();
  const second = run(+large);
  mark();
  console.log(file, first, second);
}
