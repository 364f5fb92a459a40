/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside the module decoder: what the decoders of the sections share. Only wasm/ includes this.
 *
 * A section decoder reads from `d->reader`, which ends where the section ends, and writes its arrays into the module.
 * It need not look whether it has read everything: the caller does. What it recognises as a feature that is off it
 * notes with needs_add and reads on; the module is refused at the end of that section or of the module. So a
 * malformed module is called malformed even where it also uses such a feature.
 */
#ifndef SIGNET_WASM_SECTION_H
#define SIGNET_WASM_SECTION_H

#include "wasm/features.h"
#include "wasm/limits.h"
#include "wasm/module.h"
#include "wasm/reader.h"

/* The first feature met that is off. */
typedef struct {
  bool any;
  Feature feature;
  uint32_t offset;
} Needs;

static inline void needs_add(Needs *needs, Feature feature, uint32_t offset) {
  if (!needs->any && !feature_is_on(feature)) *needs = (Needs){true, feature, offset};
}

/* Whether what follows cannot be understood without the feature: then the module is refused at the end of the section.
 * Else it is checked to its end first, bodies included, since the test suite wants a module that is invalid besides
 * to be called invalid. */
static inline bool needs_stop(const Needs *needs) {
  return needs->any && needs->feature != FEATURE_EXCEPTIONS && needs->feature != FEATURE_MULTI_MEMORY;
}

typedef struct Decoder {
  Module *module;
  Reader reader; /* of the current section */
  Needs needs;
  uint32_t tag_count;
  bool has_code, has_data;

  /* Of the module, for module.c and module_stream.c. */
  Reader whole;           /* at the next section */
  uint32_t next;          /* the place of the order of sections that may come next */
  CustomSection *customs; /* the module's, with room for custom_room */
  uint32_t custom_room;
} Decoder;

/* The steps of module_decode: the header, then one section after the other up to the end of `whole`, then what spans
 * sections. Each fails with an error (and decoder_finish then gives NULL). */
bool decoder_open(Decoder *d, Arena *arena, const uint8_t *bytes, size_t size, sg_error *error);
bool decoder_section(Decoder *d);
Module *decoder_finish(Decoder *d);
/* Whether there are sections of this id, and whether one may come next. */
bool decoder_knows(uint8_t id);
bool decoder_wants(const Decoder *d, uint8_t id);

#define SECTION(id, name) void name##_section(Decoder *d);
#include "wasm/sections.def"
#undef SECTION

/* arena_alloc of the module's arena; NULL and ERR_NO_MEMORY where there is none, and NULL after a failure. */
void *section_alloc(Decoder *d, size_t count, size_t size);

/* The number of items of a section's vector: as read_count, and ERR_LIMIT beyond `limit` of `what`. */
uint32_t section_count(Decoder *d, uint32_t item_bytes, uint32_t limit, const char *what);

/* An index below `count`, or `unknown`. */
uint32_t section_index(Decoder *d, uint32_t count, ErrorRow unknown);

/* A constant expression with one result of `type` (wasm/constant.c). It may name the globals that the module has by
 * now; the functions that it names become declared. */
ConstantExpr constant_read(Decoder *d, ValueType type);

/* The type of a tag (wasm/definition_sections.c): read, checked, and noted as a need. */
void tag_type_read(Decoder *d);

/* A name (spec 5.2.4): its length and its bytes, checked to be UTF-8. */
Name name_read(Reader *r);

#endif
