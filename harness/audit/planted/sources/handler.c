// SPDX-License-Identifier: Apache-2.0
// at: runtime/handler.c
// expect: a handler of signals outside of the fault handler
void watch(const struct sigaction *action) { sigaction(SIGALRM, action, 0); }
