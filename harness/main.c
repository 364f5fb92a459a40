/* SPDX-License-Identifier: Apache-2.0
 *
 * The `signet` program: finds the command, hands it the rest of the line, and returns its status. Everything that
 * the program does goes through include/signet/.
 */
#include "harness/commands.h"
#include "harness/content.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *name, *title;
  int (*run)(int argc, char **argv);
} commands[] = {
    {"run", "signet run", command_run},
    {"validate", "signet validate", command_validate},
    {"compile", "signet compile", command_compile},
    {"spec", "signet spec", command_spec},
    {"latency", "signet latency", command_latency},
    {"objdump", "signet objdump", command_objdump},
    {"host", "signet host", command_host},
    {"content", "signet content", command_content}, /* what `signet host` starts: not for people */
};

static const char usage[] =
    "usage: signet COMMAND ...\n"
    "  run [--invoke NAME] [--dir HOST::GUEST] [--env K=V] [--timeout S] [--lazy] [--verify] [--perf] FILE [ARG...]\n"
    "      run a WASI command; or call the export NAME with ARG..., printing its results one a line. --lazy compiles "
    "a\n"
    "      function when it is first called; --perf leaves a map of the functions, /tmp/perf-PID.map, for Linux's "
    "perf\n"
    "  validate FILE...\n"
    "      say nothing where the modules are valid, else what is wrong and where\n"
    "  compile [-j N] [--stream[=SIZE]] [--checked] [--verify] [--perf] [--code OUT] FILE...\n"
    "      validate, compile and seal, on N threads, run nothing; one line a file. --stream takes the bytes in "
    "pieces;\n"
    "      --code writes the words of the last FILE. --verify, here and elsewhere, decodes all that was sealed again "
    "and\n"
    "      proves that it keeps to the sandbox\n"
    "  spec [--checked] [--lazy] [--verify] [--pairs OUT] PATH...\n"
    "      run scripts of the official test suite (JSON as wast2json writes it), or folders of them; a row a file:\n"
    "      name, passed, failed, skipped\n"
    "  latency [-j N] [--runs N] [--json OUT] [--html OUT] FILE...\n"
    "      where the time of compiling goes, a row a module\n"
    "  objdump [--func N|NAME] FILE\n"
    "      the arm64e words beside the Wasm instructions that they were made for (host build)\n"
    "  host [-j N] [--deadline S] [--memory BYTES] [--no-seccomp] [--emulator COMMAND]\n"
    "       [--verify] [--compile] [--invoke NAME] FILE [ARG...] | [--compile] --jobs JOBS\n"
    "      run a module in a content process of its own, restricted and supervised, N at a time; one line about each.\n"
    "      JOBS: a line of JSON each, {\"file\": F, \"invoke\": NAME, \"args\": [...]}; - for standard input\n"
    "OUT may be - for standard output. Status: 0 done, 1 the module's fault, 2 usage or environment.\n";

/* A standard stream that is closed becomes /dev/null. Else the next file opened, say a memory of the engine's, would
 * take its number, and through WASI be a guest's. */
static bool streams_open(void) {
  for (int stream = 0; stream < 3; stream++) {
    if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", O_RDWR) != stream) return false;
  }
  return true;
}

int main(int argc, char **argv) {
  if (!streams_open()) return STATUS_USAGE;
  if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
    fputs(usage, stdout);
    return STATUS_DONE;
  }
  int status = STATUS_USAGE;
  bool found = false;
  for (size_t i = 0; argc >= 2 && i < sizeof commands / sizeof commands[0]; i++) {
    if (strcmp(argv[1], commands[i].name) != 0) continue;
    char title[32];
    snprintf(title, sizeof title, "%s", commands[i].title);
    argv[1] = title;
    status = commands[i].run(argc - 1, argv + 1);
    found = true;
    break;
  }
  if (!found) {
    if (argc >= 2) fprintf(stderr, "signet: no command '%s'\n", argv[1]);
    fputs(usage, stderr);
  }
  if (fflush(stdout) != 0 && status == STATUS_DONE) {
    perror("signet: standard output");
    status = STATUS_USAGE;
  }
  return status;
}
