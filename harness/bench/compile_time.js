// SPDX-License-Identifier: Apache-2.0
// compile_time.js compile|validate RUNS FILE, for node and for SpiderMonkey's shell: the best of RUNS times of compiling
// (or validating) the module, in milliseconds. What is measured is what the engine's options say: compile_cost.sh. Beginning
// and end of it all are marked for harness/bench/insn_count.c.
const shell = typeof process === 'undefined';
const [what, runs, file] = shell ? scriptArgs : process.argv.slice(2);
const bytes = shell ? os.file.readFile(file, 'binary') : require('node:fs').readFileSync(file);
const mark = shell ? () => os.kill(os.getpid(), 0) : () => process.umask(0o22);

let best = Infinity;
mark();
for (let run = 0; run < +runs; run++) {
  const start = performance.now();
  if (what === 'compile') new WebAssembly.Module(bytes);
  else if (!WebAssembly.validate(bytes)) throw new Error(`${file} is not valid`);
  best = Math.min(best, performance.now() - start);
}
mark();
(shell ? print : console.log)(best.toFixed(3));
