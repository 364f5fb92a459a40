/* SPDX-License-Identifier: Apache-2.0
 *
 * Traps and frames of the standard C API. A trap that a callback throws passes through Wasm as its sg_trap and comes
 * out as the handle that it was: the store's map keeps the handle meanwhile. Host functions have no frames here.
 */
#include "runtime/wasm_object.h"

#include <stdlib.h>

/* What stands for a trap that there is no memory for, on every thread: not counted, never freed. */
static wasm_trap_t exhausted = {.ref = {.kind = REF_TRAP, .pinned = true}};

static wasm_trap_t *trap_handle(wasm_store_t *store, sg_trap *trap) {
  wasm_ref_t *ref = trap ? ref_new(store, REF_TRAP, trap) : NULL;
  if (ref) return (wasm_trap_t *)ref;
  sg_trap_free(trap);
  return &exhausted;
}

wasm_trap_t *trap_from_text(wasm_store_t *store, const char *text) {
  return trap_handle(store, sg_trap_new(store->store, text));
}

wasm_trap_t *trap_catch(wasm_store_t *store, sg_trap *trap) {
  wasm_ref_t *thrown = ref_map_get(&store->map, trap);
  if (!thrown) return trap_handle(store, trap);
  ref_map_remove(&store->map, trap);
  return (wasm_trap_t *)thrown;
}

sg_trap *trap_throw(wasm_store_t *store, wasm_trap_t *trap) {
  sg_trap *signet = trap->ref.of.trap;
  if (!signet) {
    wasm_trap_delete(trap);
    return sg_trap_new(store->store, "out of memory");
  }
  if (!ref_map_put(&store->map, signet, &trap->ref)) {
    trap->ref.of.trap = NULL; /* Signet's now; the handle cannot be kept */
    wasm_trap_delete(trap);
  }
  return signet;
}

wasm_trap_t *wasm_trap_new(wasm_store_t *store, const wasm_message_t *message) {
  size_t size = message ? message->size : 0;
  char *text = malloc(size + 1);
  if (!text) return NULL;
  if (size) memcpy(text, message->data, size);
  text[size] = '\0';
  wasm_trap_t *trap = trap_from_text(store, text);
  free(text);
  return trap;
}

void wasm_trap_message(const wasm_trap_t *trap, wasm_message_t *out) {
  wasm_name_new_from_string_nt(out, trap->ref.of.trap ? sg_trap_message(trap->ref.of.trap) : "out of memory");
}

/* ---- Frames ---- */

struct wasm_frame_t {
  wasm_instance_t *instance; /* of the store */
  uint32_t function;
  size_t function_offset, module_offset;
};

static wasm_frame_t *frame_from_public(sg_frame public) {
  /* An instance may be of another store than the trap, which a host function has passed on. */
  wasm_store_t *store = sg_store_data(sg_instance_store(public.instance));
  wasm_ref_t *instance = ref_of(store, REF_INSTANCE, (void *)(uintptr_t)public.instance);
  wasm_frame_t *frame = instance ? malloc(sizeof *frame) : NULL;
  wasm_ref_delete(instance); /* pinned */
  if (!frame) return NULL;
  uint64_t start = sg_module_function_offset(public.module, public.function);
  uint64_t offset = public.offset == SG_NO_OFFSET ? start : public.offset;
  *frame = (wasm_frame_t){(wasm_instance_t *)instance, public.function, (size_t)(offset - start), (size_t)offset};
  return frame;
}

/* The frames of Wasm: how many, and at most `room` of them. Instances are gone with the store. */
static size_t frames_get(const wasm_trap_t *trap, wasm_frame_t **frames, size_t room) {
  size_t count = 0, all = trap->ref.store && trap->ref.of.trap ? sg_trap_frame_count(trap->ref.of.trap) : 0;
  for (size_t i = 0; i < all; i++) {
    sg_frame frame = sg_trap_frame(trap->ref.of.trap, i);
    if (!frame.module) continue;
    if (count < room) frames[count] = frame_from_public(frame);
    count++;
  }
  return count;
}

wasm_frame_t *wasm_trap_origin(const wasm_trap_t *trap) {
  wasm_frame_t *frame = NULL;
  frames_get(trap, &frame, 1);
  return frame;
}

void wasm_trap_trace(const wasm_trap_t *trap, wasm_frame_vec_t *out) {
  wasm_frame_vec_new_uninitialized(out, frames_get(trap, NULL, 0));
  frames_get(trap, out->data, out->size);
}

wasm_frame_t *wasm_frame_copy(const wasm_frame_t *frame) {
  wasm_frame_t *copy = malloc(sizeof *copy);
  if (copy) *copy = *frame;
  return copy;
}

void wasm_frame_delete(wasm_frame_t *frame) { free(frame); }
wasm_instance_t *wasm_frame_instance(const wasm_frame_t *frame) { return frame->instance; }
uint32_t wasm_frame_func_index(const wasm_frame_t *frame) { return frame->function; }
size_t wasm_frame_func_offset(const wasm_frame_t *frame) { return frame->function_offset; }
size_t wasm_frame_module_offset(const wasm_frame_t *frame) { return frame->module_offset; }
