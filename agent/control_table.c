/* SPDX-License-Identifier: BSD-3-Clause */
/* control_table.c: see control_table.h. */
#include "control_table.h"

#define COUNT_MAX CONTROL_ID_MAX

#define OF(base, member) offsetof(struct base, member), sizeof(((struct base *)0)->member)
#define ASKED(name, type, ...)                                           \
	{                                                                \
#name, type, OF(control_request, wish.name), __VA_ARGS__ \
	}
#define DOMAIN     ASKED(domain, FIELD_TEXT, 1, 255, false)
#define SOURCE_URI ASKED(source_uri, FIELD_TEXT, 1, CONTROL_URI_MAX, true)
#define MEMBERS    ASKED(vf, FIELD_TEXT, 1, 63, true), ASKED(backup, FIELD_TEXT, 1, 63, true)
#define HOW                                                                                                \
	ASKED(live, FIELD_BOOL, 0, 1, true), ASKED(p2p, FIELD_BOOL, 0, 1, true),                           \
	        ASKED(persistent, FIELD_BOOL, 0, 1, true), ASKED(undefine_source, FIELD_BOOL, 0, 1, true), \
	        ASKED(require_vf, FIELD_BOOL, 0, 1, true),                                                 \
	        ASKED(bandwidth_mib, FIELD_NUMBER, 0, COUNT_MAX, true),                                    \
	        ASKED(timeout_s, FIELD_NUMBER, 0, UINT32_MAX, true)

static const struct control_field of_migrate[] = {
        DOMAIN,
        ASKED(destination_uri, FIELD_TEXT, 1, CONTROL_URI_MAX, false),
        SOURCE_URI,
        ASKED(migrate_uri, FIELD_TEXT, 1, CONTROL_URI_MAX, true),
        MEMBERS,
        {"dest_vfs", FIELD_VFS, offsetof(struct control_request, wish.dest_vfs), 0, 0, REPORT_PAIRS_MAX,
         true},
        HOW,
        {0},
};
static const struct control_field of_prepare[] = {DOMAIN, MEMBERS, {0}};
static const struct control_field of_domain[] = {DOMAIN, {0}};
static const struct control_field of_domain_on[] = {DOMAIN, SOURCE_URI, {0}};
static const struct control_field of_nothing[] = {{0}};
static const struct control_field of_resume[] = {
        {"uuid", FIELD_UUID, OF(control_request, uuid), 0, 0, false},
        {0},
};
static const struct control_field of_evacuate[] = {
        {"to", FIELD_URIS, OF(control_request, to), 1, CONTROL_TO_MAX, false},
        {"dry_run", FIELD_BOOL, OF(control_request, dry_run), 0, 1, true},
        HOW,
        {0},
};

const struct control_field control_dest_vf[] = {
        {"mac", FIELD_MAC, OF(crossing_dest_vf, mac), 0, 0, true},
        {"xml", FIELD_XML, OF(crossing_dest_vf, xml), 1, 65536, false},
        {0},
};

#define TOLD(name, type, ...)                                                \
	{                                                                    \
#name, type, OF(control_message, progress.name), __VA_ARGS__ \
	}

const struct control_field control_progress[] = {
        {"request", FIELD_ID, OF(control_message, id), 0, 0, false},
        {"domain", FIELD_TEXT, OF(control_message, domain), 1, 255, true},
        TOLD(step, FIELD_TEXT, 1, 63, false),
        TOLD(host, FIELD_TEXT, 0, 255, false),
        TOLD(begins, FIELD_BOOL, 0, 1, false),
        TOLD(ends, FIELD_BOOL, 0, 1, false),
        TOLD(failed, FIELD_BOOL, 0, 1, false),
        TOLD(attempt, FIELD_NUMBER, 1, UINT32_MAX, false),
        TOLD(elapsed_ms, FIELD_NUMBER, 0, COUNT_MAX, false),
        TOLD(step_ms, FIELD_NUMBER, 0, COUNT_MAX, false),
        TOLD(memory_total, FIELD_NUMBER, 0, COUNT_MAX, false),
        TOLD(memory_remaining, FIELD_NUMBER, 0, COUNT_MAX, false),
        TOLD(bytes_per_s, FIELD_NUMBER, 0, COUNT_MAX, false),
        TOLD(note, FIELD_TEXT_OR_NULL, 0, 255, false),
        {0},
};

const struct control_field control_error[] = {
        {"code", FIELD_CODE, OF(control_message, code), 0, 0, false},
        {"message", FIELD_TEXT, OF(control_message, message), 1, 383, false},
        {"data", FIELD_TEXT, OF(control_message, outcome), 1, 63, true},
        {0},
};

static const struct {
	const char *name;
	const struct control_field *params;
} methods[CONTROL_METHODS] = {
        [CONTROL_MIGRATE] = {"migrate", of_migrate},
        [CONTROL_PREPARE] = {"prepare", of_prepare},
        [CONTROL_RESTORE] = {"restore", of_domain},
        [CONTROL_ABORT] = {"abort", of_domain},
        [CONTROL_RESUME] = {"resume", of_resume},
        [CONTROL_LIST] = {"list", of_nothing},
        [CONTROL_STATUS] = {"status", of_domain_on},
        [CONTROL_PAIRS] = {"pairs", of_domain_on},
        [CONTROL_VFS] = {"vfs", of_nothing},
        [CONTROL_METRICS] = {"metrics", of_nothing},
        [CONTROL_EVACUATE] = {"evacuate", of_evacuate},
};

const char *
control_method_name(enum control_method method)
{
	return methods[method].name;
}

const struct control_field *
control_params(enum control_method method)
{
	return methods[method].params;
}
