/* SPDX-License-Identifier: Apache-2.0 */
/* The sequences of codegen/numeric.h, and the one-word operators that trunc_sat, min and max rely on, executed: each is
 * emitted for several choices of registers, among them equal ones, into a page that is made executable, and called with
 * edge and random values. The expected values are computed by integer arithmetic from the definitions in spec 4.3.
 * Upper halves of 32-bit operands hold rubbish; operands that are not the destination must be kept. */
#include <criterion/criterion.h>
#include <sys/mman.h>

#include "codegen/abi.h"
#include "codegen/assembler.h"

typedef struct Body {
  Word *words;
  size_t count, room;
} Body;

static inline void emit(Body *b, Word word) {
  cr_assert_lt(b->count, b->room);
  b->words[b->count++] = word;
}

static const Word RET = 0xd65f03c0; /* the emitter has none */

/* Here a trap returns its kind, in line. */
static void trap_if(Body *b, unsigned cond, TrapKind kind) {
  emit(b, a64_b_cond(a64_invert(cond), 4));
  emit(b, a64_mov_wide(A64_MOVZx, X0, (uint32_t)kind, 0));
  emit(b, a64_mov_wide(A64_MOVZx, X1, 1, 0));
  emit(b, RET);
}

static inline void emit_number(Body *b, unsigned rd, uint64_t value, bool wide) {
  Word words[4];
  const unsigned count = a64_mov_immediate(words, rd, value, wide);
  for (unsigned i = 0; i < count; i++) emit(b, words[i]);
}

#include "codegen/divide_constant.h"

typedef struct {
  uint64_t value; /* or the trap's kind */
  uint64_t state; /* 0: returned; 1: trapped; else an operand was changed */
} Result;
typedef Result Code(uint64_t a, uint64_t b);

static Body page;

static void page_open(void) {
  const size_t bytes = 1 << 20;
  page = (Body){mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 0, bytes / 4};
  cr_assert_neq((void *)page.words, MAP_FAILED);
}

static void page_run(void) {
  cr_assert_eq(mprotect(page.words, page.room * 4, PROT_READ | PROT_EXEC), 0);
  __builtin___clear_cache((char *)page.words, (char *)(page.words + page.count));
}

typedef enum { BANK_X, BANK_D } Bank;

/* The registers of one instance of an row: x2.. and v2.. are free, as are x19 and d8 if saved; x0, x1 the arguments,
 * x4 to x7 of the frame of the test. */
typedef struct {
  unsigned rd, rn, rm;
} Choice;
static const Choice choices[] = {{4, 2, 3}, {2, 2, 3}, {3, 2, 3}, {4, 2, 2}, {2, 2, 2}, {3, 5, 4}};
enum { CHOICES = sizeof choices / sizeof *choices };

static void put(Bank bank, unsigned r, unsigned x) {
  emit(&page, bank == BANK_X ? a64_mov(r, x, true) : a64_rr(A64_FMOVdx, r, x));
}
static void get(Bank bank, unsigned x, unsigned r) {
  emit(&page, bank == BANK_X ? a64_mov(x, r, true) : a64_rr(A64_FMOVxd, x, r));
}

static Code *code_open(Bank from, Choice at, bool unary) {
  Code *code = (Code *)(page.words + page.count);
  if (!unary) put(from, at.rm, X1);
  put(from, at.rn, X0);
  return code;
}

/* Returns rd; the operands that are not rd must still be the arguments. */
static void code_close(Bank from, Bank to, Choice at, bool unary) {
  emit(&page, a64_mov(X7, XZR, true));
  if (from != to || at.rn != at.rd) {
    get(from, X6, at.rn);
    emit(&page, a64_rrr(A64_EORx, X6, X6, X0));
    emit(&page, a64_rrr_shift(A64_ORRx, X7, X7, X6, A64_LSL, 1));
    emit(&page, a64_rrr_shift(A64_ORRx, X7, X7, X6, A64_LSR, 1));
  }
  if (!unary && at.rm != at.rn && (from != to || at.rm != at.rd)) {
    get(from, X6, at.rm);
    emit(&page, a64_rrr(A64_EORx, X6, X6, X1));
    emit(&page, a64_rrr_shift(A64_ORRx, X7, X7, X6, A64_LSL, 1));
    emit(&page, a64_rrr_shift(A64_ORRx, X7, X7, X6, A64_LSR, 1));
  }
  get(to, X0, at.rd);
  emit(&page, a64_mov(X1, X7, true));
  emit(&page, RET);
}

static uint64_t random_state = 88172645463325252u;
static uint64_t random_next(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state * UINT64_C(0x2545f4914f6cdd1d);
}

static const uint64_t edges[] = {0,
                                 1,
                                 2,
                                 31,
                                 32,
                                 33,
                                 63,
                                 64,
                                 0x7fffffff,
                                 0x80000000,
                                 0xffffffff,
                                 0x100000000,
                                 0x7fffffffffffffff,
                                 0x8000000000000000,
                                 0xffffffffffffffff,
                                 0xfffffffffffffffe,
                                 0x8000000000000001,
                                 0x00ff00ff00ff00ff,
                                 0xdeadbeef80000000,
                                 0x12345678ffffffff};
enum { EDGES = sizeof edges / sizeof *edges };
static uint64_t integer_value(unsigned i) {
  return i < EDGES ? edges[i] : random_next() >> (random_next() & 63) << (random_next() & 31);
}

/* ---- integers ---- */

enum { POPCNT, CTZ, ROTL, REM_S, REM_U, DIV_S, INTEGER_OPERATORS };
static const Result TRAP_OVERFLOW = {TRAP_INTEGER_OVERFLOW, 1};

static void integer_emit(unsigned row, Choice at, bool wide) {
  switch (row) {
  case POPCNT: numeric_popcnt(&page, at.rd, at.rn, wide); break;
  case CTZ: numeric_ctz(&page, at.rd, at.rn, wide); break;
  case ROTL: numeric_rotl(&page, at.rd, at.rn, at.rm, wide); break;
  case REM_S: numeric_rem(&page, at.rd, at.rn, at.rm, wide, true); break;
  case REM_U: numeric_rem(&page, at.rd, at.rn, at.rm, wide, false); break;
  case DIV_S:
    numeric_div_s_overflow(&page, at.rn, at.rm, wide);
    emit(&page, a64_rrr(wide ? A64_SDIVx : A64_SDIVw, at.rd, at.rn, at.rm));
    break;
  }
}

static Result integer_expected(unsigned row, uint64_t a, uint64_t b, bool wide) {
  const unsigned width = wide ? 64 : 32;
  const uint64_t mask = wide ? UINT64_MAX : UINT32_MAX, least = UINT64_C(1) << (width - 1);
  a &= mask, b &= mask;
  const int64_t sa = wide ? (int64_t)a : (int32_t)a, sb = wide ? (int64_t)b : (int32_t)b;
  uint64_t value = 0;
  switch (row) {
  case POPCNT:
    for (unsigned i = 0; i < width; ++i) value += a >> i & 1;
    break;
  case CTZ:
    while (value < width && (a >> value & 1) == 0) ++value;
    break;
  case ROTL:
    value = a;
    for (unsigned i = 0; i < b % width; ++i) value = (value << 1 | value >> (width - 1)) & mask;
    break;
  case REM_S: value = sb == -1 ? 0 : (uint64_t)(sa % sb); break;
  case REM_U: value = a % b; break;
  case DIV_S:
    if (a == least && sb == -1) return TRAP_OVERFLOW;
    value = (uint64_t)(sa / sb);
    break;
  }
  return (Result){value & mask, 0};
}

Test(numeric, integers) {
  page_open();
  Code *codes[INTEGER_OPERATORS][CHOICES][2];
  for (unsigned row = 0; row < INTEGER_OPERATORS; ++row)
    for (unsigned choice = 0; choice < CHOICES; ++choice)
      for (unsigned wide = 0; wide < 2; ++wide) {
        codes[row][choice][wide] = code_open(BANK_X, choices[choice], row < ROTL);
        integer_emit(row, choices[choice], wide);
        code_close(BANK_X, BANK_X, choices[choice], row < ROTL);
      }
  page_run();
  for (unsigned row = 0; row < INTEGER_OPERATORS; ++row)
    for (unsigned i = 0; i < EDGES * EDGES + 2000; ++i) {
      const uint64_t a = integer_value(i < EDGES * EDGES ? i / EDGES : EDGES),
                     b = integer_value(i < EDGES * EDGES ? i % EDGES : EDGES);
      for (unsigned choice = 0; choice < CHOICES; ++choice)
        for (unsigned wide = 0; wide < 2; ++wide) {
          const uint64_t second = choices[choice].rn == choices[choice].rm ? a : b;
          if (row >= REM_S && (wide ? second : (uint32_t)second) == 0) continue;
          const Result expected = integer_expected(row, a, second, wide);
          Result result = codes[row][choice][wide](a, second);
          if (!wide) result.value &= UINT32_MAX;
          cr_assert(result.value == expected.value && result.state == expected.state,
                    "row %u choice %u wide %u of %016llx, %016llx: %016llx, %llx; expected %016llx", row, choice, wide,
                    (unsigned long long)a, (unsigned long long)second, (unsigned long long)result.value,
                    (unsigned long long)result.state, (unsigned long long)expected.value);
        }
    }
}

/* ---- division by constants ---- */

/* Divisor number i, of all sizes: small ones, those about powers of 2, and random ones. */
static uint64_t divisor_value(unsigned i) {
  if (i < 40) return i + 1;
  if (i < 40 + 3 * 62) return (UINT64_C(4) << (i - 40) / 3) + (i - 40) % 3 - 1;
  return random_next() >> (random_next() & 63) | 1;
}

Test(numeric, division_by_constants) {
  enum { COUNT = 600 };
  static Code *codes[COUNT][2][2][2];
  static uint64_t divisors[COUNT];
  page_open();
  for (unsigned i = 0; i < COUNT; ++i) {
    divisors[i] = divisor_value(i / 2);
    if (i & 1) divisors[i] = -divisors[i];
    const Choice at = choices[i / 2 % 2]; /* rd a third register, or rn */
    for (unsigned kind = 0; kind < 8; ++kind) {
      const bool wide = kind & 1, is_signed = kind & 2, remainder = kind & 4;
      const int64_t divisor = wide ? (int64_t)divisors[i] : (int32_t)divisors[i];
      const uint64_t bits = wide ? divisors[i] : (uint32_t)divisors[i];
      codes[i][wide][is_signed][remainder] = NULL;
      if (bits == 0 || (is_signed && !remainder && divisor == -1)) continue;
      if (!is_signed && (bits & (bits - 1)) == 0) continue; /* powers of 2 are the emitter's, by and and lsr */
      codes[i][wide][is_signed][remainder] = code_open(BANK_X, at, true);
      divide_by_constant(&page, at.rd, at.rn, divisor, wide, is_signed, remainder);
      code_close(BANK_X, BANK_X, at, true);
    }
  }
  page_run();
  for (unsigned i = 0; i < COUNT; ++i)
    for (unsigned kind = 0; kind < 8; ++kind) {
      const bool wide = kind & 1, is_signed = kind & 2, remainder = kind & 4;
      Code *code = codes[i][wide][is_signed][remainder];
      if (!code) continue;
      const uint64_t mask = wide ? UINT64_MAX : UINT32_MAX, d = divisors[i] & mask;
      const int64_t sd = wide ? (int64_t)d : (int32_t)d;
      for (unsigned j = 0; j < EDGES + 24; ++j) {
        /* edges, random values, and those next to multiples of the divisor */
        const uint64_t x = j < EDGES + 12 ? integer_value(j) : random_next() / d * d + (j % 3) - 1, a = x & mask;
        const int64_t sa = wide ? (int64_t)a : (int32_t)a;
        uint64_t expected;
        if (is_signed && sd == -1) expected = 0; /* a remainder; the least integer's overflows in C */
        else if (is_signed) expected = (uint64_t)(remainder ? sa % sd : sa / sd) & mask;
        else expected = remainder ? a % d : a / d;
        const Result result = code(x, 0);
        cr_assert(((result.value ^ expected) & mask) == 0 && result.state == 0,
                  "kind %u: %016llx by %016llx is %016llx, expected %016llx", kind, (unsigned long long)x,
                  (unsigned long long)d, (unsigned long long)result.value, (unsigned long long)expected);
      }
    }
}

/* ---- floats, as bits ---- */

static const uint64_t f64_edges[] = {
    0, 0x8000000000000000, 0x3ff0000000000000, 0xbff0000000000000, 0x3fefffffffffffff, 0xbfefffffffffffff,
    0xbff0000000000001, 1, 0x8000000000000001, 0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000,
    0xfff8000000000000, 0x7ff0000000000001, 0x7fffffffffffffff, 0x7fefffffffffffff, 0xffefffffffffffff,
    /* 2^31, its neighbours and -2^31 - 1, - 0.9..; 2^32; 2^63; 2^64 and the same negative */
    0x41e0000000000000, 0x41dfffffffc00000, 0x41dfffffffffffff, 0x41e0000000000001, 0xc1e0000000000000,
    0xc1e0000000200000, 0xc1e00000001fffff, 0xc1e0000000000001, 0x41f0000000000000, 0x41efffffffe00000,
    0x41efffffffffffff, 0xc1f0000000000000, 0x43e0000000000000, 0x43dfffffffffffff, 0x43e0000000000001,
    0xc3e0000000000000, 0xc3e0000000000001, 0xc3dfffffffffffff, 0x43f0000000000000, 0x43efffffffffffff,
    0xc3f0000000000000};
static const uint32_t f32_edges[] = {
    0, 0x80000000, 0x3f800000, 0xbf800000, 0x3f7fffff, 0xbf7fffff, 0xbf800001, 1, 0x80000001, 0x7f800000, 0xff800000,
    0x7fc00000, 0xffc00000, 0x7f800001, 0x7fffffff, 0x7f7fffff, 0xff7fffff,
    /* 2^31, 2^32, 2^63, 2^64 and their neighbours, of both signs */
    0x4f000000, 0x4effffff, 0x4f000001, 0xcf000000, 0xcf000001, 0xceffffff, 0x4f800000, 0x4f7fffff, 0xcf800000,
    0x5f000000, 0x5effffff, 0xdf000000, 0xdf000001, 0xdeffffff, 0x5f800000, 0x5f7fffff, 0xdf800000, 0x5f800001};
enum { F64_EDGES = sizeof f64_edges / sizeof *f64_edges, F32_EDGES = sizeof f32_edges / sizeof *f32_edges };

/* Edges first, then random: any bits, and exponents near those of integers. */
static uint64_t float_value(unsigned i, bool wide) {
  const uint64_t bits = random_next(), exponent = random_next() % 70;
  if (wide) {
    if (i < F64_EDGES) return f64_edges[i];
    return i & 1 ? bits : (bits & 0x800fffffffffffff) | (1020 + exponent) << 52;
  }
  const uint64_t rubbish = random_next() << 32;
  if (i < F32_EDGES) return f32_edges[i] | rubbish;
  return rubbish | (i & 1 ? (uint32_t)bits : (bits & 0x807fffff) | (124 + exponent) << 23);
}

typedef struct {
  bool negative, nan, huge; /* huge: 2^64 or more in magnitude, and infinity */
  __int128 truncated;       /* with its sign */
} Decoded;

static Decoded decode(uint64_t bits, bool wide) {
  const unsigned fraction_bits = wide ? 52 : 23, exponent_bits = wide ? 11 : 8;
  const unsigned exponent_mask = (1u << exponent_bits) - 1;
  if (!wide) bits &= UINT32_MAX;
  const uint64_t fraction = bits & ((UINT64_C(1) << fraction_bits) - 1);
  const unsigned exponent = (unsigned)(bits >> fraction_bits) & exponent_mask;
  Decoded out = {.negative = bits >> (fraction_bits + exponent_bits) & 1};
  if (exponent == exponent_mask) {
    out.nan = fraction != 0;
    out.huge = !out.nan;
    return out;
  }
  const int power = (int)exponent - (int)(exponent_mask >> 1); /* value = 1.fraction * 2^power */
  if (exponent == 0 || power < 0) return out;
  if (power >= 64) {
    out.huge = true;
    return out;
  }
  const unsigned __int128 whole =
      (unsigned __int128)(fraction | UINT64_C(1) << fraction_bits) << power >> fraction_bits;
  out.truncated = out.negative ? -(__int128)whole : (__int128)whole;
  return out;
}

static Result trunc_expected(uint64_t bits, bool from_f64, bool to_i64, bool is_signed, bool saturate) {
  const unsigned width = to_i64 ? 64 : 32;
  const __int128 least = is_signed ? -((__int128)1 << (width - 1)) : 0;
  const __int128 greatest = ((__int128)1 << (is_signed ? width - 1 : width)) - 1;
  const Decoded in = decode(bits, from_f64);
  const uint64_t mask = to_i64 ? UINT64_MAX : UINT32_MAX;
  if (in.nan) return saturate ? (Result){0, 0} : (Result){TRAP_INVALID_CONVERSION, 1};
  const bool below = in.huge ? in.negative : in.truncated < least;
  const bool above = in.huge ? !in.negative : in.truncated > greatest;
  if ((below || above) && !saturate) return TRAP_OVERFLOW;
  return (Result){(uint64_t)(below ? least : above ? greatest : in.truncated) & mask, 0};
}

static Word trunc_sat_word(bool from_f64, bool to_i64, bool is_signed) {
  static const Word words[2][2][2] = {{{A64_FCVTZUws, A64_FCVTZSws}, {A64_FCVTZUxs, A64_FCVTZSxs}},
                                      {{A64_FCVTZUwd, A64_FCVTZSwd}, {A64_FCVTZUxd, A64_FCVTZSxd}}};
  return words[from_f64][to_i64][is_signed];
}

Test(numeric, truncations) {
  page_open();
  static const Choice at = {4, 2, 2};
  Code *codes[16];
  for (unsigned variant = 0; variant < 16; ++variant) {
    const bool from_f64 = variant & 1, to_i64 = variant & 2, is_signed = variant & 4, saturate = variant & 8;
    codes[variant] = code_open(BANK_D, at, true);
    if (saturate) emit(&page, a64_rr(trunc_sat_word(from_f64, to_i64, is_signed), at.rd, at.rn));
    else numeric_trunc(&page, at.rd, at.rn, from_f64, to_i64, is_signed);
    code_close(BANK_D, BANK_X, at, true);
  }
  page_run();
  for (unsigned variant = 0; variant < 16; ++variant) {
    const bool from_f64 = variant & 1, to_i64 = variant & 2, is_signed = variant & 4, saturate = variant & 8;
    for (unsigned i = 0; i < 20000; ++i) {
      const uint64_t bits = float_value(i, from_f64);
      const Result expected = trunc_expected(bits, from_f64, to_i64, is_signed, saturate);
      Result result = codes[variant](bits, 0);
      if (!to_i64) result.value &= UINT32_MAX;
      cr_assert(result.value == expected.value && result.state == expected.state,
                "variant %u of %016llx: %016llx, %llu; expected %016llx, %llu", variant, (unsigned long long)bits,
                (unsigned long long)result.value, (unsigned long long)result.state, (unsigned long long)expected.value,
                (unsigned long long)expected.state);
    }
  }
}

/* spec 4.3.3: fmin, fmax, by the order of sign and magnitude; a NaN gives some quiet NaN. */
static bool float_is_nan(uint64_t bits, bool wide) { return decode(bits, wide).nan; }
static int64_t float_order(uint64_t bits, bool wide) { /* -0 is just below 0 */
  const int64_t value = wide ? (int64_t)bits : (int32_t)bits;
  return value < 0 ? -1 - (value & (wide ? INT64_MAX : INT32_MAX)) : value;
}

enum { COPYSIGN, MIN, MAX, FLOAT_OPERATORS };

Test(numeric, two_floats) {
  page_open();
  Code *codes[FLOAT_OPERATORS][CHOICES][2];
  static const Word words[FLOAT_OPERATORS][2] = {{0, 0}, {A64_FMINs, A64_FMINd}, {A64_FMAXs, A64_FMAXd}};
  for (unsigned row = 0; row < FLOAT_OPERATORS; ++row)
    for (unsigned choice = 0; choice < CHOICES; ++choice)
      for (unsigned wide = 0; wide < 2; ++wide) {
        const Choice at = choices[choice];
        codes[row][choice][wide] = code_open(BANK_D, at, false);
        if (row == COPYSIGN) numeric_copysign(&page, at.rd, at.rn, at.rm, wide);
        else emit(&page, a64_rrr(words[row][wide], at.rd, at.rn, at.rm));
        code_close(BANK_D, BANK_D, at, false);
      }
  page_run();
  for (unsigned row = 0; row < FLOAT_OPERATORS; ++row)
    for (unsigned wide = 0; wide < 2; ++wide) {
      const unsigned count = wide ? F64_EDGES : F32_EDGES;
      const uint64_t mask = wide ? UINT64_MAX : UINT32_MAX, sign = wide ? UINT64_C(1) << 63 : UINT64_C(1) << 31;
      const uint64_t quiet = wide ? UINT64_C(0x7ff8) << 48 : 0x7fc00000;
      for (unsigned i = 0; i < count * count + 1000; ++i) {
        const uint64_t a = float_value(i < count * count ? i / count : i, wide);
        const uint64_t b = float_value(i < count * count ? i % count : i, wide);
        for (unsigned choice = 0; choice < CHOICES; ++choice) {
          const uint64_t second = choices[choice].rn == choices[choice].rm ? a : b;
          const Result result = codes[row][choice][wide](a, second);
          cr_assert_eq(result.state, 0, "row %u choice %u changes an operand", row, choice);
          uint64_t expected, value = result.value & mask;
          if (row == COPYSIGN) expected = ((a & ~sign) | (second & sign)) & mask;
          else if (float_is_nan(a, wide) || float_is_nan(second, wide)) {
            expected = quiet;
            value &= quiet;
          } else {
            const bool first = (float_order(a, wide) < float_order(second, wide)) == (row == MIN);
            expected = (first ? a : second) & mask;
          }
          cr_assert_eq(value, expected, "row %u choice %u wide %u of %016llx, %016llx: %016llx, expected %016llx", row,
                       choice, wide, (unsigned long long)a, (unsigned long long)second, (unsigned long long)value,
                       (unsigned long long)expected);
        }
      }
    }
}

/* ---- constants ---- */

Test(numeric, constants) {
  enum { COUNT = 4000 };
  page_open();
  static Code *codes[COUNT][4];
  static uint64_t values[COUNT];
  static const Choice at = {4, 2, 2};
  for (unsigned i = 0; i < COUNT; ++i) {
    values[i] = i < EDGES ? edges[i]
                : i < 300 ? (uint64_t)i << 24 | (uint64_t)i << 52
                : i & 1   ? float_value(i / 2, i & 2)
                          : integer_value(i);
    for (unsigned kind = 0; kind < 4; ++kind) {
      const bool wide = kind & 1;
      codes[i][kind] = (Code *)(page.words + page.count);
      if (kind & 2) numeric_float_constant(&page, at.rd, values[i], wide);
      else emit_number(&page, at.rd, values[i], wide);
      get(kind & 2 ? BANK_D : BANK_X, X0, at.rd);
      emit(&page, a64_mov(X1, XZR, true));
      emit(&page, RET);
    }
  }
  page_run();
  for (unsigned i = 0; i < COUNT; ++i)
    for (unsigned kind = 0; kind < 4; ++kind) {
      const uint64_t mask = kind & 1 ? UINT64_MAX : UINT32_MAX, value = codes[i][kind](0, 0).value & mask;
      cr_assert_eq(value, values[i] & mask, "kind %u of %016llx: %016llx", kind, (unsigned long long)values[i],
                   (unsigned long long)value);
    }
}
