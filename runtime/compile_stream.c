/* SPDX-License-Identifier: Apache-2.0
 *
 * sg_compile_begin, _feed, _finish, _abandon: compiling a module while its bytes arrive.
 *
 * The bytes go to a reservation of address space, of which as much is accessible as has come, rounded up; nothing
 * moves, so decoded data may point into it. Whenever what has come suffices for something (module_stream.h), all of it
 * and all that is decoded becomes read-only before a function is compiled, as in sg_module_new; what has to be written
 * next, the last page and the table of bodies, is made writable for just that.
 *
 * Invariant: an error of the bodies, or of making room for them, is only held: the sections go on being decoded, since
 * sg_module_new would tell what is wrong with them first.
 */
#include "runtime/compile_lazy.h"
#include "runtime/compile_module.h"
#include "wasm/body.h"
#include "wasm/error.h"
#include "wasm/limits.h"
#include "wasm/module_stream.h"

#include <stdlib.h>
#include <string.h>

enum { COMMIT_STEP = 64 * 1024 };

struct sg_compile {
  sg_module *module;
  ModuleStream stream;
  size_t size;       /* bytes that have come */
  size_t committed;  /* accessible: beyond size by MODULE_PADDING at least */
  size_t frozen;     /* of these, from the beginning, read-only */
  uint32_t compiled; /* defined functions; in a lazy engine validated */
  bool prepared;
  bool refused; /* `held` is why, unless decoding fails too */
  bool ended;   /* and nothing more is taken */
  sg_error held;

  sg_compile_stats *stats;
  CompileTimes times;
  uint64_t decode_ns, compile_ns;
  size_t scratch_bytes;
  WalkRoom room; /* of a lazy engine's validation */
};

static size_t reservation_bytes(void) { return (size_t)LIMIT_MODULE_BYTES + MODULE_PADDING + COMMIT_STEP; }

sg_compile *sg_compile_begin(sg_engine *engine, sg_compile_stats *stats, sg_error *error) {
  if (!engine) {
    error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "no engine");
    return NULL;
  }
  sg_compile *compile = calloc(1, sizeof *compile);
  sg_module *module = compile ? module_begin(engine, error) : NULL;
  if (module) {
    module->bytes_room = reservation_bytes();
    module->bytes = pages_reserve(module->bytes_room);
  }
  if (!module || !module->bytes) {
    error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a module");
    if (module) module_delete(module);
    free(compile);
    return NULL;
  }
  compile->module = module;
  compile->stats = stats;
  compile->times = compile_times_start(stats);
  module_stream_open(&compile->stream, &module->arena, module->bytes);
  return compile;
}

void sg_compile_abandon(sg_compile *compile) {
  if (!compile) return;
  if (compile->module) module_delete(compile->module);
  walk_room_free(&compile->room);
  free(compile);
}

/* The first error that is not the decoder's. Always false. */
static bool refuse(sg_compile *compile, const sg_error *error) {
  if (!compile->refused) compile->held = *error;
  compile->refused = true;
  return false;
}
static bool refuse_memory(sg_compile *compile) {
  sg_error error;
  error_set(&error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a module");
  compile->ended = true;
  compile->refused = false; /* whatever was held: this one ends it */
  return refuse(compile, &error);
}

/* Makes [size, size + more) writable, and accessible the padding behind. */
static bool bytes_thaw(sg_compile *compile, size_t more) {
  const size_t page = page_bytes(), from = compile->size & ~(page - 1);
  size_t end = compile->size + more + MODULE_PADDING;
  if (end > compile->committed) end = (end + COMMIT_STEP - 1) & ~(size_t)(COMMIT_STEP - 1);
  else end = compile->committed;
  if (end == compile->committed && compile->frozen <= from) return true;
  const size_t start = compile->frozen > from ? from : compile->committed;
  if (!pages_thaw(compile->module->bytes + start, end - start)) return refuse_memory(compile);
  compile->committed = end;
  if (compile->frozen > from) compile->frozen = from;
  return true;
}

static bool bytes_freeze(sg_compile *compile) {
  if (compile->frozen == compile->committed) return true;
  if (!pages_freeze(compile->module->bytes + compile->frozen, compile->committed - compile->frozen))
    return refuse_memory(compile);
  compile->frozen = compile->committed;
  return true;
}

static bool bytes_append(sg_compile *compile, const void *bytes, size_t size) {
  if (size > LIMIT_MODULE_BYTES - compile->size) {
    sg_error error;
    error_set(&error, ERR_LIMIT, 0, SG_NO_FUNCTION, "a module of more than 1 GiB");
    compile->ended = true;
    compile->refused = false;
    return refuse(compile, &error);
  }
  if (size == 0) return true;
  if (!bytes_thaw(compile, size)) return false;
  memcpy(compile->module->bytes + compile->size, bytes, size);
  compile->size += size;
  return true;
}

/* What a function's body is entered in: the decoded module and its functions, and nothing else of the arena. */
static void bodies_chunk_thaw(void *context, void *memory, size_t bytes) {
  sg_compile *compile = context;
  const Module *module = compile->stream.d.module;
  const uintptr_t from = (uintptr_t)memory, structure = (uintptr_t)module, functions = (uintptr_t)module->functions;
  if (structure - from < bytes || functions - from < bytes)
    if (!pages_thaw(memory, bytes)) refuse_memory(compile);
}

/* All that compiling needs but bodies, as soon as the code section begins. */
static void prepare(sg_compile *compile) {
  sg_error error;
  compile->prepared = true;
  /* The guess is what has come, whatever was announced: a space grows. */
  if (!module_prepare(compile->module, compile->stream.d.module, compile->size, &error)) refuse(compile, &error);
}

/* Decodes what has become whole. Everything is read-only before and after. */
static bool sections_decode(sg_compile *compile) {
  ModuleStream *stream = &compile->stream;
  const uint32_t size = (uint32_t)compile->size;
  if (!bytes_freeze(compile)) return false;
  const bool within_code = compile->prepared && module_stream_is_within_code(stream, size);
  if (within_code) arena_chunks(&compile->module->arena, bodies_chunk_thaw, compile);
  else if (!module_protect(compile->module, true)) refuse_memory(compile);
  if (compile->ended) return false;
  if (!within_code) compile->module->arena.limit = module_arena_limit(size);
  const bool decoded = module_stream_advance(stream, size);
  if (decoded && !compile->prepared && (stream->in_code || stream->bodies > 0)) prepare(compile);
  if (!module_protect(compile->module, false)) return refuse_memory(compile);
  return decoded;
}

/* Of a lazy engine: validates them. */
static bool bodies_validate(sg_compile *compile, uint32_t bodies, sg_error *error) {
  const Module *module = compile->module->decoded;
  if (!walk_room_reserve(&compile->room, module))
    return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, NULL);
  for (; compile->compiled < bodies; compile->compiled++)
    if (!function_validate_in(&compile->room, module, module->imported_functions + compile->compiled, error))
      return false;
  return true;
}

/* How many defined functions can be compiled: their bodies are whole, and those that end INLINE_WINDOW bytes behind. */
static uint32_t bodies_ready(const sg_compile *compile) {
  const Module *decoded = compile->module->decoded;
  const uint32_t bodies = compile->stream.bodies;
  if (bodies == 0 || bodies == module_defined_count(decoded)) return bodies;
  const Function *functions = decoded->functions + decoded->imported_functions;
  const uint32_t there = functions[bodies - 1].body_end;
  uint32_t ready = compile->compiled;
  while (ready < bodies && functions[ready].body_end + INLINE_WINDOW <= there) ready++;
  return ready;
}

/* Compiles them; in a lazy engine, validates all that are whole. */
static bool bodies_compile(sg_compile *compile) {
  sg_module *module = compile->module;
  const bool lazy = module->engine->config.lazy;
  if (compile->refused) return false;
  const uint32_t bodies = lazy ? compile->stream.bodies : bodies_ready(compile);
  if (compile->compiled == bodies) return true;
  sg_error error;
  if (lazy) return bodies_validate(compile, bodies, &error) || refuse(compile, &error);
  CompileWorker *worker = engine_worker_take(module->engine, &error);
  bool made = worker != NULL;
  if (made && compile->compiled == 0) made = module_foreign_stubs_compile(module, worker, &error);
  if (compile->times.wanted) compile->times.last = compile_clock_ns();
  size_t scratch_bytes = 0;
  made = made &&
         module_functions_compile(module, worker, compile->compiled, bodies, &compile->times, &scratch_bytes, &error);
  compile->compiled = bodies;
  if (worker) {
    if (compile->stats) scratch_bytes += compiler_scratch_bytes(worker->compiler);
    if (scratch_bytes > compile->scratch_bytes) compile->scratch_bytes = scratch_bytes;
    engine_worker_give(module->engine, worker);
  }
  return made || refuse(compile, &error);
}

static uint64_t clock_now(const sg_compile *compile) { return compile->stats ? compile_clock_ns() : 0; }

bool sg_compile_feed(sg_compile *compile, const void *bytes, size_t size, sg_error *error) {
  if (!compile || (!bytes && size))
    return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "no compilation or no bytes");
  const ModuleStream *stream = &compile->stream;
  if (!compile->ended && !stream->failed && bytes_append(compile, bytes, size) && compile->size >= stream->wanted) {
    const uint64_t start = clock_now(compile);
    const bool decoded = sections_decode(compile);
    const uint64_t middle = clock_now(compile);
    compile->decode_ns += middle - start;
    if (decoded) bodies_compile(compile);
    compile->compile_ns += clock_now(compile) - middle;
  }
  if (!stream->failed && !compile->refused) return true;
  if (error) *error = !compile->ended && stream->failed ? stream->error : compile->held;
  return false;
}

/* The last look: at what is not whole, at what spans sections, at a module without code. */
static bool module_end(sg_compile *compile, sg_error *error) {
  sg_module *module = compile->module;
  ModuleStream *stream = &compile->stream;
  bool ready = !compile->ended && bytes_thaw(compile, 0) && bytes_freeze(compile);
  if (ready && !module_protect(module, true)) ready = refuse_memory(compile);
  if (ready) {
    Module *decoded = module_stream_finish(stream, (uint32_t)compile->size);
    if (!decoded) {
      if (error) *error = stream->error;
      return false;
    }
    if (!compile->prepared) prepare(compile);
    if (!compile->refused && !pages_keep(module->bytes, module->bytes_room, compile->size + MODULE_PADDING))
      refuse_memory(compile);
    if (!compile->refused) module->bytes_room = compile->size + MODULE_PADDING;
    sg_error late;
    if (!compile->refused && (!module_sign(module, &late) || (module->lazy && !module_compile_lazily(module, &late))))
      refuse(compile, &late);
  }
  if (compile->refused && error) *error = compile->held;
  return !compile->refused;
}

static void stats_end(const sg_compile *compile) {
  if (!compile->stats) return;
  const Module *decoded = compile->module->decoded;
  compile->stats->decode_ns = compile->decode_ns;
  compile->stats->code_section_bytes = decoded->code_bytes;
  compile->stats->functions = module_defined_count(decoded);
  compile_stats_set(compile->stats, compile->module, &compile->times, compile->compile_ns, compile->scratch_bytes);
}

sg_module *sg_compile_finish(sg_compile *compile, sg_error *error) {
  if (!compile) {
    error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "no compilation");
    return NULL;
  }
  const uint64_t start = clock_now(compile);
  if (!module_end(compile, error)) {
    sg_compile_abandon(compile);
    return NULL;
  }
  compile->decode_ns += clock_now(compile) - start;
  sg_module *module = compile->module;
  if (module->space && !module->lazy) code_space_trim(module->space);
  stats_end(compile);
  compile->module = NULL;
  sg_compile_abandon(compile);
  return module;
}
