/* SPDX-License-Identifier: Apache-2.0
 *
 * The checks of the audit, one file each, and what they report to. A finding names file, function and line. What is
 * right for a reason stands in allowed.txt with that reason: a finding that a line of it names is not counted, and a
 * line that names nothing is itself a finding. So the list is never longer than what is there.
 */
#ifndef SIGNET_HARNESS_AUDIT_AUDIT_H
#define SIGNET_HARNESS_AUDIT_AUDIT_H

#include "harness/audit/flow.h"

/* Reads allowed.txt, or another such file as well. */
void allowed_read(const char *path);
/* Whether `what`, of a kind ("sign", "raw", ...), is allowed in the function. Values have no blanks. */
bool allowed(const char *kind, const Function *function, const char *what);
/* What a function must ask before it calls something: the next `demands` of allowed.txt from *at on. */
bool demand_next(const Function *function, size_t *at, char callee[NAME_ROOM], char condition[NAME_ROOM]);
/* Reports the lines of allowed.txt that were not needed, of files that were read. */
void allowed_unused(const Disassembly *disassembly);

/* Prints a finding and counts it. line: of the function, or NULL. */
__attribute__((format(printf, 3, 4))) void finding(const Function *function, const Line *line, const char *format, ...);
/* Counts one more thing that was checked. */
void checked(void);

/* The checks. Each is called for every function. */
void check_section(const Flow *flow);      /* section.c: critical sections */
void check_signing(const Flow *flow);      /* signing.c: who signs what, who authenticates, tags */
void check_control(const Flow *flow);      /* control.c: indirect branches, returns */
void check_reserved(const Flow *flow);     /* reserved.c: the MAC's registers, the witness's tag */
void check_demands(const Flow *flow);      /* demand.c: what must be asked before something is done */
void check_instructions(const Flow *flow); /* reserved.c: nothing that the audit does not know */
/* What must be there at all, after the last function. */
void check_sections_complete(const Disassembly *disassembly);

#endif
