// SPDX-License-Identifier: Apache-2.0
// at: memory/region_linux_arm64.c
// expect: a page that is writable and executable
int protection = PROT_READ | PROT_WRITE | PROT_EXEC;
