/* SPDX-License-Identifier: Apache-2.0
 *
 * `signet objdump`: a function's Wasm operators, each with its offset in the module, and under it the arm64e words that
 * were made for it, as LLVM's disassembler reads them. The words are the sealed ones; which operator they are of is
 * what a second compilation says (sg_module_listing). Only where LLVM is: in the host builds, which load it when it is
 * wanted, because linked it would cost every other command 5 ms (80,000 relocations).
 */
#include "harness/commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef SIGNET_LLVM

#include <dlfcn.h>
#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>

/* What is used of the library, by name. */
#define LLVM_FUNCTIONS(F)                                                                                              \
  F(LLVMInitializeAArch64TargetInfo)                                                                                   \
  F(LLVMInitializeAArch64TargetMC)                                                                                     \
  F(LLVMInitializeAArch64Disassembler)                                                                                 \
  F(LLVMCreateDisasmCPUFeatures) F(LLVMSetDisasmOptions) F(LLVMDisasmInstruction) F(LLVMDisasmDispose)
typedef struct Llvm {
#define F(name) __typeof__(&(name)) name;
  LLVM_FUNCTIONS(F)
#undef F
} Llvm;

static bool llvm_load(Llvm *llvm) {
  void *library = dlopen(SIGNET_LLVM, RTLD_LAZY | RTLD_LOCAL);
  if (!library) return false;
#define F(name)                                                                                                        \
  llvm->name = (__typeof__(llvm->name))dlsym(library, #name);                                                          \
  if (!llvm->name) return false;
  LLVM_FUNCTIONS(F)
#undef F
  return true;
}

typedef struct Dump {
  const FileBytes *file;
  const sg_module *module;
  Llvm llvm;
  LLVMDisasmContextRef disassembler;
} Dump;

static void word_print(const Dump *dump, const uint32_t *code, size_t index) {
  uint8_t bytes[4];
  char text[128] = "";
  for (unsigned i = 0; i < 4; i++) bytes[i] = (uint8_t)(code[index] >> (8 * i));
  const uint64_t address = (uint64_t)index * 4; /* within the function, so that listings are the same every time */
  if (dump->llvm.LLVMDisasmInstruction(dump->disassembler, bytes, sizeof bytes, address, text, sizeof text) == 0)
    snprintf(text, sizeof text, "\t<unknown>");
  printf("    %6" PRIx64 ":  %08" PRIx32 " %s\n", address, code[index], text);
}

static void operator_print(const Dump *dump, uint64_t offset) {
  const char *name = NULL;
  if (offset < dump->file->size) name = sg_operator_name(dump->file->bytes + offset, dump->file->size - (size_t)offset);
  printf("  0x%06" PRIx64 "  %s\n", offset, name ? name : "(frame)");
}

/* Words [*next, end): what the last row printed does not have. Of the frame, if anything. */
static void gap_print(const Dump *dump, const uint32_t *code, size_t *next, size_t end) {
  if (*next < end) puts("            (frame)");
  for (; *next < end; ++*next) word_print(dump, code, *next);
}

static bool function_print(const Dump *dump, uint32_t function) {
  size_t words = 0;
  const uint32_t *code = sg_module_function_code(dump->module, function, &words);
  if (!code) return true;
  const size_t row_count = sg_module_listing(dump->module, function, NULL, 0);
  sg_listing_row *rows = calloc(row_count + 1, sizeof *rows);
  if (!rows) return false;
  const size_t got = sg_module_listing(dump->module, function, rows, row_count);
  const sg_name name = sg_module_function_name(dump->module, function);
  printf("function %" PRIu32, function);
  if (name.length) {
    fputs(" <", stdout);
    name_print(stdout, name);
    putchar('>');
  }
  printf(": %zu words\n", words);
  size_t next = 0;
  for (size_t i = 0; i < row_count && i < got; i++) {
    if (rows[i].count && rows[i].first <= words) gap_print(dump, code, &next, rows[i].first);
    if (rows[i].offset != SG_NO_OFFSET) operator_print(dump, rows[i].offset);
    else puts("            (frame)");
    for (uint32_t w = 0; w < rows[i].count && (size_t)rows[i].first + w < words; w++)
      word_print(dump, code, (size_t)rows[i].first + w);
    if (rows[i].count && (size_t)rows[i].first + rows[i].count > next) next = (size_t)rows[i].first + rows[i].count;
  }
  gap_print(dump, code, &next, words);
  putchar('\n');
  free(rows);
  return true;
}

/* A function's index, or the name that the module gives it; SG_NO_FUNCTION where there is none. */
static uint32_t function_find(const sg_module *module, const char *wanted) {
  char *end = NULL;
  const uint32_t count = sg_module_function_count(module);
  const unsigned long long index = strtoull(wanted, &end, 10);
  if (wanted[0] >= '0' && wanted[0] <= '9' && *end == '\0') return index < count ? (uint32_t)index : SG_NO_FUNCTION;
  for (uint32_t f = 0; f < count; f++) {
    const sg_name name = sg_module_function_name(module, f);
    if (name.length == strlen(wanted) && memcmp(name.bytes, wanted, name.length) == 0) return f;
  }
  return SG_NO_FUNCTION;
}

static int module_print(const char *command, const FileBytes *file, const sg_module *module, const char *wanted) {
  Dump dump = {.file = file, .module = module};
  if (!llvm_load(&dump.llvm)) return usage_error(command, "cannot load LLVM: %s", dlerror());
  dump.llvm.LLVMInitializeAArch64TargetInfo();
  dump.llvm.LLVMInitializeAArch64TargetMC();
  dump.llvm.LLVMInitializeAArch64Disassembler();
  dump.disassembler = dump.llvm.LLVMCreateDisasmCPUFeatures("aarch64-linux-gnu", "", "+all", NULL, 0, NULL, NULL);
  if (!dump.disassembler) return usage_error(command, "LLVM has no disassembler for arm64");
  dump.llvm.LLVMSetDisasmOptions(dump.disassembler, LLVMDisassembler_Option_PrintImmHex);
  uint32_t first = 0, end = sg_module_function_count(module);
  int status = STATUS_DONE;
  if (wanted) {
    first = function_find(module, wanted);
    end = first + 1;
    if (first == SG_NO_FUNCTION) status = usage_error(command, "no function '%s'", wanted);
  }
  for (uint32_t f = first; f < end && status == STATUS_DONE; f++)
    if (!function_print(&dump, f)) status = usage_error(command, "out of memory");
  dump.llvm.LLVMDisasmDispose(dump.disassembler);
  return status;
}

#else

static int module_print(const char *command, const FileBytes *file, const sg_module *module, const char *wanted) {
  (void)file, (void)module, (void)wanted;
  return usage_error(command, "this build has no disassembler; use the host build");
}

#endif

int command_objdump(int argc, char **argv) {
  static const struct option options[] = {{"func", required_argument, NULL, 'f'}, {NULL, 0, NULL, 0}};
  const char *wanted = NULL;
  for (int option; (option = getopt_long(argc, argv, "+", options, NULL)) != -1;) {
    if (option != 'f') return STATUS_USAGE;
    wanted = optarg;
  }
  if (optind + 1 != argc) return usage_error(argv[0], "one FILE is wanted");
  FileBytes file;
  if (!file_read(argv[0], argv[optind], MODULE_FILE_LIMIT, &file)) return STATUS_USAGE;
  sg_error error;
  int status;
  sg_engine *engine = sg_engine_new(NULL, &error);
  sg_module *module = engine ? sg_module_new(engine, file.bytes, file.size, NULL, &error) : NULL;
  if (module) status = module_print(argv[0], &file, module, wanted);
  else status = report_error(argv[0], engine ? argv[optind] : "engine", &error);
  if (module) sg_module_free(module);
  if (engine) sg_engine_free(engine);
  file_free(&file);
  return status;
}
