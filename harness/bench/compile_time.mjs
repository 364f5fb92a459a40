// SPDX-License-Identifier: Apache-2.0
// compile_time.mjs compile|validate RUNS FILE: the best of RUNS times of compiling (or validating) the module, in
// milliseconds. What is measured is what V8's options say: harness/bench/compile_cost.sh.
import { readFileSync } from 'node:fs';

const [what, runs, file] = process.argv.slice(2);
const bytes = readFileSync(file);
let best = Infinity;
for (let run = 0; run < +runs; run++) {
  const start = process.hrtime.bigint();
  if (what === 'compile') new WebAssembly.Module(bytes);
  else if (!WebAssembly.validate(bytes)) throw new Error(`${file} is not valid`);
  best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6);
}
console.log(best.toFixed(3));
