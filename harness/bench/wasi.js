// SPDX-License-Identifier: Apache-2.0
// WASI preview 1 (and its predecessor) for node and for SpiderMonkey's shell, so that both run the same programs with the
// same host: standard output is kept, standard input is empty, the folder `root` is "/" and read only, time stands still,
// random bytes are zero. What a program imports besides returns ENOSYS.
(function (host) {
  const SUCCESS = 0, BADF = 8, INVAL = 28, ISDIR = 31, NOENT = 44, NOSYS = 52, NOTDIR = 54, SPIPE = 70;
  const CHARACTER_DEVICE = 2, DIRECTORY = 3, REGULAR_FILE = 4;
  const latin = text => Uint8Array.from(unescape(encodeURIComponent(text)), c => c.charCodeAt(0));

  class Exit {}

  // run(module, args, env, root): runs _start of a new instance and returns what it wrote to standard output.
  host.wasiRun = function (module, args, env, root) {
    let memory, output = '';
    const files = [{ kind: CHARACTER_DEVICE }, { kind: CHARACTER_DEVICE }, { kind: CHARACTER_DEVICE }, look('')];
    const view = () => new DataView(memory.buffer);
    const bytes = (at, length) => new Uint8Array(memory.buffer, at, length);
    const text = (at, length) => decodeURIComponent(escape(String.fromCharCode(...bytes(at, length))));

    function look(path) { // what is at a path, or undefined
      try {
        return { kind: DIRECTORY, names: host.list(`${root}/${path}`), path };
      } catch { }
      try {
        return { kind: REGULAR_FILE, data: host.read(`${root}/${path}`), at: 0 };
      } catch { }
    }
    function join(fd, path) {
      const parts = `${files[fd].path}/${path}`.split('/').filter(part => part !== '' && part !== '.');
      return parts.join('/');
    }
    function strings(list, table, at) {
      for (const string of list) {
        view().setUint32(table, at, true);
        table += 4;
        const coded = latin(string + '\0');
        bytes(at, coded.length).set(coded);
        at += coded.length;
      }
      return SUCCESS;
    }
    function sizes(list, count, total) {
      view().setUint32(count, list.length, true);
      view().setUint32(total, list.reduce((sum, string) => sum + latin(string).length + 1, 0), true);
      return SUCCESS;
    }
    function status(file, at, old) {
      bytes(at, old ? 56 : 64).fill(0);
      view().setUint8(at + 16, file.kind);
      view().setBigUint64(at + (old ? 24 : 32), BigInt(file.data ? file.data.length : 0), true);
      return SUCCESS;
    }
    function vectors(at, count, each) { // each(at, length) returns how much it did
      let done = 0;
      for (let i = 0; i < count; i++) {
        const length = view().getUint32(at + 8 * i + 4, true);
        const part = each(view().getUint32(at + 8 * i, true), length);
        done += part;
        if (part < length) break;
      }
      return done;
    }
    function readAt(file, at, count, from, out) {
      const start = from;
      vectors(at, count, (to, length) => {
        const part = file.data.subarray(from, Math.min(from + length, file.data.length));
        bytes(to, part.length).set(part);
        from += part.length;
        return part.length;
      });
      view().setUint32(out, from - start, true);
      return from;
    }

    const functions = old => ({
      args_sizes_get: (count, total) => sizes(args, count, total),
      args_get: (table, at) => strings(args, table, at),
      environ_sizes_get: (count, total) => sizes(env, count, total),
      environ_get: (table, at) => strings(env, table, at),
      clock_time_get: (id, precision, out) => (view().setBigUint64(out, 1000000000n, true), SUCCESS),
      clock_res_get: (id, out) => (view().setBigUint64(out, 1000n, true), SUCCESS),
      random_get: (at, length) => (bytes(at, length).fill(0), SUCCESS),
      proc_exit: code => { throw Object.assign(new Exit(), { code }); },
      fd_prestat_get(fd, out) {
        if (fd !== 3) return BADF;
        view().setUint32(out, 0, true);
        view().setUint32(out + 4, 1, true);
        return SUCCESS;
      },
      fd_prestat_dir_name: (fd, at) => (bytes(at, 1)[0] = 47, SUCCESS),
      fd_fdstat_get(fd, out) {
        if (!files[fd]) return BADF;
        bytes(out, 24).fill(0);
        view().setUint8(out, files[fd].kind);
        view().setBigUint64(out + 8, 0x1fffffffn, true);
        view().setBigUint64(out + 16, 0x1fffffffn, true);
        return SUCCESS;
      },
      fd_filestat_get: (fd, out) => files[fd] ? status(files[fd], out, old) : BADF,
      path_filestat_get(fd, flags, at, length, out) {
        const file = look(join(fd, text(at, length)));
        return file ? status(file, out, old) : NOENT;
      },
      path_open(fd, follow, at, length, how, rights, inherited, flags, out) {
        const file = look(join(fd, text(at, length)));
        if (!file) return NOENT;
        if ((how & 2) && file.kind !== DIRECTORY) return NOTDIR;
        files.push(file);
        view().setUint32(out, files.length - 1, true);
        return SUCCESS;
      },
      fd_close: fd => files[fd] ? (files[fd] = undefined, SUCCESS) : BADF,
      fd_read(fd, at, count, out) {
        const file = files[fd];
        if (!file) return BADF;
        if (file.kind === DIRECTORY) return ISDIR;
        if (file.data) file.at = readAt(file, at, count, file.at, out);
        else view().setUint32(out, 0, true);
        return SUCCESS;
      },
      fd_pread(fd, at, count, from, out) {
        if (!files[fd] || !files[fd].data) return BADF;
        readAt(files[fd], at, count, Number(from), out);
        return SUCCESS;
      },
      fd_seek(fd, offset, whence, out) {
        const file = files[fd];
        if (!file) return BADF;
        if (!file.data) return SPIPE;
        const base = [0, file.at, file.data.length][old ? (whence + 1) % 3 : whence];
        if (base + Number(offset) < 0) return INVAL;
        file.at = base + Number(offset);
        view().setBigUint64(out, BigInt(file.at), true);
        return SUCCESS;
      },
      fd_fdstat_set_flags: () => SUCCESS,
      fd_advise: () => SUCCESS,
      path_readlink: () => INVAL, // there are no links
      fd_tell: (fd, out) => (view().setBigUint64(out, BigInt(files[fd].at), true), SUCCESS),
      fd_write(fd, at, count, out) {
        if (fd > 2) return BADF;
        view().setUint32(out, vectors(at, count, (from, length) => (output += text(from, length), length)), true);
        return SUCCESS;
      },
      fd_readdir(fd, at, room, cookie, used) {
        if (!files[fd] || files[fd].kind !== DIRECTORY) return NOTDIR;
        const coded = [];
        files[fd].names.forEach((name, i) => {
          if (i < Number(cookie)) return;
          const word = latin(name), head = new DataView(new ArrayBuffer(24));
          head.setBigUint64(0, BigInt(i + 1), true);
          head.setUint32(16, word.length, true);
          coded.push(...new Uint8Array(head.buffer), ...word);
        });
        bytes(at, room).set(coded.slice(0, room));
        view().setUint32(used, Math.min(room, coded.length), true);
        return SUCCESS;
      },
    });

    const imports = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      imports[from] = imports[from] || {};
      imports[from][name] = functions(from === 'wasi_unstable')[name] || (() => NOSYS);
    }
    const instance = new WebAssembly.Instance(module, imports);
    memory = instance.exports.memory;
    try {
      instance.exports._start();
    } catch (end) {
      if (!(end instanceof Exit)) throw end;
      if (end.code !== 0) throw new Error(`exit status ${end.code}: ${output}`);
    }
    return output;
  };
})(typeof process === 'undefined' ? globalThis : module.exports);
