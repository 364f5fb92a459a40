/* SPDX-License-Identifier: Apache-2.0
 *
 * The stubs of codegen/ as code that runs, with enter_wasm but without an engine: trampolines, import stubs, helper and
 * trap stubs, and small functions made by hand, are copied out of the buffer into executable pages, and the C side is
 * ours. What is expected comes from AAPCS64 and codegen/abi.h: values arrive in order, homes are kept, a trap names its
 * site and returns 1 from the trampoline.
 */
#include "codegen/compiler.h"
#include "codegen/idioms.h"
#include "memory/seal.h"
#include "runtime/call.h"

#include <criterion/criterion.h>
#include <sys/mman.h>

enum { CODE_BYTES = 1 << 18, WASM_STACK_BYTES = 1 << 18, INSTANCE_ROOM = 4096, TYPE_ID = 77, MODULE_ID = 0x123 };

static Compiler *compiler;
static uint8_t *code;
static size_t code_used;
static uintptr_t stubs[STUB_COUNT];
static uint8_t *stack, *trap_stack;
static InstanceHeader *instance;
static CallSlot *import_slot; /* in the instance, behind the header */
static CallSlot function_slot;
static uint64_t host_cell, raise_cell, helper_cell, trampoline_cell;
static uint64_t random_state = 88172645463325252u;

static uint64_t random_next(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  return random_state ^= random_state << 17;
}

/* Copies the words and adds displacements to stubs: what the seal does, without its checks. */
static uintptr_t place(const CompiledFunction *function) {
  uint32_t *to = (uint32_t *)(void *)(code + code_used);
  cr_assert_eq(mprotect(code, CODE_BYTES, PROT_READ | PROT_WRITE), 0);
  for (uint32_t i = function->first; i < function->end; i++)
    to[i - function->first] = (uint32_t)function->buffer->entries[i];
  for (uint32_t i = 0; i < function->buffer->record_count; i++) {
    cr_assert_eq(function->buffer->records[i].content >> 62, TARGET_STUB);
    uint32_t *site = to + (buffer_record_site(function->buffer, i) - function->first);
    int64_t bytes = (int64_t)(stubs[*site & 0x3ffffff] - (uintptr_t)site);
    *site = (*site & ~0x3ffffffu) | ((uint32_t)(bytes >> 2) & 0x3ffffff);
  }
  code_used += 4 * (size_t)(function->end - function->first);
  cr_assert_eq(mprotect(code, CODE_BYTES, PROT_READ | PROT_EXEC), 0);
  __builtin___clear_cache((char *)code, (char *)code + CODE_BYTES);
  return (uintptr_t)to;
}

/* ---- The C side -------------------------------------------------------------------------------------------- */

/* Puts rubbish where C may. */
static void registers_spoil(void) {
  __asm__ volatile(
      "mov x9, #-9\n\tmov x10, #-10\n\tmov x11, #-11\n\tmov x12, #-12\n\tmov x13, #-13\n\tmov x14, #-14\n\t"
      "mov x15, #-15\n\tmov x16, #-16\n\tmov x17, #-17\n\tmovi v16.16b, #255\n\tmovi v0.16b, #255\n\t"
      "movi v7.16b, #255\n\t"
      :
      :
      : "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "v0", "v7", "v16");
}

static sg_raw host_expected[1000], host_results[1000];
static uint32_t host_params, host_result_count;
static uint64_t host_calls;
static bool host_traps;
static sg_trap *const the_trap = (sg_trap *)(uintptr_t)0x7700;
static HostEntry host_entry;

static uint64_t raw_bits(const sg_raw *raw) { return (uint64_t)raw->i64; }

__attribute__((noinline)) static sg_trap *host_call(void *context, sg_instance *caller, sg_raw *raw) {
  cr_assert_eq(context, &host_entry);
  cr_assert_eq(caller, instance->owner);
  cr_assert_eq((uintptr_t)raw % 16, 0);
  for (uint32_t i = 0; i < host_params; i++)
    cr_assert_eq(raw_bits(&raw[i]), raw_bits(&host_expected[i]), "argument %u of %u: %llx, not %llx", i, host_params,
                 (unsigned long long)raw_bits(&raw[i]), (unsigned long long)raw_bits(&host_expected[i]));
  for (uint32_t i = 0; i < host_result_count; i++) raw[i] = host_results[i];
  host_calls++;
  registers_spoil();
  return host_traps ? the_trap : NULL;
}

/* Unwinds to the trampoline: the caller of the import stub's caller. */
__attribute__((noinline)) static uint64_t host_trap(sg_trap *trap) {
  cr_assert_eq(trap, the_trap);
  const uint64_t *stub = *(const uint64_t *const *)__builtin_frame_address(0);
  const uint64_t *wasm = (const uint64_t *)(uintptr_t)stub[0];
  return wasm[0];
}

static uint64_t raise_arguments[6];
static bool raise_on_trap_stack;

/* Walks one record up to the trampoline: the function under test is its callee. */
__attribute__((noinline)) static uint64_t raise_trap(InstanceHeader *header, uint64_t kind, uint64_t pc, uint64_t frame,
                                                     uint64_t link, uint64_t sp) {
  memcpy(raise_arguments, (uint64_t[]){(uint64_t)(uintptr_t)header, kind, pc, frame, link, sp}, sizeof raise_arguments);
  uint8_t local;
  raise_on_trap_stack = &local > trap_stack && &local < trap_stack + WASM_STACK_BYTES;
  registers_spoil();
  return link != 0 ? frame : *(const uint64_t *)(uintptr_t)frame;
}

static uint64_t helper_arguments[7];
__attribute__((noinline)) static uint64_t helper(InstanceHeader *header, uint64_t a0, uint64_t a1, uint64_t a2,
                                                 uint64_t a3, uint64_t a4, uint64_t a5) {
  memcpy(helper_arguments, (uint64_t[]){(uint64_t)(uintptr_t)header, a0, a1, a2, a3, a4, a5}, sizeof helper_arguments);
  registers_spoil();
  return 0x123456789abcdef0;
}

static void cell_sign(uint64_t *cell, uintptr_t function, uint16_t discriminator) {
  *cell = pac_sign_code(function, pac_modifier(cell, discriminator));
}

static void *map(size_t bytes) {
  void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  cr_assert_neq(pages, MAP_FAILED);
  return pages;
}

static void set_up(void) {
  compiler = compiler_new();
  cr_assert_not_null(compiler);
  code = map(CODE_BYTES);
  stack = map(WASM_STACK_BYTES);
  trap_stack = map(WASM_STACK_BYTES);
  instance = map(INSTANCE_ROOM);
  import_slot = (CallSlot *)(void *)(instance + 1);
  cell_sign(&host_cell, (uintptr_t)host_trap, DISC_HELPER);
  cell_sign(&host_entry.callback, (uintptr_t)host_call, DISC_HOST);
  host_entry.context = &host_entry;
  import_slot->context = pac_sign_data((uint64_t)(uintptr_t)&host_entry + CONTEXT_OF_HOST,
                                       pac_modifier(&import_slot->context, pac_type_discriminator(TYPE_ID)));
  cell_sign(&raise_cell, (uintptr_t)raise_trap, DISC_HELPER);
  cell_sign(&helper_cell, (uintptr_t)helper, DISC_HELPER);
  *instance = (InstanceHeader){
      .self = pac_sign_data((uint64_t)(uintptr_t)instance, pac_modifier(instance, MODULE_ID)),
      .c_stack_limit = (uint64_t)(uintptr_t)stack + WASM_STACK_BYTES / 2,
      .trap_stack = (uint64_t)(uintptr_t)trap_stack + WASM_STACK_BYTES,
      .owner = (sg_instance *)(uintptr_t)0x8800,
  };
  for (uint32_t i = 0; i < STUB_COUNT; i++) {
    CompiledFunction function;
    cr_assert(engine_stub_compile(compiler, i, i < STUB_HELPER_FIRST ? &raise_cell : &helper_cell, 5, &function, NULL));
    stubs[i] = place(&function);
  }
}

/* Makes `entry` a function of the type that lies in function_slot, and a trampoline for it. */
static void function_enter(const FuncType *type, uintptr_t entry) {
  CompiledFunction function;
  cr_assert(trampoline_compile(compiler, type, TYPE_ID, 9, &function, NULL));
  cr_assert_eq(function.flags, FUNCTION_TRAMPOLINE);
  cell_sign(&trampoline_cell, place(&function), DISC_TRAMPOLINE);
  function_slot.context = (uint64_t)(uintptr_t)instance;
  cell_sign(&function_slot.entry, entry, pac_type_discriminator(TYPE_ID));
}

static void import_enter(const FuncType *type) {
  CompiledFunction function;
  cr_assert(import_stub_compile(compiler, type, TYPE_ID, &host_cell, 13, &function, NULL));
  cell_sign(&import_slot->entry, place(&function), pac_type_discriminator(TYPE_ID));
}

static uint64_t enter(void *values) {
  return enter_wasm(&function_slot, values, trampoline_cell, pac_modifier(&trampoline_cell, DISC_TRAMPOLINE),
                    stack + WASM_STACK_BYTES);
}

/* ---- Values ------------------------------------------------------------------------------------------------ */

/* A function that is no more than a jump to the import stub, but spoils what it may: the upper halves of 32-bit
 * integers, in registers and in slots. */
static uintptr_t pass_on(const FuncType *type) {
  CompiledFunction function;
  cr_assert(compiler_reserve(compiler, 4096, 16, NULL));
  CodeBuffer *buffer = &compiler->buffer;
  BufferRegisters saved = compiler_open(compiler, 17);
  buffer_emit(buffer, a64_load(A64_LDRx, X28, X9, offsetof(CallSlot, context)));
  buffer_emit(buffer, a64_mov_wide(A64_MOVNx, X16, 0, 0));
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < type->param_count; i++) {
    uint8_t type_of = type_code(type->types[i]);
    Argument argument = argument_next(&cursor, type_is_float(type_of));
    if (type_is_wide(type_of)) continue;
    if (argument.place == ARGUMENT_INTEGER) buffer_emit(buffer, a64_mov_wide(A64_MOVKx, argument.index, 0xdead, 3));
    else if (argument.place == ARGUMENT_STACK)
      buffer_emit(buffer, a64_load(A64_STRw, X16, SP, 8 * (int64_t)argument.index + 4));
  }
  emit_add(buffer, A64_ADDx, X9, X28, INSTANCE_HEADER_BYTES);
  buffer_emit(buffer, a64_load(A64_LDRx, X17, X9, 0));
  buffer_emit(buffer, a64_mov(X16, X9, true));
  buffer_emit(buffer, a64_mov_wide(A64_MOVKx, X16, pac_type_discriminator(TYPE_ID), 3));
  buffer_emit(buffer, a64_brab(X17, X16));
  compiler_close(compiler, saved, 0, &function);
  return place(&function);
}

static uint64_t random_value(ValueType type) {
  return type == TYPE_I32 || type == TYPE_F32 ? random_next() & 0xffffffff : random_next();
}

static void values_check(const FuncType *type) {
  static sg_raw values[1000];
  size_t mark = code_used;
  host_params = type->param_count;
  host_result_count = type->result_count;
  for (uint32_t i = 0; i < host_params; i++) {
    host_expected[i] = (sg_raw){.i64 = (int64_t)random_value(type->types[i])};
    values[i] = host_expected[i];
    if (!type_is_wide(type_code(type->types[i]))) values[i].i64 |= (int64_t)0xbeefbeef00000000;
  }
  uint64_t expected[1000];
  for (uint32_t i = 0; i < host_result_count; i++) {
    ValueType result = type->types[type->param_count + i];
    expected[i] = random_value(result);
    host_results[i].i64 = (int64_t)expected[i];
    if (!type_is_wide(type_code(result))) host_results[i].i64 |= (int64_t)0xbadbadba00000000;
  }
  import_enter(type);
  function_enter(type, pass_on(type));
  uint64_t calls = host_calls;
  cr_assert_eq(enter(values), 0);
  cr_assert_eq(host_calls, calls + 1);
  for (uint32_t i = 0; i < host_result_count; i++)
    cr_assert_eq(raw_bits(&values[i]), expected[i], "result %u of %u: %llx, not %llx", i, host_result_count,
                 (unsigned long long)raw_bits(&values[i]), (unsigned long long)expected[i]);
  code_used = mark;
}

Test(stubs, every_mix_of_values, .init = set_up) {
  static ValueType types[2000];
  for (uint32_t round = 0; round < 400; round++) {
    FuncType type = {types, (uint32_t)(random_next() % 40), (uint32_t)(random_next() % 40)};
    for (uint32_t i = 0; i < type.param_count + type.result_count; i++)
      types[i] = TYPE_I32 + (ValueType)(random_next() % 4);
    values_check(&type);
  }
}

Test(stubs, a_thousand_of_each, .init = set_up) {
  static ValueType types[2000];
  for (ValueType kind = TYPE_I32; kind <= TYPE_F64; kind++) {
    for (uint32_t i = 0; i < 2000; i++) types[i] = kind;
    values_check(&(FuncType){types, 1000, 1000});
    values_check(&(FuncType){types, 1000, 0});
    values_check(&(FuncType){types, 0, 1000});
  }
  cr_assert_not(trampoline_compile(compiler, &(FuncType){types, 1001, 0}, 1, 1, &(CompiledFunction){0}, NULL));
  cr_assert_not(
      import_stub_compile(compiler, &(FuncType){types, 0, 1001}, TYPE_ID, &host_cell, 1, &(CompiledFunction){0}, NULL));
}

/* ---- Homes ------------------------------------------------------------------------------------------------- */

static const uint8_t home_registers[] = {X10, X11, X12, X13, X14, X15, X19, X20, X21, X22, X23, X24, X25, X26};

/* A function without parameters that gives an i64: how many homes `call` has changed. */
static uintptr_t homes_function(void (*call)(CodeBuffer *buffer)) {
  CompiledFunction function;
  CodeBuffer *buffer = &compiler->buffer;
  cr_assert(compiler_reserve(compiler, 4096, 16, NULL));
  BufferRegisters saved = compiler_open(compiler, 21);
  emit_frame_push(buffer);
  buffer_emit(buffer, a64_load(A64_LDRx, X28, X9, offsetof(CallSlot, context)));
  for (size_t i = 0; i < sizeof home_registers; i++)
    emit_constant(buffer, home_registers[i], 0x1111000000000000u * home_registers[i] + 3, true);
  for (unsigned i = 8; i < 16; i++) {
    emit_constant(buffer, X16, 0xd000000000000000u + i, true);
    buffer_emit(buffer, a64_rr(A64_FMOVdx, i, X16));
  }
  call(buffer);
  buffer_emit(buffer, a64_mov_wide(A64_MOVZx, X0, 0, 0));
  for (size_t i = 0; i < sizeof home_registers; i++) {
    emit_constant(buffer, X17, 0x1111000000000000u * home_registers[i] + 3, true);
    buffer_emit(buffer, a64_cmp(X17, home_registers[i], true));
    buffer_emit(buffer, a64_select(A64_CSINCx, X0, X0, X0, A64_EQ));
  }
  for (unsigned i = 8; i < 16; i++) {
    emit_constant(buffer, X17, 0xd000000000000000u + i, true);
    buffer_emit(buffer, a64_rr(A64_FMOVxd, X16, i));
    buffer_emit(buffer, a64_cmp(X17, X16, true));
    buffer_emit(buffer, a64_select(A64_CSINCx, X0, X0, X0, A64_EQ));
  }
  emit_frame_pop(buffer);
  compiler_close(compiler, saved, 0, &function);
  return place(&function);
}

static const ValueType i64_result[] = {TYPE_I64};
static const FuncType nothing_to_i64 = {i64_result, 0, 1}, nothing_to_nothing = {i64_result, 0, 0};

static void import_call(CodeBuffer *buffer) {
  emit_add(buffer, A64_ADDx, X9, X28, INSTANCE_HEADER_BYTES);
  emit_call_slot(buffer, TYPE_ID);
}

static void helper_call(CodeBuffer *buffer) {
  for (unsigned i = 0; i < 6; i++) emit_constant(buffer, i, 0xa0000000000000u + i, true);
  emit_branch_to(buffer, a64_bl(0), TARGET_STUB, STUB_HELPER_FIRST + STUB_ORDER_table_copy);
}

Test(stubs, import_stubs_keep_homes, .init = set_up) {
  sg_raw value = {.i64 = -1};
  import_enter(&nothing_to_nothing);
  function_enter(&nothing_to_i64, homes_function(import_call));
  host_params = host_result_count = 0;
  cr_assert_eq(enter(&value), 0);
  cr_assert_eq(host_calls, 1);
  cr_assert_eq(value.i64, 0, "%lld homes changed", (long long)value.i64);
}

Test(stubs, helper_stubs_keep_homes_and_shift_arguments, .init = set_up) {
  sg_raw value = {.i64 = -1};
  function_enter(&nothing_to_i64, homes_function(helper_call));
  cr_assert_eq(enter(&value), 0);
  cr_assert_eq(value.i64, 0, "%lld homes changed", (long long)value.i64);
  cr_assert_eq(helper_arguments[0], (uint64_t)(uintptr_t)instance);
  for (uint64_t i = 0; i < 6; i++) cr_assert_eq(helper_arguments[1 + i], 0xa0000000000000u + i);
}

/* ---- Traps ------------------------------------------------------------------------------------------------- */

/* A function that spoils every register C keeps, then calls a trap stub, or just returns. */
static uintptr_t trapping_function(bool frameless, bool trap, uint32_t kind) {
  CompiledFunction function;
  CodeBuffer *buffer = &compiler->buffer;
  cr_assert(compiler_reserve(compiler, 4096, 16, NULL));
  BufferRegisters saved = compiler_open(compiler, 25);
  if (frameless) buffer_emit(buffer, A64_PACIBSP);
  else emit_frame_push(buffer);
  buffer_emit(buffer, a64_load(A64_LDRx, X28, X9, offsetof(CallSlot, context)));
  for (unsigned i = X19; i < X28; i++) emit_constant(buffer, i, i, true);
  for (unsigned i = 8; i < 16; i++) buffer_emit(buffer, a64_movi_zero(i));
  if (trap) {
    if (frameless) buffer_emit(buffer, a64_mov(X17, X30, true));
    emit_branch_to(buffer, a64_bl(0), TARGET_STUB, kind + (frameless ? TRAP_STUB_FRAMELESS : 0));
  }
  if (frameless) buffer_emit(buffer, A64_RETAB);
  else emit_frame_pop(buffer);
  compiler_close(compiler, saved, 0, &function);
  return place(&function);
}

/* enter_wasm's result, and above bit 8 how many of the registers that AAPCS64 keeps it has changed. */
uint64_t enter_keeping(CallSlot *slot, void *values, uint64_t trampoline, uint64_t modifier, void *stack_top);
__asm__(".text\n"
        ".hidden enter_keeping\n"
        "enter_keeping:\n"
        "  pacibsp\n"
        "  stp x29, x30, [sp, #-176]!\n"
        "  mov x29, sp\n"
        "  stp x19, x20, [sp, #16]\n  stp x21, x22, [sp, #32]\n  stp x23, x24, [sp, #48]\n  stp x25, x26, [sp, #64]\n"
        "  stp x27, x28, [sp, #80]\n  stp d8, d9, [sp, #96]\n  stp d10, d11, [sp, #112]\n  stp d12, d13, [sp, #128]\n"
        "  stp d14, d15, [sp, #144]\n  mov x9, sp\n  str x9, [sp, #160]\n"
        "  .irp n, 19,20,21,22,23,24,25,26,27,28\n  mov x\\n, #\\n * 1000\n  .endr\n"
        "  .irp n, 8,9,10,11,12,13,14,15\n  mov x9, #\\n * 1000\n  fmov d\\n, x9\n  .endr\n"
        "  bl enter_wasm\n"
        "  mov x10, #0\n"
        "  .irp n, 19,20,21,22,23,24,25,26,27,28\n  mov x9, #\\n * 1000\n  cmp x9, x\\n\n  cinc x10, x10, ne\n  .endr\n"
        "  .irp n, 8,9,10,11,12,13,14,15\n  mov x9, #\\n * 1000\n  fmov x11, d\\n\n  cmp x9, x11\n  cinc x10, x10, ne\n"
        "  .endr\n"
        "  ldr x9, [x29, #160]\n  cmp x9, x29\n  cinc x10, x10, ne\n  mov x11, sp\n  cmp x9, x11\n  cinc x10, x10, ne\n"
        "  orr x0, x0, x10, lsl #8\n"
        "  ldp d14, d15, [sp, #144]\n  ldp d12, d13, [sp, #128]\n  ldp d10, d11, [sp, #112]\n  ldp d8, d9, [sp, #96]\n"
        "  ldp x27, x28, [sp, #80]\n  ldp x25, x26, [sp, #64]\n  ldp x23, x24, [sp, #48]\n  ldp x21, x22, [sp, #32]\n"
        "  ldp x19, x20, [sp, #16]\n  ldp x29, x30, [sp], #176\n  retab\n");

static uint64_t enter_kept(void *stack_top) {
  sg_raw values[1];
  return enter_keeping(&function_slot, values, trampoline_cell, pac_modifier(&trampoline_cell, DISC_TRAMPOLINE),
                       stack_top);
}

Test(stubs, enter_keeps_what_c_keeps, .init = set_up) {
  for (int frameless = 0; frameless < 2; frameless++)
    for (int trap = 0; trap < 2; trap++) {
      function_enter(&nothing_to_nothing, trapping_function(frameless, trap, TRAP_UNREACHABLE));
      cr_assert_eq(enter_kept(stack + WASM_STACK_BYTES), (uint64_t)trap);
      cr_assert_eq(enter_kept(NULL), (uint64_t)trap);
    }
}

Test(stubs, traps_tell_kind_and_site, .init = set_up) {
  for (uint32_t kind = 0; kind <= TRAP_UNDEFINED_ELEMENT; kind++)
    for (int frameless = 0; frameless < 2; frameless++) {
      uintptr_t function = trapping_function(frameless, true, kind);
      uintptr_t after_call = (uintptr_t)code + code_used - (frameless ? 4u : 8u);
      function_enter(&nothing_to_nothing, function);
      cr_assert_eq(enter((sg_raw[1]){{0}}), 1);
      cr_assert(raise_on_trap_stack);
      cr_assert_eq(raise_arguments[0], (uint64_t)(uintptr_t)instance);
      cr_assert_eq(raise_arguments[1], kind);
      cr_assert_eq(raise_arguments[2], after_call);
      uint64_t trampoline_frame = (uint64_t)(uintptr_t)stack + WASM_STACK_BYTES - 16;
      if (frameless) {
        cr_assert_eq(raise_arguments[3], trampoline_frame);
        uint64_t back = pac_auth_code(raise_arguments[4], raise_arguments[5]);
        cr_assert(back > function && back < (uintptr_t)code + code_used);
      } else {
        cr_assert_eq(*(uint64_t *)(uintptr_t)raise_arguments[3], trampoline_frame);
        cr_assert_eq(raise_arguments[4], 0);
      }
    }
}

/* An import call out of a function with a frame; the host function may ask to unwind. */
static uintptr_t calling_function(void) {
  CompiledFunction function;
  CodeBuffer *buffer = &compiler->buffer;
  cr_assert(compiler_reserve(compiler, 4096, 16, NULL));
  BufferRegisters saved = compiler_open(compiler, 29);
  emit_frame_push(buffer);
  buffer_emit(buffer, a64_load(A64_LDRx, X28, X9, offsetof(CallSlot, context)));
  import_call(buffer);
  emit_frame_pop(buffer);
  compiler_close(compiler, saved, 0, &function);
  return place(&function);
}

Test(stubs, a_host_function_that_traps_unwinds, .init = set_up) {
  import_enter(&nothing_to_nothing);
  function_enter(&nothing_to_nothing, calling_function());
  host_params = host_result_count = 0;
  host_traps = true;
  cr_assert_eq(enter_kept(stack + WASM_STACK_BYTES), 1);
  host_traps = false;
  cr_assert_eq(enter_kept(stack + WASM_STACK_BYTES), 0);
  cr_assert_eq(host_calls, 2);
}

Test(stubs, c_is_not_entered_without_room, .init = set_up) {
  import_enter(&nothing_to_nothing);
  function_enter(&nothing_to_nothing, calling_function());
  host_params = host_result_count = 0;
  /* The trampoline and the function take 48 bytes, the import stub 64. */
  instance->c_stack_limit = (uint64_t)(uintptr_t)stack + WASM_STACK_BYTES - 112;
  cr_assert_eq(enter((sg_raw[1]){{0}}), 0);
  instance->c_stack_limit += 1;
  raise_arguments[1] = UINT64_MAX;
  enter((sg_raw[1]){{0}}); /* unwinds to the function, whose record raise_trap takes for the trampoline's */
  cr_assert_eq(raise_arguments[1], TRAP_STACK_OVERFLOW);
  cr_assert_eq(host_calls, 1);
}

/* ---- Entry stubs and what must die -------------------------------------------------------------------------- */

static uintptr_t entry_stub(uint16_t module_id) {
  static const Module module;
  ModuleContext context = {.module = &module, .module_id = module_id};
  CompiledFunction function;
  cr_assert(entry_stub_compile(compiler, &context, 0, 33, &function, NULL));
  cr_assert_eq(function.flags, FUNCTION_FRAMELESS);
  cr_assert_eq(function.buffer->record_count, 1);
  uint64_t content = function.buffer->records[0].content;
  cr_assert_eq(content >> 62, TARGET_FUNCTION);
  cr_assert_eq(buffer_record_site(function.buffer, 0), function.end - 1);
  CodeBuffer *buffer = &compiler->buffer;
  buffer->record_count = 0;
  uintptr_t entry = place(&function);
  /* The function it branches to: the word behind it, reached by displacement 1. */
  cr_assert_eq(mprotect(code, CODE_BYTES, PROT_READ | PROT_WRITE), 0);
  *(uint32_t *)(void *)(code + code_used - 4) |= 1;
  cr_assert_eq(mprotect(code, CODE_BYTES, PROT_READ | PROT_EXEC), 0);
  BufferRegisters saved = compiler_open(compiler, 37);
  emit_frame_push(buffer);
  buffer_emit(buffer, a64_mov(X0, X28, true));
  buffer_emit(buffer, a64_load(A64_LDRx, X1, X28, offsetof(InstanceHeader, trap_stack)));
  emit_frame_pop(buffer);
  compiler_close(compiler, saved, 0, &function);
  place(&function);
  return entry;
}

Test(stubs, entry_stub_authenticates_the_instance, .init = set_up) {
  sg_raw value;
  function_enter(&nothing_to_i64, entry_stub(MODULE_ID));
  cr_assert_eq(enter(&value), 0);
  cr_assert_eq((uint64_t)value.i64, (uint64_t)(uintptr_t)instance);
}

/* A module id under which the signature differs: with 7 bits of it one in 128 ids does not. */
static uint16_t other_module(void) {
  uint16_t id = MODULE_ID + 1;
  while (pac_sign_data((uint64_t)(uintptr_t)instance, pac_modifier(instance, id)) == instance->self) id++;
  return id;
}

#define DIES_BY_FAILED_AUTHENTICATION(name, body)                                                                      \
  Test(stubs, name, .init = set_up) {                                                                                  \
    pid_t child = fork();                                                                                              \
    if (child == 0) {                                                                                                  \
      body;                                                                                                            \
      _exit(0);                                                                                                        \
    }                                                                                                                  \
    int status;                                                                                                        \
    cr_assert_eq(waitpid(child, &status, 0), child);                                                                   \
    cr_assert(WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGILL));                     \
  }

DIES_BY_FAILED_AUTHENTICATION(entry_stub_of_another_module_dies, {
  function_enter(&nothing_to_i64, entry_stub(other_module()));
  enter(&(sg_raw){.i64 = 0});
})

/* A slot's entry moved to another slot. */
DIES_BY_FAILED_AUTHENTICATION(moved_entry_dies, {
  static CallSlot slots[64];
  function_enter(&nothing_to_nothing, trapping_function(true, false, 0));
  uint64_t raw = (uint64_t)pac_strip(function_slot.entry);
  size_t i = 0;
  while (pac_sign_code(raw, pac_modifier(&slots[i], pac_type_discriminator(TYPE_ID))) == function_slot.entry) i++;
  slots[i] = function_slot;
  enter_wasm(&slots[i], (sg_raw[1]){{0}}, trampoline_cell, pac_modifier(&trampoline_cell, DISC_TRAMPOLINE),
             stack + WASM_STACK_BYTES);
})

Test(stubs, unsealed_function_is_an_integrity_failure, .init = set_up, .signal = SIGTRAP) {
  function_enter(&nothing_to_nothing, stubs[STUB_UNSEALED]);
  enter((sg_raw[1]){{0}});
}
