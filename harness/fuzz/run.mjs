// SPDX-License-Identifier: Apache-2.0
// node run.mjs [--log] MODULE...: what harness/fuzz/run.c does, by V8. See there.
import fs from 'node:fs';

const SETS = 4, CHAIN = 4, FUEL = 60;
const names = process.argv.slice(2).filter((a) => !a.startsWith('-'));
const logging = process.argv.includes('--log');
const out = [];
const print = (line) => {
  out.push(line);
  if (out.length > 5000) flush();
};
const flush = () => {
  if (out.length) fs.writeSync(1, out.join('\n') + '\n');
  out.length = 0;
};

const view = new DataView(new ArrayBuffer(8));
const hex = (n, digits) => n.toString(16).padStart(digits, '0');
// A value's words, low first.
function words_of(type, value) {
  switch (type) {
    case 'i': return [value >>> 0];
    case 'I': view.setBigInt64(0, value, true); break;
    case 'f':
      if (Number.isNaN(value)) return [0x7fc00000];
      view.setFloat32(0, value, true);
      return [view.getUint32(0, true)];
    case 'F':
      if (Number.isNaN(value)) return [0, 0x7ff80000];
      view.setFloat64(0, value, true);
      break;
    default: return [value ?? 0];
  }
  return [view.getUint32(0, true), view.getUint32(4, true)];
}
const text_of = (type, value) =>
  type === 'e' ? `${value ?? 0}` : type === 'n' ? (value ? 'func' : 'null') : words_of(type, value).reverse().map((w) => hex(w, 8)).join('');

let hash = 0, count = 0, peer = null;
function hash_word(word) {
  hash = Math.imul(hash ^ word, 0x01000193);
  hash = (hash << 5) | (hash >>> 27);
}
function log(type, value) {
  count++;
  if (logging) print(`  ${type} ${text_of(type, value)}`);
  for (const word of words_of(type, value)) hash_word(word);
}

function number_of(f, set, argument) {
  let x = (f * 7919 + set * 131 + argument + 1) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
const words = [0, 1, 0xffffffff, 0x80000000, 0x7fffffff, 2, 31, 32, 0xffff, 0x12345678, 255, 0xfffffff8, 1000, 0xdeadbeef,
  65536, 7];
const floats = [0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0x3f000000, 0x4f000000,
  0xcf000000, 0x5f000000, 0x42280000, 0x3dcccccd, 0x00000001, 0x7f7fffff, 0xc0490fdb];
const doubles = [0n, 0x8000000000000000n, 0x3ff0000000000000n, 0xbff0000000000000n, 0x7ff0000000000000n,
  0xfff0000000000000n, 0x7ff8000000000000n, 0x3fe0000000000000n, 0x41e0000000000000n, 0xc1e0000000000000n,
  0x43e0000000000000n, 0x4045000000000000n, 0x3fb999999999999an, 1n, 0x7fefffffffffffffn, 0xc00921fb54442d18n];
function argument(f, set, index, type) {
  const n = number_of(f, set, index), which = (n >>> 8) & 15;
  const word = n & 1 ? words[which] : n >>> 4;
  switch (type) {
    case 'i': return word | 0;
    case 'I': {
      const high = n & 2 ? 0 : n & 4 ? 0xffffffff : Math.imul(n, 0x9e3779b1) >>> 0;
      return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(word));
    }
    case 'f': view.setUint32(0, floats[which]); return view.getFloat32(0);
    case 'F': view.setBigUint64(0, doubles[which]); return view.getFloat64(0);
    case 'n': return null;
    default: return n & 3 || null;
  }
}

const host = {
  log_i32: (v) => log('i', v),
  log_i64: (v) => log('I', v),
  log_f32: (v) => log('f', v),
  log_f64: (v) => log('F', v),
  log_ref: (v) => log('e', v),
  mix(...values) {
    values.forEach((v, i) => log('iIfF'[i], v));
    return BigInt.asIntN(64, values[1] + BigInt(values[0] >>> 0));
  },
  many(...values) {
    values.forEach((v, i) => log('iiiiiiiiiIIFFFFFFFFFf'[i], v));
    return [values[19], values[8], values[10]];
  },
  reenter: (v) => (peer ? Number(BigInt.asIntN(32, peer(v, 7n, 1.5, 2.5))) : (v + 1) | 0),
};
const peers = { peer0: (i, I) => I, peer1: (i, F) => [i, F] };

function trap_class(error) {
  const text = String(error.message);
  if (error instanceof RangeError) return 'stack';
  if (!(error instanceof WebAssembly.RuntimeError)) return String(error);
  if (/unreachable/.test(text)) return 'unreachable';
  if (/memory access out of bounds|data segment/.test(text)) return 'memory';
  if (/table (index|access|element)|element segment/.test(text)) return 'table';
  if (/null function|signature/.test(text)) return 'signature';
  if (/divide by zero|remainder by zero/.test(text)) return 'zero';
  if (/unrepresentable/.test(text)) return 'unrepresentable';
  return text;
}

// The Wasm frames, innermost first: function and offset in its module.
Error.stackTraceLimit = 200;
const stack_of = (error) =>
  [...String(error.stack).matchAll(/wasm-function\[(\d+)\]:0x([0-9a-f]+)/g)].map((m) => ` ${m[1]}@${m[2]}`).join('');

let fuel, before = null;
for (const [at, path] of names.entries()) {
  print(path.replace(/.*\//, ''));
  if (at % CHAIN === 0) {
    before = null;
    fuel = new WebAssembly.Global({ value: 'i32', mutable: true }, FUEL);
  }
  const module = new WebAssembly.Module(fs.readFileSync(path));
  peer = before ? before.peer0 : null;
  const links = before ?? peers;
  const memory_of = before?.memory ?? new WebAssembly.Memory({ initial: 1, maximum: 4 });
  const fixed = Math.floor(+(/(\d+)\.wasm$/.exec(path)?.[1] ?? 0) / 64) % 2; // harness/fuzz/generate.c: table_max
  const table = before?.table ?? new WebAssembly.Table({ element: 'anyfunc', initial: 24, maximum: fixed ? 24 : 32 });
  const { exports } = new WebAssembly.Instance(module, {
    host: { ...host, peer0: links.peer0, peer1: links.peer1, fuel, memory: memory_of, table },
  });
  for (const [name, func] of Object.entries(exports)) {
    const match = /^f(\d+)_(\w*?)_(\w*)$/.exec(name);
    if (!match) continue;
    const f = +match[1];
    for (let set = 0; set < SETS; set++) {
      fuel.value = FUEL;
      hash = 0x811c9dc5 | 0;
      count = 0;
      if (logging) print(`f${f} set ${set} begins`);
      const line = () => `f${f} set ${set}: ${count} logged ${hex(hash >>> 0, 8)} digest ${text_of('I', exports.digest.value)}`;
      try {
        const value = func(...[...match[2]].map((type, i) => argument(f, set, i, type)));
        const results = match[3].length === 0 ? [] : match[3].length === 1 ? [value] : [...value];
        print([line(), ...results.map((v, i) => text_of(match[3][i], v))].join(' '));
      } catch (error) {
        print(`${line()} trap ${trap_class(error)}${stack_of(error)}`);
      }
    }
  }
  const memory = new DataView(exports.memory.buffer);
  hash = 0x811c9dc5 | 0;
  for (let i = 0; i < memory.byteLength; i += 4) hash_word(memory.getUint32(i, true));
  print(`memory ${memory.byteLength} ${hex(hash >>> 0, 8)}`);
  for (let i = 0; i < 8; i++) print(`g${i} ${text_of('iiIIffFF'[i], exports[`g${i}`].value)}`);
  before = exports;
}
flush();
