/* SPDX-License-Identifier: Apache-2.0
 *
 * Layouts of instances, by hand from the rules in codegen/layout.h, and the limit of their size.
 */
#include "codegen/layout.h"

#include <criterion/criterion.h>

static Arena arena;
static void arena_make(void) { arena_init(&arena, arena_heap_source, 0); }
static void arena_drop(void) { arena_free(&arena); }

Test(layout, nothing, .init = arena_make, .fini = arena_drop) {
  InstanceLayout layout;
  cr_assert(layout_compute(&(Module){0}, &arena, &layout));
  cr_assert_eq(layout.tables, 64);
  cr_assert_eq(layout.imports, 64);
  cr_assert_eq(layout.bytes, 64);
  cr_assert_not(layout.dispatches);
}

Test(layout, every_part, .init = arena_make, .fini = arena_drop) {
  /* An imported mutable v128 is a pointer; an imported immutable one is a copy. */
  static const Global globals[] = {
      {.type = {TYPE_V128, true}}, {.type = {TYPE_V128, false}}, {.type = {TYPE_I32, false}},
      {.type = {TYPE_V128, true}}, {.type = {TYPE_I64, true}},   {.type = {TYPE_FUNCREF, true}},
  };
  /* Elements in the instance: only of functions, and only where the size is fixed, to a limit. */
  static const Table tables[] = {
      {.type = {.element = TYPE_FUNCREF, .limits = {.min = 4, .max = 8, .has_max = true}}},
      {.type = {.element = TYPE_FUNCREF, .limits = {.min = 4, .max = 4, .has_max = true}}},
      {.type = {.element = TYPE_EXTERNREF, .limits = {.min = 2, .max = 2, .has_max = true}}},
      {.type = {.element = TYPE_FUNCREF, .limits = {.min = 1 << 17, .max = 1 << 17, .has_max = true}}},
      {.type = {.element = TYPE_FUNCREF, .limits = {.min = 3, .max = 3, .has_max = true}}},
      {.type = {.element = TYPE_FUNCREF, .limits = {.min = 7}}}};
  Module module = {.globals = globals,
                   .tables = tables,
                   .global_count = 6,
                   .imported_globals = 2,
                   .table_count = 6,
                   .imported_functions = 2,
                   .function_count = 9};
  InstanceLayout layout;
  cr_assert(layout_compute(&module, &arena, &layout));
  static const uint32_t expected[] = {64, 80, 96, 112, 128, 136};
  for (int i = 0; i < 6; i++) cr_assert_eq(layout.globals[i], expected[i], "global %d at %u", i, layout.globals[i]);
  cr_assert_eq(layout.tables, 144);
  cr_assert_eq(layout.imports, 192);                         /* 144 + 48 */
  static const uint32_t dispatch[] = {0, 256, 0, 0, 352, 0}; /* 192 + 64; four times 16 + 8 */
  for (int i = 0; i < 6; i++) cr_assert_eq(layout.dispatch[i], dispatch[i], "table %d at %u", i, layout.dispatch[i]);
  cr_assert(layout.dispatches);
  cr_assert_eq(layout.bytes, 352 + 80); /* three times 24, to 16 */
}

Test(layout, too_large, .init = arena_make, .fini = arena_drop) {
  InstanceLayout layout;
  cr_assert(layout_compute(&(Module){.imported_functions = (1u << 25) - 2}, &arena, &layout));
  cr_assert_eq(layout.bytes, 1u << 30);
  cr_assert_not(layout_compute(&(Module){.imported_functions = (1u << 25) - 1}, &arena, &layout));
  cr_assert_not(layout_compute(&(Module){.imported_functions = UINT32_MAX}, &arena, &layout));
  cr_assert_not(layout_compute(&(Module){.table_count = UINT32_MAX}, &arena, &layout));
}

Test(layout, stack_slots) {
  ValueType types[30];
  for (int i = 0; i < 30; i++) types[i] = i % 2 ? TYPE_F32 : TYPE_I64;
  cr_assert_eq(layout_stack_slots(&(FuncType){types, 16, 0}), 0);
  cr_assert_eq(layout_stack_slots(&(FuncType){types, 17, 0}), 2); /* one, made even */
  cr_assert_eq(layout_stack_slots(&(FuncType){types, 18, 0}), 2);
  cr_assert_eq(layout_stack_slots(&(FuncType){types, 0, 19}), 4);
  cr_assert_eq(layout_stack_slots(&(FuncType){types, 18, 8}), 2);
}
