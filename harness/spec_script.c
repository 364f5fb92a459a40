/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands of a test script, one handler each. Every command ends as passed, failed or skipped, and is counted
 * once.
 */
#include "harness/spec_script.h"

#include "harness/commands.h"
#include "harness/invoke.h"

#include <stdlib.h>
#include <string.h>

enum { SCRIPT_LIMIT = 64 << 20 }; /* bytes of JSON */

static Outcome outcome_of(ActionEnd end) { return end == ACTION_SKIPPED ? SKIPPED : FAILED; }

/* A failed write of pairs is found when the file is closed. */
static void pair_write(const Script *script, const char *theirs, const char *ours) {
  if (script->settings->pairs) fprintf(script->settings->pairs, "%s\t%s\t%s\n", script->type, theirs, ours);
}

/* As the reference interpreter compares: one text begins with the other. */
static bool text_matches(const char *theirs, const char *ours) {
  if (theirs[0] == '\0' || ours[0] == '\0') return theirs[0] == ours[0];
  return strncmp(theirs, ours, strlen(ours)) == 0 || strncmp(theirs, ours, strlen(theirs)) == 0;
}

/* ---- Commands --------------------------------------------------------------------------------------------- */

/* A new instance becomes the current one, and is named where the command says so. */
static Outcome instance_adopt(Script *script, const char *name_key, const SpecInstance *of) {
  SpecName name;
  script->current = *of;
  if (json_name(script->command, name_key, &name) && !spec_bind(&script->named, name, of))
    return script_fail(script, "out of memory");
  return PASSED;
}

static Outcome run_module(Script *script) {
  sg_module *module;
  sg_error error;
  Start start = {0};
  const bool is_text = strcmp(script_member(script, "module_type"), "text") == 0;
  Outcome outcome = PASSED;
  switch (script_load(script, &module, &error)) {
  case LOADED:
    start = script_start(script, module);
    if (start.of.instance) outcome = is_text ? script_skip(script, "text format") : PASSED;
    else if (start.of.lacks[0]) outcome = script_skip(script, start.of.lacks);
    else outcome = script_fail(script, "%s %s", start.error.message, start.trap);
    break;
  case REFUSED:
    if (error.code == SG_UNSUPPORTED) {
      lacks_of(&error, start.of.lacks, sizeof start.of.lacks);
      outcome = script_skip(script, start.of.lacks);
    } else {
      outcome = script_fail(script, "%s: %s", error_code_name(error.code), error.message);
    }
    break;
  case TEXT_ONLY:
    snprintf(start.of.lacks, sizeof start.of.lacks, "text format");
    outcome = script_skip(script, start.of.lacks);
    break;
  case UNLOADED: outcome = FAILED; break;
  }
  if (start.of.lacks[0]) script_cloud(script, start.of.lacks);
  return instance_adopt(script, "name", &start.of) == PASSED ? outcome : FAILED;
}

static Outcome run_definition(Script *script) {
  sg_module *module;
  sg_error error;
  const Load load = script_load(script, &module, &error);
  if (load == UNLOADED || (load != LOADED && !script_define(script, NULL))) return FAILED;
  Definition *definition = &script->definitions[script->definition_count - 1];
  json_name(script->command, "name", &definition->name);
  if (load == LOADED) return PASSED;
  if (load == REFUSED && error.code != SG_UNSUPPORTED)
    return script_fail(script, "%s: %s", error_code_name(error.code), error.message);
  if (load == REFUSED) lacks_of(&error, definition->lacks, sizeof definition->lacks);
  else snprintf(definition->lacks, sizeof definition->lacks, "text format");
  return script_skip(script, definition->lacks);
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
  const bool by_name = json_name(script->command, "module", &name);
  const Definition *definition = definition_find(script, by_name ? &name : NULL);
  Start start = {0};
  if (!definition) start_fail(&start, SG_USAGE, "no such definition");
  else if (definition->module) start = script_start(script, definition->module);
  else snprintf(start.of.lacks, sizeof start.of.lacks, "%s", definition->lacks);
  if (instance_adopt(script, "instance", &start.of) != PASSED) return FAILED;
  if (start.of.instance) return PASSED;
  if (!start.of.lacks[0]) return script_fail(script, "%s %s", start.error.message, start.trap);
  script_cloud(script, start.of.lacks);
  return script_skip(script, start.of.lacks);
}

static Outcome run_register(Script *script) {
  SpecName name, as;
  const SpecInstance *of = &script->current;
  if (json_name(script->command, "name", &name)) of = spec_find(&script->named, name);
  if (!of || !json_name(script->command, "as", &as) || (!of->instance && !of->lacks[0]))
    return script_fail(script, "its module is not there");
  if (!spec_bind(&script->registered, as, of)) return script_fail(script, "out of memory");
  return of->lacks[0] ? script_skip(script, of->lacks) : PASSED;
}

static Outcome run_action(Script *script) {
  Action action;
  const ActionEnd end = action_run(script, &action);
  action_free(&action);
  if (end == RETURNED) return PASSED;
  return end == TRAPPED ? script_fail(script, "trapped: %s", action.trap_message) : outcome_of(end);
}

static Outcome results_compare(Script *script, const Action *action) {
  json_t *expected = json_object_get(script->command, "expected");
  if (json_array_size(expected) != action->result_count)
    return script_fail(script, "%u results, expected %zu", action->result_count, json_array_size(expected));
  for (uint32_t i = 0; i < action->result_count; i++) {
    const sg_value *got = &action->results[i];
    if (spec_matches(json_array_get(expected, i), got)) continue;
    if (script_is_clouded(script)) return script_skip(script, script->clouded);
    char got_text[VALUE_TEXT_SIZE], wanted[256];
    value_print(got, got_text);
    spec_describe(json_array_get(expected, i), wanted, sizeof wanted);
    const char *field = json_string_value(json_object_get(json_object_get(script->command, "action"), "field"));
    return script_fail(script, "%s: result %u is %s %s, expected %s", field ? field : "", i, value_type_name(got->kind),
                       got_text, wanted);
  }
  return PASSED;
}

static Outcome run_assert_return(Script *script) {
  Action action;
  const ActionEnd end = action_run(script, &action);
  Outcome outcome = outcome_of(end);
  if (end == RETURNED) outcome = results_compare(script, &action);
  if (end == TRAPPED && script_is_clouded(script)) outcome = script_skip(script, script->clouded);
  else if (end == TRAPPED) outcome = script_fail(script, "trapped: %s", action.trap_message);
  action_free(&action);
  return outcome;
}

/* assert_trap and assert_exhaustion. */
static Outcome run_assert_trap(Script *script) {
  const bool exhaustion = strcmp(script->type, "assert_exhaustion") == 0;
  Action action;
  const ActionEnd end = action_run(script, &action);
  action_free(&action);
  if (end == RETURNED && script_is_clouded(script)) return script_skip(script, script->clouded);
  if (end == RETURNED) return script_fail(script, "returned, expected the trap '%s'", script_member(script, "text"));
  if (end != TRAPPED) return outcome_of(end);
  pair_write(script, script_member(script, "text"), action.trap_message);
  if (exhaustion != (action.trap == SG_TRAP_STACK_OVERFLOW) ||
      !text_matches(script_member(script, "text"), action.trap_message))
    return script_fail(script, "trapped: %s, expected '%s'", action.trap_message, script_member(script, "text"));
  return PASSED;
}

static Outcome run_assert_exception(Script *script) {
  Action action;
  const ActionEnd end = action_run(script, &action);
  action_free(&action);
  if (end == ACTION_SKIPPED) return SKIPPED;
  return end == ACTION_FAILED ? FAILED : script_fail(script, "no exception");
}

/* assert_invalid and assert_malformed: the same kind of error, whatever its words. */
static Outcome run_assert_refused(Script *script) {
  const sg_error_code wanted = strcmp(script->type, "assert_invalid") == 0 ? SG_INVALID : SG_MALFORMED;
  if (strcmp(script_member(script, "module_type"), "text") == 0) return script_skip(script, "text format");
  sg_module *module;
  sg_error error;
  const Load load = script_load(script, &module, &error);
  if (load == UNLOADED) return FAILED;
  if (load != REFUSED) return script_fail(script, "accepted, expected '%s'", script_member(script, "text"));
  if (error.code == SG_UNSUPPORTED) {
    char lacks[sizeof script->current.lacks];
    lacks_of(&error, lacks, sizeof lacks);
    return script_skip(script, lacks);
  }
  pair_write(script, script_member(script, "text"), error.text);
  if (error.code != wanted)
    return script_fail(script, "%s: %s, expected '%s'", error_code_name(error.code), error.message,
                       script_member(script, "text"));
  return PASSED;
}

/* assert_unlinkable and assert_uninstantiable: a valid module that does not link, or traps while it is started. */
static Outcome run_assert_unstarted(Script *script) {
  const bool links = strcmp(script->type, "assert_uninstantiable") == 0;
  sg_module *module;
  sg_error error;
  const Load load = script_load(script, &module, &error);
  if (load == TEXT_ONLY) return script_skip(script, "text format");
  if (load == UNLOADED) return FAILED;
  if (load == REFUSED) {
    if (error.code != SG_UNSUPPORTED) return script_fail(script, "%s: %s", error_code_name(error.code), error.message);
    char lacks[sizeof script->current.lacks];
    lacks_of(&error, lacks, sizeof lacks);
    script_cloud(script, lacks);
    return script_skip(script, lacks);
  }
  const Start start = script_start(script, module);
  if (start.of.lacks[0]) {
    script_cloud(script, start.of.lacks);
    return script_skip(script, start.of.lacks);
  }
  const char *text = script_member(script, "text");
  if (start.of.instance) return script_fail(script, "instantiated, expected '%s'", text);
  if (start.error.code != (links ? SG_TRAPPED : SG_UNLINKABLE))
    return script_fail(script, "%s: %s, expected '%s'", error_code_name(start.error.code), start.error.message, text);
  pair_write(script, text, links ? start.trap : start.error.text);
  if (links && !text_matches(text, start.trap))
    return script_fail(script, "trapped: %s, expected '%s'", start.trap, text);
  return PASSED;
}

static Outcome run_custom(Script *script) { return script_skip(script, "custom sections and annotations"); }

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
  script->type = script_member(script, "type");
  for (size_t i = 0; i < sizeof handlers / sizeof handlers[0]; i++)
    if (strcmp(script->type, handlers[i].type) == 0) return handlers[i].run(script);
  return script_fail(script, "no such command");
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
    config.lazy = settings->lazy;
    config.verify = settings->verify;
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
