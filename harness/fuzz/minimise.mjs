// SPDX-License-Identifier: Apache-2.0
// What harness/fuzz/minimise.sh runs: node minimise.mjs GENERATE RUN FOLDER EMULATOR SEED [--checked].
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const [generate, run, folder, emulator, seed, ...options] = process.argv.slice(2);
const CHAIN = 4;
const ours = [...emulator.split(' ').filter(Boolean), run, ...options];
const run_mjs = path.join(import.meta.dirname, 'run.mjs');
const cuts_file = path.join(folder, `${seed}.cuts`);

function outputs(modules, logging) {
  const flags = logging ? ['--log'] : [];
  const how = { encoding: 'utf8', timeout: 20000, maxBuffer: 1 << 28 };
  const theirs = spawnSync(process.execPath, [run_mjs, ...flags, ...modules], how);
  if (theirs.status !== 0) return null;
  const mine = spawnSync(ours[0], [...ours.slice(1), ...flags, ...modules], how);
  return [theirs.stdout, mine.stdout + (mine.status === 0 ? '' : `ended: ${mine.status ?? mine.signal} ${mine.stderr}`)];
}

let chain = [seed];
// The kind of difference that is looked for: a refusal, a crash, or another result.
const kind_of = (text) => (/ended: .*run: .*wasm: ([a-z ]*)/.exec(text) ?? /ended: (\w*)/.exec(text) ?? ['', 'differs'])[1];
let kind = null;
function fails(cut) {
  fs.writeFileSync(cuts_file, cut);
  spawnSync(generate, [folder, seed, '1', cuts_file]);
  const both = outputs(chain.map((s) => path.join(folder, `${s}.wasm`)), false);
  if (!both || both[0] === both[1]) return false;
  kind ??= kind_of(both[1]);
  return kind_of(both[1]) === kind;
}

const nodes = +spawnSync(generate, [folder, seed, '1', '/dev/null'], { encoding: 'utf8' }).stdout || 200000;
const cut = new Uint8Array(nodes);
if (!fails(cut)) {
  for (let i = 1; i < CHAIN; i++) {
    const before = `${BigInt(seed) - BigInt(i)}`;
    spawnSync(generate, [folder, before, '1']);
    chain.unshift(before);
    kind = null;
    if (fails(cut)) break;
  }
  if (!fails(cut)) {
    console.error(`seed ${seed}: no difference`);
    process.exit(1);
  }
}
console.error(`${kind}, chain of ${chain.length}, ${nodes} nodes`);
for (let size = nodes >> 1; size > 0; size >>= 1) {
  for (let at = 0; at < nodes; at += size) {
    const part = cut.subarray(at, Math.min(at + size, nodes));
    if (part.every((c) => c)) continue;
    const saved = part.slice();
    part.fill(1);
    if (!fails(cut)) part.set(saved);
  }
}
fails(cut);
const [theirs, mine] = outputs(chain.map((s) => path.join(folder, `${s}.wasm`)), true);
fs.writeFileSync(path.join(folder, `${seed}.v8`), theirs);
fs.writeFileSync(path.join(folder, `${seed}.ours`), mine);
const left = theirs.split('\n'), right = mine.split('\n');
const line = left.findIndex((l, i) => l !== right[i]);
console.log(`${left.slice(0, line).filter((l) => l.endsWith('begins')).pop()}\nV8:   ${left[line]}\nours: ${right[line]}`);
