/* SPDX-License-Identifier: Apache-2.0
 *
 * What the commands of a test script have in common. A module that needs a feature which Signet lacks leaves an
 * instance that only says so, and whatever depends on it is skipped under that name. All modules and instances live
 * until the script ends, as the spec's store wants it.
 */
#include "harness/spec_script.h"

#include "harness/commands.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
  MODULE_LIMIT = 64 << 20, /* bytes of a module */
  VALUE_LIMIT = 2000,      /* arguments, results: more than any function type may have */
  FAILURES_TOLD = 20       /* a script, on standard error */
};

const char *error_code_name(sg_error_code code) {
  static const char *const names[] = {"no error",   "malformed", "invalid",   "unsupported", "limit",
                                      "unlinkable", "trapped",   "no memory", "environment", "usage"};
  return (size_t)code < sizeof names / sizeof names[0] ? names[code] : "?";
}

Outcome script_fail(const Script *script, const char *format, ...) {
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

Outcome script_skip(const Script *script, const char *reason) {
  spec_report_skip(script->report, reason, 1);
  return SKIPPED;
}

const char *script_member(const Script *script, const char *key) {
  const char *text = json_string_value(json_object_get(script->command, key));
  return text ? text : "";
}

bool json_name(json_t *object, const char *key, SpecName *name) {
  json_t *value = json_object_get(object, key);
  *name = (SpecName){json_string_value(value), json_string_length(value)};
  return name->bytes != NULL;
}

/* ---- Modules ---------------------------------------------------------------------------------------------- */

void lacks_of(const sg_error *error, char *lacks, size_t size) {
  const size_t length = strlen(error->text);
  const char *feature = error->message;
  if (strncmp(feature, error->text, length) == 0 && strncmp(feature + length, ": ", 2) == 0) feature += length + 2;
  snprintf(lacks, size, "%.91s", feature);
}

bool script_define(Script *script, sg_module *module) {
  if (script->definition_count == script->definition_room) {
    const size_t room = script->definition_room ? script->definition_room * 2 : 16;
    Definition *definitions = realloc(script->definitions, room * sizeof *definitions);
    if (!definitions) {
      script_fail(script, "out of memory");
      return false;
    }
    script->definitions = definitions;
    script->definition_room = room;
  }
  script->definitions[script->definition_count++] = (Definition){.module = module};
  return true;
}

Load script_load(Script *script, sg_module **module, sg_error *error) {
  *module = NULL;
  const char *name = script_member(script, "filename");
  if (strcmp(script_member(script, "module_type"), "text") == 0) {
    name = script_member(script, "binary_filename");
    if (name[0] == '\0') return TEXT_ONLY;
  }
  if (name[0] == '\0' || name[0] == '.' || strchr(name, '/')) {
    script_fail(script, "names no file beside the script");
    return UNLOADED;
  }
  char path[4096];
  const int length = snprintf(path, sizeof path, "%.*s%s", (int)script->folder_length, script->path, name);
  FileBytes file;
  if (length < 0 || (size_t)length >= sizeof path || !file_read(NULL, path, MODULE_LIMIT, &file)) {
    script_fail(script, "%s cannot be read", name);
    return UNLOADED;
  }
  sg_error validated = {.code = SG_OK};
  sg_validate(file.bytes, file.size, &validated);
  error->code = SG_OK;
  *module = sg_module_new(script->engine, file.bytes, file.size, NULL, error);
  if (*module) error->code = SG_OK;
  file_free(&file);
  if (validated.code != error->code) {
    script_fail(script, "validating alone says %s, compiling says %s", error_code_name(validated.code),
                error_code_name(error->code));
    if (*module) sg_module_free(*module);
    return UNLOADED;
  }
  if (!*module) return REFUSED;
  if (!script_define(script, *module)) {
    sg_module_free(*module);
    return UNLOADED;
  }
  return LOADED;
}

void start_fail(Start *start, sg_error_code code, const char *text) {
  start->error = (sg_error){.code = code, .function = SG_NO_FUNCTION, .offset = SG_NO_OFFSET, .text = text};
  snprintf(start->error.message, sizeof start->error.message, "%s", text);
}

Start script_start(Script *script, const sg_module *module) {
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

void action_free(Action *action) { free(action->values); }

static ActionEnd action_invoke(Script *script, json_t *json, sg_func *func, Action *action) {
  json_t *args = json_object_get(json, "args");
  const size_t arg_count = json_array_size(args);
  const sg_func_type type = sg_func_type_of(func);
  if (arg_count > VALUE_LIMIT || type.result_count > VALUE_LIMIT) {
    script_fail(script, "too many values");
    return ACTION_FAILED;
  }
  action->values = calloc(arg_count + type.result_count + 1, sizeof *action->values);
  if (!action->values) {
    script_fail(script, "out of memory");
    return ACTION_FAILED;
  }
  for (size_t i = 0; i < arg_count; i++) {
    const char *unknown;
    if (spec_argument(json_array_get(args, i), &action->values[i], &unknown)) continue;
    char reason[64];
    snprintf(reason, sizeof reason, "arguments of type %.32s", unknown);
    script_skip(script, reason);
    return ACTION_SKIPPED;
  }
  action->results = action->values + arg_count;
  action->result_count = type.result_count;
  sg_trap *trap = NULL;
  sg_error error;
  if (sg_func_call_checked(func, action->values, arg_count, action->results, type.result_count, &trap, &error))
    return RETURNED;
  if (!trap) {
    script_fail(script, "%s", error.message);
    return ACTION_FAILED;
  }
  action->trap = sg_trap_kind_of(trap);
  snprintf(action->trap_message, sizeof action->trap_message, "%s", sg_trap_message(trap));
  sg_trap_free(trap);
  return TRAPPED;
}

/* The instance that the command's action is on; NULL where there is none. */
static const SpecInstance *action_instance(const Script *script) {
  SpecName module;
  if (!json_name(json_object_get(script->command, "action"), "module", &module)) return &script->current;
  return spec_find(&script->named, module);
}

void script_cloud(Script *script, const char *reason) {
  if (!script->clouded[0]) snprintf(script->clouded, sizeof script->clouded, "%s", reason);
}

bool script_is_clouded(const Script *script) {
  const SpecInstance *on = action_instance(script);
  for (size_t i = 0; on && script->clouded[0] && i < script->registered.count; i++)
    if (script->registered.rows[i].of.instance == on->instance) return true;
  return false;
}

ActionEnd action_run(Script *script, Action *action) {
  *action = (Action){0};
  json_t *json = json_object_get(script->command, "action");
  SpecName field;
  const SpecInstance *on = action_instance(script);
  if (on && on->lacks[0]) {
    script_skip(script, on->lacks);
    return ACTION_SKIPPED;
  }
  sg_extern found;
  if (!on || !on->instance) {
    script_fail(script, "its module is not there");
    return ACTION_FAILED;
  }
  if (!json_name(json, "field", &field) || !sg_instance_find(on->instance, field.bytes, field.length, &found)) {
    script_fail(script, "no export of that name");
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
  script_fail(script, "no such action on that export");
  return ACTION_FAILED;
}
