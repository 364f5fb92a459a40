/* SPDX-License-Identifier: Apache-2.0
 *
 * sg_config.verify: what has been sealed goes through verifier/ before an entry to it is signed. Tables that the
 * verifier needs of a module are made with it, in its arena, which is read-only by then; a refusal is an sg_error of
 * the kind SG_INTEGRITY, as nothing of a module that is refused ever runs.
 */
#ifndef SIGNET_RUNTIME_VERIFY_H
#define SIGNET_RUNTIME_VERIFY_H

#include "runtime/module.h"

/* Makes module->verify where the engine asks for it. False: no memory. */
bool module_verify_prepare(sg_module *module);

/* Verifies function `function` of the space, just sealed: a module's, if the space has an owner whose engine asks for
 * it; in a lazy module its slot leads there from then on. False and *error: SG_INTEGRITY, SG_NO_MEMORY. */
bool worker_verify(CompileWorker *worker, CodeSpace *space, uint32_t function, sg_error *error);

/* The engine's own code, just sealed as function `function` of the space, if the engine asks for it: a stub by its
 * number; a trampoline or an import stub by its type. False and *error. */
bool engine_stub_verify(const sg_engine *engine, uint32_t stub, const uint64_t *cell, sg_error *error);
bool engine_type_verify(const sg_engine *engine, const CodeSpace *space, uint32_t function, const CanonicalType *type,
                        bool is_trampoline, sg_error *error);

#endif
