/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands of one test script, one handler each. Every command ends as passed, failed or skipped, and is counted
 * once. A module that needs a feature which Signet lacks is no failure: it is skipped, and so is all that depends on
 * it, under the feature's name. All modules and instances live until the script ends, as the spec's store wants it.
 */
#include "harness/invoke.h"
#include "harness/spec.h"

#include "harness/commands.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
  SCRIPT_LIMIT = 64 << 20, /* bytes of JSON */
  MODULE_LIMIT = 64 << 20, /* bytes of a module */
  VALUE_LIMIT = 2000,      /* arguments, results: more than any function type may have */
  FAILURES_TOLD = 20       /* a script, on standard error */
};

typedef enum Outcome { PASSED, FAILED, SKIPPED } Outcome;

typedef struct Definition {
  SpecName name;
  sg_module *module; /* or why not: */
  char lacks[sizeof((SpecReason *)NULL)->text];
} Definition;

typedef struct Script {
  const SpecSettings *settings;
  SpecReport *report;
  const char *path;
  size_t folder_length; /* of path, with the slash */
  json_t *command;      /* the one being run */
  const char *type;
  sg_engine *engine;
  sg_store *store;
  SpecHost host;
  SpecInstance current;
  SpecBindings named, registered;
  Definition *definitions; /* every module of the script, owned; the last is the latest */
  size_t definition_count, definition_room;
} Script;

static Outcome fail(const Script *script, const char *format, ...) __attribute__((format(printf, 2, 3)));

static Outcome fail(const Script *script, const char *format, ...) {
  if (script->report->failed == FAILURES_TOLD) fprintf(stderr, "%s: further failures are not told\n", script->path);
  if (script->report->failed >= FAILURES_TOLD) return FAILED;
  va_list args;
  va_start(args, format);
  fprintf(stderr, "%s:%" JSON_INTEGER_FORMAT ": %s: ", script->path,
          json_integer_value(json_object_get(script->command, "line")), script->type);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  return FAILED;
}

static Outcome skip(const Script *script, const char *reason) {
  spec_report_skip(script->report, reason, 1);
  return SKIPPED;
}

static const char *member(const Script *script, const char *key) {
  const char *text = json_string_value(json_object_get(script->command, key));
  return text ? text : "";
}

static bool name_of(json_t *object, const char *key, SpecName *name) {
  json_t *value = json_object_get(object, key);
  *name = (SpecName){json_string_value(value), json_string_length(value)};
  return name->bytes != NULL;
}

/* A failed write of pairs is found when the file is closed. */
static void pair_write(const Script *script, const char *theirs, const char *ours) {
  if (script->settings->pairs) fprintf(script->settings->pairs, "%s\t%s\t%s\n", script->type, theirs, ours);
}

/* The suite's wording of traps where it is finer than a trap's kind. A call through a table beyond its end is to the
 * spec interpreter no table access. */
static const struct {
  const char *theirs, *ours;
} wordings[] = {
    {"undefined element", "out of bounds table access"},
    {"out of bounds table access", "undefined element"},
};

/* As the reference interpreter compares: one text begins with the other. */
static bool text_matches(const char *theirs, const char *ours) {
  if (theirs[0] == '\0' || ours[0] == '\0') return theirs[0] == ours[0];
  if (strncmp(theirs, ours, strlen(ours)) == 0 || strncmp(theirs, ours, strlen(theirs)) == 0) return true;
  for (size_t i = 0; i < sizeof wordings / sizeof wordings[0]; i++)
    if (strcmp(theirs, wordings[i].theirs) == 0 && strcmp(ours, wordings[i].ours) == 0) return true;
  return false;
}

static const char *code_name(sg_error_code code) {
  static const char *const names[] = {"no error",   "malformed", "invalid",   "unsupported", "limit",
                                      "unlinkable", "trapped",   "no memory", "environment", "usage"};
  return (size_t)code < sizeof names / sizeof names[0] ? names[code] : "?";
}

/* ---- Modules ---------------------------------------------------------------------------------------------- */

/* What a refusal lacks: the feature that the message names after the text. */
static void lacks_from(const sg_error *error, char *lacks, size_t size) {
  const size_t length = strlen(error->text);
  const char *feature = error->message;
  if (strncmp(feature, error->text, length) == 0 && strncmp(feature + length, ": ", 2) == 0) feature += length + 2;
  snprintf(lacks, size, "%.91s", feature);
}

/* False where there is no room, which has been told. */
static bool definition_add(Script *script, sg_module *module) {
  if (script->definition_count == script->definition_room) {
    const size_t room = script->definition_room ? script->definition_room * 2 : 16;
    Definition *definitions = realloc(script->definitions, room * sizeof *definitions);
    if (!definitions) {
      fail(script, "out of memory");
      return false;
    }
    script->definitions = definitions;
    script->definition_room = room;
  }
  script->definitions[script->definition_count++] = (Definition){.module = module};
  return true;
}

typedef enum Load { LOADED, REFUSED, TEXT_ONLY, UNLOADED } Load;

/* Reads, validates and compiles the command's module; a text module from its binary form, where it has one. It is kept
 * in script->definitions. *error: why it was REFUSED. UNLOADED: the command has failed, and that has been told. */
static Load module_load(Script *script, sg_module **module, sg_error *error) {
  *module = NULL;
  const char *name = member(script, "filename");
  if (strcmp(member(script, "module_type"), "text") == 0) {
    name = member(script, "binary_filename");
    if (name[0] == '\0') return TEXT_ONLY;
  }
  if (name[0] == '\0' || name[0] == '.' || strchr(name, '/')) {
    fail(script, "names no file beside the script");
    return UNLOADED;
  }
  char path[4096];
  const int length = snprintf(path, sizeof path, "%.*s%s", (int)script->folder_length, script->path, name);
  FileBytes file;
  if (length < 0 || (size_t)length >= sizeof path || !file_read(NULL, path, MODULE_LIMIT, &file)) {
    fail(script, "%s cannot be read", name);
    return UNLOADED;
  }
  sg_error validated = {.code = SG_OK};
  sg_validate(file.bytes, file.size, &validated);
  error->code = SG_OK;
  *module = sg_module_new(script->engine, file.bytes, file.size, NULL, error);
  if (*module) error->code = SG_OK;
  file_free(&file);
  if (validated.code != error->code) {
    fail(script, "validating alone says %s, compiling says %s", code_name(validated.code), code_name(error->code));
    if (*module) sg_module_free(*module);
    return UNLOADED;
  }
  if (!*module) return REFUSED;
  if (!definition_add(script, *module)) {
    sg_module_free(*module);
    return UNLOADED;
  }
  return LOADED;
}

/* How linking and starting a module ended. */
typedef struct Start {
  SpecInstance of;
  sg_error error; /* where of.instance is NULL and nothing is lacking */
  char trap[200]; /* its message where error.code is SG_TRAPPED */
} Start;

static void start_fail(Start *start, sg_error_code code, const char *text) {
  start->error = (sg_error){.code = code, .function = SG_NO_FUNCTION, .offset = SG_NO_OFFSET, .text = text};
  snprintf(start->error.message, sizeof start->error.message, "%s", text);
}

static Start module_start(Script *script, const sg_module *module) {
  Start start = {0};
  if (!sg_engine_can_run(script->engine)) {
    snprintf(start.of.lacks, sizeof start.of.lacks, "code cannot run in this build");
    return start;
  }
  const size_t count = sg_module_import_count(module);
  sg_extern *imports = calloc(count + 1, sizeof *imports);
  if (!imports) start_fail(&start, SG_NO_MEMORY, "out of memory");
  for (size_t i = 0; imports && i < count; i++) {
    sg_name from, name;
    const char *lacks = "";
    sg_module_import(module, i, &from, &name);
    const SpecLink link = spec_import(&script->host, &script->registered, from, name, &imports[i], &lacks);
    if (link == SPEC_LINKED) continue;
    if (link == SPEC_LACKING) snprintf(start.of.lacks, sizeof start.of.lacks, "%s", lacks);
    else start_fail(&start, SG_UNLINKABLE, "unknown import");
    free(imports);
    return start;
  }
  if (!imports) return start;
  sg_trap *trap = NULL;
  start.of.instance = sg_instance_new(script->store, module, imports, count, &trap, &start.error);
  if (trap) {
    snprintf(start.trap, sizeof start.trap, "%s", sg_trap_message(trap));
    sg_trap_free(trap);
  }
  free(imports);
  return start;
}

/* ---- Actions ---------------------------------------------------------------------------------------------- */

typedef enum ActionEnd { RETURNED, TRAPPED, ACTION_FAILED, ACTION_SKIPPED } ActionEnd;

typedef struct Action {
  sg_value *values; /* arguments, then results; freed by action_free */
  sg_value *results;
  uint32_t result_count;
  sg_trap_kind trap;
  char trap_message[200];
} Action;

static void action_free(Action *action) { free(action->values); }

static ActionEnd action_invoke(Script *script, json_t *json, sg_func *func, Action *action) {
  json_t *args = json_object_get(json, "args");
  const size_t arg_count = json_array_size(args);
  const sg_func_type type = sg_func_type_of(func);
  if (arg_count > VALUE_LIMIT || type.result_count > VALUE_LIMIT) {
    fail(script, "too many values");
    return ACTION_FAILED;
  }
  action->values = calloc(arg_count + type.result_count + 1, sizeof *action->values);
  if (!action->values) {
    fail(script, "out of memory");
    return ACTION_FAILED;
  }
  for (size_t i = 0; i < arg_count; i++) {
    const char *unknown;
    if (spec_argument(json_array_get(args, i), &action->values[i], &unknown)) continue;
    char reason[64];
    snprintf(reason, sizeof reason, "arguments of type %.32s", unknown);
    skip(script, reason);
    return ACTION_SKIPPED;
  }
  action->results = action->values + arg_count;
  action->result_count = type.result_count;
  sg_trap *trap = NULL;
  sg_error error;
  if (sg_func_call_checked(func, action->values, arg_count, action->results, type.result_count, &trap, &error))
    return RETURNED;
  if (!trap) {
    fail(script, "%s", error.message);
    return ACTION_FAILED;
  }
  action->trap = sg_trap_kind_of(trap);
  snprintf(action->trap_message, sizeof action->trap_message, "%s", sg_trap_message(trap));
  sg_trap_free(trap);
  return TRAPPED;
}

/* Runs the command's action. ACTION_FAILED and ACTION_SKIPPED have been told. */
static ActionEnd action_run(Script *script, Action *action) {
  *action = (Action){0};
  json_t *json = json_object_get(script->command, "action");
  SpecName module, field;
  const SpecInstance *on = &script->current;
  if (name_of(json, "module", &module)) on = spec_find(&script->named, module);
  if (on && on->lacks[0]) {
    skip(script, on->lacks);
    return ACTION_SKIPPED;
  }
  sg_extern found;
  if (!on || !on->instance) {
    fail(script, "its module is not there");
    return ACTION_FAILED;
  }
  if (!name_of(json, "field", &field) || !sg_instance_find(on->instance, field.bytes, field.length, &found)) {
    fail(script, "no export of that name");
    return ACTION_FAILED;
  }
  const char *type = json_string_value(json_object_get(json, "type"));
  if (type && strcmp(type, "invoke") == 0 && found.kind == SG_EXTERN_FUNC)
    return action_invoke(script, json, found.of.func, action);
  if (type && strcmp(type, "get") == 0 && found.kind == SG_EXTERN_GLOBAL) {
    action->values = action->results = calloc(1, sizeof *action->values);
    if (action->values) {
      action->result_count = 1;
      action->results[0] = (sg_value){sg_global_content(found.of.global), sg_global_get(found.of.global)};
      return RETURNED;
    }
  }
  fail(script, "no such action on that export");
  return ACTION_FAILED;
}

static Outcome outcome_of(ActionEnd end) { return end == ACTION_SKIPPED ? SKIPPED : FAILED; }

/* ---- Commands --------------------------------------------------------------------------------------------- */

/* A new instance becomes the current one, and is named where the command says so. */
static Outcome instance_adopt(Script *script, const char *name_key, const SpecInstance *of) {
  SpecName name;
  script->current = *of;
  if (name_of(script->command, name_key, &name) && !spec_bind(&script->named, name, of))
    return fail(script, "out of memory");
  return PASSED;
}

static Outcome run_module(Script *script) {
  sg_module *module;
  sg_error error;
  Start start = {0};
  const bool is_text = strcmp(member(script, "module_type"), "text") == 0;
  Outcome outcome = PASSED;
  switch (module_load(script, &module, &error)) {
  case LOADED:
    start = module_start(script, module);
    if (start.of.instance) outcome = is_text ? skip(script, "text format") : PASSED;
    else if (start.of.lacks[0]) outcome = skip(script, start.of.lacks);
    else outcome = fail(script, "%s %s", start.error.message, start.trap);
    break;
  case REFUSED:
    if (error.code == SG_UNSUPPORTED) {
      lacks_from(&error, start.of.lacks, sizeof start.of.lacks);
      outcome = skip(script, start.of.lacks);
    } else {
      outcome = fail(script, "%s: %s", code_name(error.code), error.message);
    }
    break;
  case TEXT_ONLY:
    snprintf(start.of.lacks, sizeof start.of.lacks, "text format");
    outcome = skip(script, start.of.lacks);
    break;
  case UNLOADED: outcome = FAILED; break;
  }
  return instance_adopt(script, "name", &start.of) == PASSED ? outcome : FAILED;
}

static Outcome run_definition(Script *script) {
  sg_module *module;
  sg_error error;
  const Load load = module_load(script, &module, &error);
  if (load == UNLOADED || (load != LOADED && !definition_add(script, NULL))) return FAILED;
  Definition *definition = &script->definitions[script->definition_count - 1];
  name_of(script->command, "name", &definition->name);
  if (load == LOADED) return PASSED;
  if (load == REFUSED && error.code != SG_UNSUPPORTED)
    return fail(script, "%s: %s", code_name(error.code), error.message);
  if (load == REFUSED) lacks_from(&error, definition->lacks, sizeof definition->lacks);
  else snprintf(definition->lacks, sizeof definition->lacks, "text format");
  return skip(script, definition->lacks);
}

/* The latest definition of that name, or without a name the latest of all. */
static const Definition *definition_find(const Script *script, const SpecName *name) {
  for (size_t i = script->definition_count; i-- > 0;) {
    const Definition *definition = &script->definitions[i];
    if (!name || (definition->name.bytes && definition->name.length == name->length &&
                  memcmp(definition->name.bytes, name->bytes, name->length) == 0))
      return definition;
  }
  return NULL;
}

static Outcome run_instance(Script *script) {
  SpecName name;
  const bool by_name = name_of(script->command, "module", &name);
  const Definition *definition = definition_find(script, by_name ? &name : NULL);
  Start start = {0};
  if (!definition) start_fail(&start, SG_USAGE, "no such definition");
  else if (definition->module) start = module_start(script, definition->module);
  else snprintf(start.of.lacks, sizeof start.of.lacks, "%s", definition->lacks);
  if (instance_adopt(script, "instance", &start.of) != PASSED) return FAILED;
  if (start.of.instance) return PASSED;
  return start.of.lacks[0] ? skip(script, start.of.lacks) : fail(script, "%s %s", start.error.message, start.trap);
}

static Outcome run_register(Script *script) {
  SpecName name, as;
  const SpecInstance *of = &script->current;
  if (name_of(script->command, "name", &name)) of = spec_find(&script->named, name);
  if (!of || !name_of(script->command, "as", &as) || (!of->instance && !of->lacks[0]))
    return fail(script, "its module is not there");
  if (!spec_bind(&script->registered, as, of)) return fail(script, "out of memory");
  return of->lacks[0] ? skip(script, of->lacks) : PASSED;
}

static Outcome run_action(Script *script) {
  Action action;
  const ActionEnd end = action_run(script, &action);
  action_free(&action);
  if (end == RETURNED) return PASSED;
  return end == TRAPPED ? fail(script, "trapped: %s", action.trap_message) : outcome_of(end);
}

static Outcome results_compare(Script *script, const Action *action) {
  json_t *expected = json_object_get(script->command, "expected");
  if (json_array_size(expected) != action->result_count)
    return fail(script, "%u results, expected %zu", action->result_count, json_array_size(expected));
  for (uint32_t i = 0; i < action->result_count; i++) {
    const sg_value *got = &action->results[i];
    if (spec_matches(json_array_get(expected, i), got)) continue;
    char got_text[VALUE_TEXT_SIZE], wanted[256];
    value_print(got, got_text);
    spec_describe(json_array_get(expected, i), wanted, sizeof wanted);
    const char *field = json_string_value(json_object_get(json_object_get(script->command, "action"), "field"));
    return fail(script, "%s: result %u is %s %s, expected %s", field ? field : "", i, value_type_name(got->kind),
                got_text, wanted);
  }
  return PASSED;
}

static Outcome run_assert_return(Script *script) {
  Action action;
  const ActionEnd end = action_run(script, &action);
  Outcome outcome = outcome_of(end);
  if (end == RETURNED) outcome = results_compare(script, &action);
  if (end == TRAPPED) outcome = fail(script, "trapped: %s", action.trap_message);
  action_free(&action);
  return outcome;
}

/* assert_trap and assert_exhaustion. */
static Outcome run_assert_trap(Script *script) {
  const bool exhaustion = strcmp(script->type, "assert_exhaustion") == 0;
  Action action;
  const ActionEnd end = action_run(script, &action);
  action_free(&action);
  if (end == RETURNED) return fail(script, "returned, expected the trap '%s'", member(script, "text"));
  if (end != TRAPPED) return outcome_of(end);
  pair_write(script, member(script, "text"), action.trap_message);
  if (exhaustion != (action.trap == SG_TRAP_STACK_OVERFLOW) ||
      !text_matches(member(script, "text"), action.trap_message))
    return fail(script, "trapped: %s, expected '%s'", action.trap_message, member(script, "text"));
  return PASSED;
}

static Outcome run_assert_exception(Script *script) {
  Action action;
  const ActionEnd end = action_run(script, &action);
  action_free(&action);
  if (end == ACTION_SKIPPED) return SKIPPED;
  return end == ACTION_FAILED ? FAILED : fail(script, "no exception");
}

/* assert_invalid and assert_malformed: the same kind of error, whatever its words. */
static Outcome run_assert_refused(Script *script) {
  const sg_error_code wanted = strcmp(script->type, "assert_invalid") == 0 ? SG_INVALID : SG_MALFORMED;
  if (strcmp(member(script, "module_type"), "text") == 0) return skip(script, "text format");
  sg_module *module;
  sg_error error;
  const Load load = module_load(script, &module, &error);
  if (load == UNLOADED) return FAILED;
  if (load != REFUSED) return fail(script, "accepted, expected '%s'", member(script, "text"));
  if (error.code == SG_UNSUPPORTED) {
    char lacks[sizeof script->current.lacks];
    lacks_from(&error, lacks, sizeof lacks);
    return skip(script, lacks);
  }
  pair_write(script, member(script, "text"), error.text);
  if (error.code != wanted)
    return fail(script, "%s: %s, expected '%s'", code_name(error.code), error.message, member(script, "text"));
  return PASSED;
}

/* assert_unlinkable and assert_uninstantiable: a valid module that does not link, or traps while it is started. */
static Outcome run_assert_unstarted(Script *script) {
  const bool links = strcmp(script->type, "assert_uninstantiable") == 0;
  sg_module *module;
  sg_error error;
  const Load load = module_load(script, &module, &error);
  if (load == TEXT_ONLY) return skip(script, "text format");
  if (load == UNLOADED) return FAILED;
  if (load == REFUSED) {
    if (error.code != SG_UNSUPPORTED) return fail(script, "%s: %s", code_name(error.code), error.message);
    char lacks[sizeof script->current.lacks];
    lacks_from(&error, lacks, sizeof lacks);
    return skip(script, lacks);
  }
  const Start start = module_start(script, module);
  if (start.of.lacks[0]) return skip(script, start.of.lacks);
  const char *text = member(script, "text");
  if (start.of.instance) return fail(script, "instantiated, expected '%s'", text);
  if (start.error.code != (links ? SG_TRAPPED : SG_UNLINKABLE))
    return fail(script, "%s: %s, expected '%s'", code_name(start.error.code), start.error.message, text);
  pair_write(script, text, links ? start.trap : start.error.text);
  if (links && !text_matches(text, start.trap)) return fail(script, "trapped: %s, expected '%s'", start.trap, text);
  return PASSED;
}

static Outcome run_custom(Script *script) { return skip(script, "custom sections and annotations"); }

static const struct {
  const char *type;
  Outcome (*run)(Script *script);
} handlers[] = {
    {"assert_return", run_assert_return},
    {"assert_trap", run_assert_trap},
    {"assert_exhaustion", run_assert_trap},
    {"assert_exception", run_assert_exception},
    {"assert_invalid", run_assert_refused},
    {"assert_malformed", run_assert_refused},
    {"assert_unlinkable", run_assert_unstarted},
    {"assert_uninstantiable", run_assert_unstarted},
    {"assert_malformed_custom", run_custom},
    {"assert_invalid_custom", run_custom},
    {"module", run_module},
    {"module_definition", run_definition},
    {"module_instance", run_instance},
    {"register", run_register},
    {"action", run_action},
};

static Outcome command_handle(Script *script) {
  script->type = member(script, "type");
  for (size_t i = 0; i < sizeof handlers / sizeof handlers[0]; i++)
    if (strcmp(script->type, handlers[i].type) == 0) return handlers[i].run(script);
  return fail(script, "no such command");
}

static json_t *commands_read(const SpecSettings *settings, const char *path, json_t **root) {
  FileBytes file;
  if (!file_read(settings->command, path, SCRIPT_LIMIT, &file)) return NULL;
  json_error_t error;
  *root = json_loadb((const char *)file.bytes, file.size, JSON_ALLOW_NUL, &error);
  file_free(&file);
  if (!*root) {
    usage_error(settings->command, "%s:%d: %s", path, error.line, error.text);
    return NULL;
  }
  json_t *commands = json_object_get(*root, "commands");
  if (!json_is_array(commands)) usage_error(settings->command, "%s: no array of commands", path);
  return json_is_array(commands) ? commands : NULL;
}

static void script_close(Script *script) {
  if (script->store) sg_store_free(script->store);
  for (size_t i = 0; i < script->definition_count; i++)
    if (script->definitions[i].module) sg_module_free(script->definitions[i].module);
  if (script->engine) sg_engine_free(script->engine);
  free(script->definitions);
  free(script->named.rows);
  free(script->registered.rows);
}

bool spec_script_run(const SpecSettings *settings, const char *path, SpecReport *report) {
  json_t *root = NULL;
  json_t *commands = commands_read(settings, path, &root);
  Script script = {.settings = settings, .report = report, .path = path};
  const char *slash = strrchr(path, '/');
  script.folder_length = slash ? (size_t)(slash - path) + 1 : 0;
  bool ok = commands != NULL;
  if (ok) {
    sg_config config = sg_config_default();
    config.checked_memories = settings->checked;
    sg_error error;
    script.engine = sg_engine_new(&config, &error);
    script.store = script.engine ? sg_store_new(script.engine, &error) : NULL;
    script.host.store = script.store;
    ok = script.store != NULL;
    if (!ok) report_error(settings->command, "engine", &error);
  }
  if (ok) report->commands = (uint32_t)json_array_size(commands);
  for (size_t i = 0; ok && i < json_array_size(commands); i++) {
    script.command = json_array_get(commands, i);
    switch (command_handle(&script)) {
    case PASSED: report->passed++; break;
    case FAILED: report->failed++; break;
    case SKIPPED: report->skipped++; break;
    }
  }
  script_close(&script);
  json_decref(root);
  return ok;
}
