// SPDX-License-Identifier: Apache-2.0
// programs.js FOLDER N M FILE ROOT [NAME=VALUE...] -- [ARG...], for node and for SpiderMonkey's shell: the WASI program
// FILE is run with every "@" of its arguments replaced by N, as a warm-up that compiles it, then with N and with M. Each
// run is marked for harness/bench/insn_count.c. Prints what the last wrote. ROOT is its "/"; FOLDER has wasi.js.
const shell = typeof process === 'undefined';
const [folder, small, large, file, root, ...rest] = shell ? scriptArgs : process.argv.slice(2);
const mark = shell ? () => os.kill(os.getpid(), 0) : () => process.umask(0o22);
let host = globalThis;
if (shell) {
  load(`${folder}/wasi.js`);
  host.read = path => os.file.readFile(path, 'binary');
  host.list = path => os.file.listDir(path).filter(name => name !== '.' && name !== '..');
} else {
  const fs = require('node:fs');
  host = require(`${folder}/wasi.js`);
  host.read = fs.readFileSync;
  host.list = fs.readdirSync;
}

const module_ = new WebAssembly.Module(host.read(file));
const env = rest.slice(0, rest.indexOf('--')), args = rest.slice(rest.indexOf('--') + 1);
const run = n => host.wasiRun(module_, args.map(arg => arg.split('@').join(n)), env, root);
run(small);
mark();
run(small);
mark();
const output = run(large);
mark();
(shell ? putstr : text => process.stdout.write(text))(output);
