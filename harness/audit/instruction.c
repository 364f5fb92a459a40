/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of mnemonics, and operands cut at their commas. Mnemonics are those of llvm-objdump 22, aliases included.
 */
#include "harness/audit/instruction.h"

#include <stdlib.h>
#include <string.h>

static const struct {
  Kind kind;
  const char *names; /* between blanks */
} table[] = {
    {MOVE, " mov movz movn fmov umov smov "},
    {KEEP, " movk bfi bfxil bfc "},
    {ADD, " add "},
    {COMPUTE, " adds sub subs and ands orr orn eor eon bic bics mvn neg negs adc adcs sbc sbcs lsl lsr asr ror ubfx "
              "ubfiz sbfx sbfiz sxtb sxth sxtw uxtb uxth mul madd msub mneg umull smull umaddl smaddl umsubl umulh "
              "smulh udiv sdiv clz cls rbit rev rev16 rev32 extr csel csinc csinv csneg cset csetm cinc cinv cneg "
              "fcvtzs fcvtzu fcvtms fcvtps fcvtas ngc crc32b crc32h crc32w crc32x abs cnt smax umax smin umin "},
    {COMPARE, " cmp cmn tst ccmp ccmn fcmp fcmpe fccmp rmif setf8 setf16 "},
    {ADDRESS, " adr adrp "},
    {LOAD, " ldr ldrb ldrh ldrsb ldrsh ldrsw ldur ldurb ldurh ldursb ldursh ldursw ldp ldpsw ldnp ldar ldarb ldarh "
           "ldapr ldaprb ldaprh ldapur ldxr ldaxr ld1 ld1r ld2 ld3 ld4 "},
    {STORE, " str strb strh stur sturb sturh stp stnp stlr stlrb stlrh stlur stlurb stlurh st1 st2 st3 st4 "},
    {ATOMIC, " cas casa casl casal casb casab caslb casalb cash casah caslh casalh ldadd ldadda ldaddl ldaddal ldaddb "
             "ldaddab ldaddlb ldaddalb ldclr ldclra ldclrl ldclral ldset ldseta ldsetl ldsetal ldsetb ldsetab ldsetlb "
             "ldsetalb ldeor ldeora ldeorl ldeoral swp swpa swpl swpal swpb swpab swplb swpalb stadd staddl stclr "
             "stset stsetl "},
    {PREFETCH, " prfm prfum "},
    {JUMP, " b "},
    {BRANCH, " cbz cbnz tbz tbnz "},
    {CALL, " bl "},
    {CALL_RAW, " blr "},
    {CALL_SIGNED, " blraa blraaz blrab blrabz "},
    {JUMP_RAW, " br "},
    {JUMP_SIGNED, " braa braaz brab brabz "},
    {RETURN, " ret "},
    {RETURN_SIGNED, " retaa retab "},
    {TRAP, " brk udf hlt "},
    {SYSTEM_CALL, " svc "},
    {SIGN_RETURN, " pacibsp paciasp "},
    {AUTHENTICATE_RETURN, " autibsp autiasp "},
    {SIGN, " pacia pacib pacda pacdb paciza pacizb pacdza pacdzb pacia1716 pacib1716 paciaz pacibz "},
    {AUTHENTICATE, " autia autib autda autdb autiza autizb autdza autdzb autia1716 autib1716 "},
    {TAG, " pacga "},
    {STRIP, " xpaci xpacd xpaclri "},
    {READ_SYSTEM, " mrs "},
    {NOTHING, " nop bti dmb dsb isb hint yield dc ic msr "},
};

/* Of vectors, but for those above that have general registers too. */
static const char vectors[] =
    " urhadd srhadd uhadd shadd sri sli addhn subhn sabd uabd saddl2 addv addp cnt dup fabs fadd fsub fmul fdiv fneg "
    "fsqrt fmadd fmsub fnmadd fnmsub fnmul fcvt fcvtn fcvtl fcsel "
    "frinta frintm frintn frintp frintx frintz scvtf ucvtf movi mvni uzp1 uzp2 zip1 zip2 trn1 trn2 xtn xtn2 uaddw "
    "uaddw2 uaddl uaddl2 uaddlp uaddlv saddl saddw ushr sshr ushll ushll2 sshll sshll2 shl shrn shrn2 cmeq cmhi cmhs "
    "cmgt cmge cmlt cmtst bsl bit bif rev64 umin umax umaxv uminv smaxv sminv umaxp uminp smin smax fmin fmax fminnm "
    "fmaxnm ext ins tbl tbx mla mls umlal umull2 usra ssra ushl sshl sqxtn uqxtn uqsub uqadd not fmla fmls pmull ";

static bool listed(const char *names, const char *name) {
  const size_t length = strlen(name);
  for (const char *at = strstr(names, name); at; at = strstr(at + 1, name))
    if (at[-1] == ' ' && at[length] == ' ') return true;
  return false;
}

uint8_t register_number(const char *name, unsigned length) {
  if ((length == 2 && memcmp(name, "sp", 2) == 0) || (length == 3 && memcmp(name, "wsp", 3) == 0)) return REGISTER_SP;
  if (length < 2 || length > 3 || (name[0] != 'x' && name[0] != 'w')) return REGISTER_NONE;
  unsigned number = 0;
  for (unsigned i = 1; i < length; i++) {
    if (name[i] < '0' || name[i] > '9') return REGISTER_NONE;
    number = 10 * number + (unsigned)(name[i] - '0');
  }
  return number <= 30 ? (uint8_t)number : REGISTER_NONE;
}

typedef struct {
  const char *at;
  unsigned length;
} Operand;

enum { MOST_OPERANDS = 6 };

/* Cuts at commas outside of brackets. */
static unsigned operands_cut(const char *text, Operand *operands) {
  unsigned count = 0, depth = 0;
  const char *begin = text;
  for (const char *at = text;; at++) {
    if (*at == '[' || *at == '{') depth++;
    else if (*at == ']' || *at == '}') depth--;
    if ((*at != ',' || depth > 0) && *at != 0) continue;
    while (*begin == ' ') begin++;
    const char *end = at;
    while (end > begin && end[-1] == ' ') end--;
    if (end > begin && count < MOST_OPERANDS) operands[count++] = (Operand){begin, (unsigned)(end - begin)};
    if (*at == 0) return count;
    begin = at + 1;
  }
}

static uint8_t operand_register(Operand operand) { return register_number(operand.at, operand.length); }

/* Bytes of one register by its letter; 0: not a register's name. */
static uint32_t register_bytes(Operand operand) {
  switch (operand.at[0]) {
  case 'b': return 1;
  case 'h': return 2;
  case 'w':
  case 's': return 4;
  case 'x':
  case 'd': return 8;
  case 'q':
  case 'v':
  case '{': return 16;
  default: return 0;
  }
}

static uint32_t access_bytes(const char *name, Operand first, unsigned registers) {
  const char last = name[strlen(name) - 1];
  if (last == 'b') return 1;
  if (last == 'h') return 2;
  if (strcmp(name, "ldrsw") == 0 || strcmp(name, "ldursw") == 0) return 4;
  if (strcmp(name, "ldpsw") == 0) return 8;
  return registers * register_bytes(first);
}

/* [base], [base, #offset], [base, index, ...], with ! behind it or ", #offset" in the next operand. */
static void access_decode(Instruction *made, const Operand *operands, unsigned count, unsigned at) {
  char inside[64] = "";
  const Operand address = operands[at];
  const char *close = memchr(address.at, ']', address.length);
  if (!close || address.length >= sizeof inside) {
    made->kind = UNKNOWN;
    return;
  }
  memcpy(inside, address.at + 1, (size_t)(close - address.at - 1));
  Operand parts[MOST_OPERANDS];
  const unsigned parted = operands_cut(inside, parts);
  made->base = parted > 0 ? operand_register(parts[0]) : REGISTER_NONE;
  if (made->base == REGISTER_NONE) made->kind = UNKNOWN;
  if (parted > 1) {
    if (parts[1].at[0] == '#') made->step = strtoll(parts[1].at + 1, NULL, 0);
    else made->index = operand_register(parts[1]);
  }
  if (close[1] == '!') made->before = true;
  if (at + 1 < count) {
    made->after = true;
    if (operands[at + 1].at[0] == '#') made->step = strtoll(operands[at + 1].at + 1, NULL, 0);
    else made->index = operand_register(operands[at + 1]);
  }
}

static void memory_decode(Instruction *made, const Operand *operands, unsigned count) {
  unsigned at = 0;
  while (at < count && operands[at].at[0] != '[') at++;
  if (at == count) { /* ldr x0, <address>: a literal */
    if (made->kind == LOAD && count == 2) made->to[0] = operand_register(operands[0]);
    else made->kind = UNKNOWN;
    return;
  }
  made->bytes = at > 0 ? access_bytes(made->name, operands[0], made->kind == ATOMIC ? 1 : at) : 0;
  if (made->kind == PREFETCH) return;
  for (unsigned i = 0; i < at && i < 3; i++) {
    const uint8_t number = operand_register(operands[i]);
    if (made->kind == LOAD) made->to[i] = number;
    else if (made->kind == STORE) made->from[i] = number;
    else if (at == 2 && made->name[0] == 'c') { /* cas x0, x1, [x2]: x0 is compared and loaded */
      made->from[i] = number;
      if (i == 0) made->to[0] = number;
    } else if (i == 0) made->from[0] = number;
    else made->to[0] = number;
  }
  access_decode(made, operands, count, at);
}

static void target_decode(Instruction *made, const Operand *operands, unsigned count) {
  if (count == 0 || operands[count - 1].at[0] != '0') return;
  made->target = strtoull(operands[count - 1].at, NULL, 16);
  made->has_target = true;
}

static Kind kind_of(Instruction *made, const char *text, size_t length) {
  if (text[0] == 'b' && text[1] == '.') {
    memcpy(made->condition, text + 2, length - 2 < 3 ? length - 2 : 3);
    return BRANCH;
  }
  char *dot = strchr(made->name, '.');
  if (dot) *dot = 0;
  for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
    if (listed(table[i].names, made->name)) return table[i].kind;
  return listed(vectors, made->name) ? VECTOR : UNKNOWN;
}

Instruction instruction_decode(const char *text) {
  Instruction made = {.to = {REGISTER_NONE, REGISTER_NONE, REGISTER_NONE},
                      .from = {REGISTER_NONE, REGISTER_NONE, REGISTER_NONE},
                      .base = REGISTER_NONE,
                      .index = REGISTER_NONE};
  const size_t length = strcspn(text, " \t");
  memcpy(made.name, text, length < sizeof made.name ? length : sizeof made.name - 1);
  made.kind = kind_of(&made, text, length);
  Operand operands[MOST_OPERANDS];
  const char *rest = text + length;
  while (*rest == ' ' || *rest == '\t') rest++;
  const unsigned count = operands_cut(rest, operands);
  switch (made.kind) {
  case LOAD:
  case STORE:
  case ATOMIC:
  case PREFETCH: memory_decode(&made, operands, count); break;
  case JUMP:
  case BRANCH:
  case CALL: target_decode(&made, operands, count); break;
  default: break;
  }
  const bool accesses = made.kind == LOAD || made.kind == STORE || made.kind == ATOMIC || made.kind == PREFETCH;
  if (accesses || count == 0) return made;
  const bool reads_first = made.kind == COMPARE || made.kind == BRANCH || made.kind == CALL_RAW ||
                           made.kind == CALL_SIGNED || made.kind == JUMP_RAW || made.kind == JUMP_SIGNED;
  const bool reads_and_writes =
      made.kind == KEEP || made.kind == SIGN || made.kind == AUTHENTICATE || made.kind == STRIP;
  made.narrow = operands[0].at[0] == 'w';
  made.scaled = made.kind == ADD && count == 4;
  if (strcmp(made.name, "ccmp") == 0 && count == 4) {
    memcpy(made.condition, operands[3].at, operands[3].length < 3 ? operands[3].length : 3);
    made.zero_otherwise = (strtoul(operands[2].at + 1, NULL, 0) & 4) != 0;
  }
  unsigned read = 0;
  if (reads_first || reads_and_writes) made.from[read++] = operand_register(operands[0]);
  if (!reads_first && made.kind != NOTHING && made.kind != TRAP && made.kind != JUMP && made.kind != CALL)
    made.to[0] = operand_register(operands[0]);
  for (unsigned i = 1; i < count && read < 3; i++) {
    const uint8_t number = operand_register(operands[i]);
    if (number != REGISTER_NONE) made.from[read++] = number;
    /* A shift or an extension behind a register is an operand here too, and no immediate. */
    if (i == 1 || i == 2)
      made.constant = operands[i].at[0] == '#' || (operands[i].length == 3 && memcmp(operands[i].at + 1, "zr", 2) == 0);
  }
  return made;
}
