// SPDX-License-Identifier: Apache-2.0
// kernels.js N M FILE..., for node and for SpiderMonkey's shell: each kernel is called with N, as a warm-up that compiles
// it, then with N and with M. Each call is marked for harness/bench/insn_count.c: three marks a kernel. Prints
// "FILE run(N) run(M)" of each.
const shell = typeof process === 'undefined';
const [small, large, ...files] = shell ? scriptArgs : process.argv.slice(2);
const read = shell ? file => os.file.readFile(file, 'binary') : require('node:fs').readFileSync;
const mark = shell ? () => os.kill(os.getpid(), 0) : () => process.umask(0o22);
const say = shell ? print : console.log;

const kept = []; // so that no engine frees a kernel's code and uses its room again
mark();
for (const file of files) {
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(read(file))).exports;
  kept.push(run);
  run(+small);
  mark();
  const first = run(+small);
  mark();
  const second = run(+large);
  mark();
  say(file, first, second);
}
