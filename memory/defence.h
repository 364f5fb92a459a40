/* SPDX-License-Identifier: Apache-2.0
 *
 * The macros SIGNET_TEST_WITHOUT_... take one defence out each, for the controls of the attacks (harness/attacks/),
 * where what the defence refuses must work. An object that is compiled with one needs a symbol that only such an attack
 * defines, so no program links with it by mistake (harness/audit/controls.sh looks). Whoever asks for one of them
 * includes this.
 */
#ifndef SIGNET_MEMORY_DEFENCE_H
#define SIGNET_MEMORY_DEFENCE_H

#if defined(SIGNET_TEST_WITHOUT_TAG_CHECK) || defined(SIGNET_TEST_WITHOUT_RECORD_CHECK) ||                             \
    defined(SIGNET_TEST_WITHOUT_END_CHECK) || defined(SIGNET_TEST_WITHOUT_COUNTER) ||                                  \
    defined(SIGNET_TEST_WITHOUT_SINGLE_LOAD) || defined(SIGNET_TEST_WITHOUT_THREAD_CHECK) ||                           \
    defined(SIGNET_TEST_WITHOUT_CLAIMS) || defined(SIGNET_TEST_WITHOUT_RANGE_CHECK) ||                                 \
    defined(SIGNET_TEST_WITHOUT_WITNESS) || defined(SIGNET_TEST_WITHOUT_PROTECTION) ||                                 \
    defined(SIGNET_TEST_WITHOUT_DESCRIPTIONS) || defined(SIGNET_TEST_WITHOUT_WIPING) ||                                \
    defined(SIGNET_TEST_WITHOUT_SIGNALS) || defined(SIGNET_TEST_WITHOUT_SLOT_ADDRESS) ||                               \
    defined(SIGNET_TEST_WITHOUT_INSTANCE_CHECK) || defined(SIGNET_TEST_WITHOUT_SIGNED_RETURNS) ||                      \
    defined(SIGNET_TEST_WITHOUT_HOLDERS) || defined(SIGNET_TEST_WITHOUT_QUARANTINE) ||                                 \
    defined(SIGNET_TEST_WITHOUT_UNIQUE_PAGES) || defined(SIGNET_TEST_WITHOUT_SPACE_CHECK) ||                           \
    defined(SIGNET_TEST_WITHOUT_MODULE_CHECK) || defined(SIGNET_TEST_WITHOUT_TYPE_CHECK) ||                            \
    defined(SIGNET_TEST_WITHOUT_MODULE_ID) || defined(SIGNET_TEST_WITHOUT_UNWIND_CHECK) ||                             \
    defined(SIGNET_TEST_WITHOUT_SIGNED_CALLS) || defined(SIGNET_TEST_WITHOUT_TYPE_DISCRIMINATOR) ||                    \
    defined(SIGNET_TEST_WITHOUT_TRAMPOLINE_CHECK) || defined(SIGNET_TEST_WITHOUT_CALLBACK_CHECK) ||                    \
    defined(SIGNET_TEST_WITHOUT_SLOT_CHECK) || defined(SIGNET_TEST_WITHOUT_SINGLE_READ) ||                             \
    defined(SIGNET_TEST_WITHOUT_OWN_KEYS) || defined(SIGNET_TEST_WITHOUT_FAULT_REFUSAL) ||                             \
    defined(SIGNET_TEST_WITHOUT_FREEZE) || defined(SIGNET_TEST_WITHOUT_STORE_LIMIT) ||                                 \
    defined(SIGNET_TEST_WITHOUT_ADDRESS_CHECK) || defined(SIGNET_TEST_WITHOUT_POLL) ||                                 \
    defined(SIGNET_TEST_WITHOUT_FRAME_CHECK) || defined(SIGNET_TEST_WITHOUT_TAGS) ||                                   \
    defined(SIGNET_TEST_WITHOUT_CONTEXT_CHECK)
#define SIGNET_TEST_WITHOUT_A_DEFENCE 1
#if !defined(__ASSEMBLER__)
extern const char this_program_tests_without_a_defence;
static const char *const without_a_defence __attribute__((used)) = &this_program_tests_without_a_defence;
#endif
#endif

#endif
