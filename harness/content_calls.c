/* SPDX-License-Identifier: Apache-2.0
 *
 * A plugin for qemu-aarch64 7.2 (plugin API 1): which system calls a content process makes after it has said READY,
 * where the policy would be in force if the emulator had one. Option calls=FILE: a line a call is appended to FILE, the
 * number and six arguments. Everything before the first write to descriptor 3 is left out: that one is READY. Built and
 * loaded by harness/host_calls.sh. The declarations are the few of the API that are used: Debian ships qemu 7.2 without
 * its header.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef uint64_t PluginId;

enum { WRITE = 64, CONTENT_SOCKET = 3 };

void qemu_plugin_register_vcpu_syscall_cb(PluginId, void (*)(PluginId, unsigned, int64_t, uint64_t, uint64_t, uint64_t,
                                                             uint64_t, uint64_t, uint64_t, uint64_t, uint64_t));

int qemu_plugin_install(PluginId id, const void *info, int argc, char **argv);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

static int file = -1;
static bool ready;

static void call(PluginId id, unsigned cpu, int64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e,
                 uint64_t f, uint64_t g, uint64_t h) {
  (void)id, (void)cpu, (void)g, (void)h;
  char line[200];
  ready |= number == WRITE && a == CONTENT_SOCKET;
  if (!ready) return;
  const int length = snprintf(line, sizeof line,
                              "%" PRId64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
                              number, a, b, c, d, e, f);
  (void)!write(file, line, (size_t)length); /* one write: lines of several processes do not mix */
}

__attribute__((visibility("default"))) int qemu_plugin_install(PluginId id, const void *info, int argc, char **argv) {
  (void)info;
  static const char option[] = "calls=";
  for (int i = 0; i < argc; i++)
    if (strncmp(argv[i], option, sizeof option - 1) == 0)
      file = open(argv[i] + sizeof option - 1, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return 1;
  qemu_plugin_register_vcpu_syscall_cb(id, call);
  return 0;
}
