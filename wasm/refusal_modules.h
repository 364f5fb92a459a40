/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules that are refused, one for each row of errors.def that decoding or validating can give, and for each feature
 * that is off, with what they are refused for. For tests: wasm/refusal_test.c demands that none is missing.
 */
#ifndef SIGNET_WASM_REFUSAL_MODULES_H
#define SIGNET_WASM_REFUSAL_MODULES_H

#include "wasm/error.h"
#include "wasm/features.h"
#include "wasm/limits.h"
#include "wasm/module_fixture.h"

/* What a body is in: type 0 [] -> [], one memory, global 0 an immutable i32, no table. Then the section of code. */
#define FRAME                                                                                                          \
  HEADER "\x01\x04\x01\x60\x00\x00"                                                                                    \
         "\x03\x02\x01\x00"                                                                                            \
         "\x05\x03\x01\x00\x00"                                                                                        \
         "\x06\x06\x01\x7f\x00\x41\x00\x0b"

typedef struct {
  ErrorRow row;
  const uint8_t *bytes;
  size_t size;
} Refusal;

static const Refusal refusals[] = {
    {ERR_MAGIC, BYTES("\1asm\1\0\0\0")},
    {ERR_VERSION, BYTES("\0asm\2\0\0\0")},
    {ERR_SECTION_ID, BYTES(HEADER "\x0e\x01\x00")},
    {ERR_SECTION_SIZE, BYTES(HEADER "\x01\x02\x00\x00")},                                 /* one byte too many */
    {ERR_SECTION_ORDER, BYTES(HEADER "\x03\x01\x00\x01\x01\x00")},                        /* function, type */
    {ERR_UNEXPECTED_END, BYTES(HEADER "\x01")},                                           /* no size */
    {ERR_END_OF_SECTION, BYTES(HEADER "\x01\x01\x01")},                                   /* no type */
    {ERR_LENGTH, BYTES(HEADER "\x01\x05\x00")},                                           /* section of 5 bytes */
    {ERR_INTEGER_TOO_LONG, BYTES(HEADER "\x01\x06\x80\x80\x80\x80\x80\x00")},             /* count of 6 bytes */
    {ERR_INTEGER_TOO_LARGE, BYTES(HEADER "\x01\x05\x80\x80\x80\x80\x10")},                /* 2^32 */
    {ERR_UTF8, BYTES(HEADER "\x00\x02\x01\xff")},                                         /* custom section */
    {ERR_IMPORT_KIND, BYTES(HEADER "\x02\x05\x01\x00\x00\x05\x00")},                      /* kind 5 */
    {ERR_EXPORT_KIND, BYTES(HEADER "\x07\x04\x01\x00\x05\x00")},                          /* kind 5 */
    {ERR_MUTABILITY, BYTES(HEADER "\x06\x06\x01\x7f\x02\x41\x00\x0b")},                   /* 2 */
    {ERR_LIMITS_FLAGS, BYTES(HEADER "\x05\x03\x01\x10\x00")},                             /* memory, 0x10 */
    {ERR_VALUE_TYPE, BYTES(HEADER "\x01\x05\x01\x60\x01\x40\x00")},                       /* parameter 0x40 */
    {ERR_REFERENCE_TYPE, BYTES(HEADER "\x04\x04\x01\x7f\x00\x00")},                       /* table of i32 */
    {ERR_HEAP_TYPE, BYTES(HEADER "\x04\x05\x01\x63\x40\x00\x00")},                        /* (ref null 0x40) */
    {ERR_TYPE_FORM, BYTES(HEADER "\x01\x04\x01\x61\x00\x00")},                            /* 0x61 */
    {ERR_TABLE_FORM, BYTES(HEADER "\x04\x06\x01\x40\x01\x70\x00\x00")},                   /* 0x40 0x01 */
    {ERR_ELEM_FLAGS, BYTES(HEADER "\x09\x04\x01\x08\x00\x00")},                           /* form 8 */
    {ERR_ELEM_KIND, BYTES(HEADER "\x09\x04\x01\x01\x01\x00")},                            /* passive, kind 1 */
    {ERR_DATA_FLAGS, BYTES(HEADER "\x0b\x03\x01\x03\x00")},                               /* form 3 */
    {ERR_CODE_COUNT, BYTES(HEADER "\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00")},           /* no code section */
    {ERR_DATA_COUNT, BYTES(HEADER "\x0c\x01\x01")},                                       /* no data section */
    {ERR_ILLEGAL_OPCODE, BYTES(HEADER "\x06\x05\x01\x7f\x00\xf3\x0b")},                   /* global (0xf3) */
    {ERR_ZERO_BYTE, BYTES(HEADER "\x01\x04\x01\x60\x00\x00\x0d\x03\x01\x01\x00")},        /* tag with attribute 1 */
    {ERR_TYPE_MISMATCH, BYTES(HEADER "\x06\x06\x01\x7f\x00\x42\x00\x0b")},                /* i32 global, i64.const */
    {ERR_UNKNOWN_TYPE, BYTES(HEADER "\x03\x02\x01\x00")},                                 /* function of type 0 */
    {ERR_UNKNOWN_FUNCTION, BYTES(HEADER "\x08\x01\x00")},                                 /* start 0 */
    {ERR_UNKNOWN_TABLE, BYTES(HEADER "\x07\x04\x01\x00\x01\x00")},                        /* export table 0 */
    {ERR_UNKNOWN_MEMORY, BYTES(HEADER "\x07\x04\x01\x00\x02\x00")},                       /* export memory 0 */
    {ERR_UNKNOWN_GLOBAL, BYTES(HEADER "\x07\x04\x01\x00\x03\x00")},                       /* export global 0 */
    {ERR_UNKNOWN_TAG, BYTES(HEADER "\x07\x04\x01\x00\x04\x00")},                          /* export tag 0 */
    {ERR_CONSTANT_REQUIRED, BYTES(HEADER "\x06\x05\x01\x7f\x00\x01\x0b")},                /* global (nop) */
    {ERR_LIMITS, BYTES(HEADER "\x05\x04\x01\x01\x02\x01")},                               /* memory 2 1 */
    {ERR_MEMORY_SIZE, BYTES(HEADER "\x05\x05\x01\x00\x81\x80\x04")},                      /* memory 65537 */
    {ERR_TABLE_SIZE, BYTES(HEADER "\x04\x08\x01\x70\x00\x80\x80\x80\x80\x10")},           /* table 2^32 */
    {ERR_DUPLICATE_EXPORT, BYTES(HEADER "\x05\x03\x01\x00\x00"                            /* memory 0 exported as */
                                        "\x07\x09\x02\x01\x61\x02\x00\x01\x61\x02\x00")}, /* "a" twice */
    {ERR_START_FUNCTION, BYTES(HEADER "\x01\x05\x01\x60\x01\x7f\x00"                      /* [i32] -> [], imported */
                                      "\x02\x05\x01\x00\x00\x00\x00"
                                      "\x08\x01\x00")},
    {ERR_UNSUPPORTED, BYTES(HEADER "\x01\x05\x01\x60\x01\x7b\x00")}, /* parameter v128 */
    {ERR_LIMIT, BYTES(HEADER "\x0c\x03\xa1\x8d\x06")},               /* 100,001 data segments */

    /* Bodies: the row's code after the body's size and "no locals". */
    {ERR_BLOCK_TYPE, BYTES(FRAME "\x0a\x08\x01\x06\x00\x02\xff\x7f\x0b\x0b")}, /* -1 in two bytes */
    {ERR_TOO_MANY_LOCALS, BYTES(FRAME "\x0a\x0c\x01\x0a\x02\xff\xff\xff\xff\x0f\x7f\x01\x7f\x0b")},
    {ERR_DATA_COUNT_REQUIRED, BYTES(FRAME "\x0a\x07\x01\x05\x00\xfc\x09\x00\x0b")}, /* data.drop 0 */
    {ERR_MISPLACED_ELSE, BYTES(FRAME "\x0a\x05\x01\x03\x00\x05\x0b")},
    {ERR_END_OPCODE, BYTES(FRAME "\x0a\x04\x01\x02\x00\x01")},                     /* nop alone */
    {ERR_END_OPCODE, BYTES(FRAME "\x0a\x04\x01\x02\x00\x01\x0b\x03\x01\x01\x00")}, /* and what follows it is one */
    {ERR_MEMOP_FLAGS, BYTES(FRAME "\x0a\x0b\x01\x09\x00\x41\x00\x28\x80\x01\x00\x1a\x0b")},
    {ERR_UNKNOWN_LOCAL, BYTES(FRAME "\x0a\x07\x01\x05\x00\x20\x00\x1a\x0b")},
    {ERR_UNKNOWN_LABEL, BYTES(FRAME "\x0a\x06\x01\x04\x00\x0c\x05\x0b")},                /* br 5 */
    {ERR_UNKNOWN_DATA, BYTES(FRAME "\x0c\x01\x00\x0a\x07\x01\x05\x00\xfc\x09\x00\x0b")}, /* data.drop 0 of 0 */
    {ERR_UNKNOWN_ELEM, BYTES(FRAME "\x0a\x07\x01\x05\x00\xfc\x0d\x00\x0b")},             /* elem.drop 0 of 0 */
    {ERR_UNDECLARED_REFERENCE, BYTES(FRAME "\x0a\x07\x01\x05\x00\xd2\x00\x1a\x0b")},     /* ref.func 0 */
    {ERR_UNINITIALIZED_LOCAL, BYTES(FRAME "\x0a\x0a\x01\x08\x01\x01\x64\x70\x20\x00\x1a\x0b")},
    {ERR_IMMUTABLE_GLOBAL, BYTES(FRAME "\x0a\x08\x01\x06\x00\x41\x00\x24\x00\x0b")},
    {ERR_ALIGNMENT, BYTES(FRAME "\x0a\x0a\x01\x08\x00\x41\x00\x28\x03\x00\x1a\x0b")},
    {ERR_OFFSET_RANGE, BYTES(FRAME "\x0a\x0e\x01\x0c\x00\x41\x00\x28\x02\x80\x80\x80\x80\x10\x1a\x0b")},
    {ERR_RESULT_ARITY, BYTES(FRAME "\x0a\x06\x01\x04\x00\x1c\x00\x0b")}, /* select with no type */
};
enum { REFUSALS = sizeof refusals / sizeof *refusals };

typedef struct {
  Feature feature;
  const uint8_t *bytes;
  size_t size;
} Later;

#define TYPE "\x01\x04\x01\x60\x00\x00" /* the type section [] -> [] */

static const Later later[] = {
    {FEATURE_SIMD, BYTES(HEADER "\x01\x05\x01\x60\x00\x01\x7b")},                /* result v128 */
    {FEATURE_SIMD, BYTES(HEADER "\x06\x06\x01\x7f\x00\xfd\x0c\x0b")},            /* global (v128.const */
    {FEATURE_SIMD, BYTES(FRAME "\x0a\x09\x01\x07\x00\x41\x00\xfd\x0f\x1a\x0b")}, /* i8x16.splat */
    {FEATURE_GC, BYTES(HEADER "\x01\x06\x01\x4e\x01\x60\x00\x00")},              /* rec */
    {FEATURE_GC, BYTES(HEADER "\x01\x03\x01\x5f\x00")},                          /* struct */
    {FEATURE_GC, BYTES(HEADER "\x01\x04\x01\x5e\x78\x01")},                      /* array of mutable i8 */
    {FEATURE_GC, BYTES(HEADER "\x01\x06\x01\x50\x00\x60\x00\x00")},              /* sub */
    {FEATURE_GC, BYTES(HEADER "\x01\x06\x01\x4f\x00\x60\x00\x00")},              /* sub final */
    {FEATURE_GC, BYTES(HEADER "\x01\x06\x01\x60\x01\x63\x00\x00")},              /* type 0 names itself */
    {FEATURE_GC, BYTES(HEADER "\x01\x05\x01\x60\x01\x6e\x00")},                  /* parameter anyref */
    {FEATURE_GC, BYTES(HEADER "\x06\x06\x01\x6f\x00\xd0\x72\x0b")},              /* global (ref.null noextern) */
    {FEATURE_GC, BYTES(HEADER "\x06\x06\x01\x7f\x00\xfb\x1c\x0b")},              /* global (ref.i31 */
    {FEATURE_FUNCTION_REFERENCES,
     BYTES(HEADER "\x04\x09\x01\x40\x00\x70\x00\x00\xd0\x70\x0b")},                         /* table's initializer */
    {FEATURE_FUNCTION_REFERENCES, BYTES(FRAME "\x0a\x08\x01\x06\x00\xd0\x70\xd4\x1a\x0b")}, /* ref.as_non_null */
    {FEATURE_FUNCTION_REFERENCES, BYTES(FRAME "\x0a\x08\x01\x06\x00\xd0\x00\x14\x00\x0b")}, /* call_ref */
    {FEATURE_EXCEPTIONS, BYTES(HEADER TYPE "\x0d\x03\x01\x00\x00")},                        /* tag */
    {FEATURE_EXCEPTIONS, BYTES(HEADER TYPE "\x02\x06\x01\x00\x00\x04\x00\x00")},            /* import of a tag */
    {FEATURE_EXCEPTIONS, BYTES(HEADER "\x01\x05\x01\x60\x01\x69\x00")},                     /* parameter exnref */
    {FEATURE_LEGACY_EXCEPTIONS, BYTES(FRAME "\x0a\x07\x01\x05\x00\x06\x40\x0b\x0b")},       /* try */
    {FEATURE_TAIL_CALLS, BYTES(FRAME "\x0a\x06\x01\x04\x00\x12\x00\x0b")},                  /* return_call 0 */
    {FEATURE_MULTI_MEMORY, BYTES(HEADER "\x05\x05\x02\x00\x00\x00\x00")},
    {FEATURE_MULTI_MEMORY, BYTES(HEADER "\x02\x0b\x02\x00\x00\x02\x00\x00\x00\x00\x02\x00\x00")},
    {FEATURE_MEMORY64, BYTES(HEADER "\x05\x03\x01\x04\x00")},
    {FEATURE_MEMORY64, BYTES(HEADER "\x04\x04\x01\x70\x04\x00")},           /* table */
    {FEATURE_THREADS, BYTES(HEADER "\x05\x04\x01\x03\x00\x01")},            /* shared memory */
    {FEATURE_THREADS, BYTES(FRAME "\x0a\x07\x01\x05\x00\xfe\x03\x00\x0b")}, /* atomic.fence */
    {FEATURE_CUSTOM_PAGE_SIZES, BYTES(HEADER "\x05\x04\x01\x08\x00\x00")},
    {FEATURE_WIDE_ARITHMETIC, BYTES(FRAME "\x0a\x06\x01\x04\x00\xfc\x13\x0b")},      /* i64.add128 */
    {FEATURE_CUSTOM_DESCRIPTORS, BYTES(HEADER TYPE "\x02\x05\x01\x00\x00\x20\x00")}, /* import of an exact function */
    {FEATURE_STACK_SWITCHING, BYTES(HEADER "\x01\x03\x01\x5d\x00")},                 /* cont */
};
enum { LATER = sizeof later / sizeof *later };

#endif
