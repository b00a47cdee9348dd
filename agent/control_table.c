/* SPDX-License-Identifier: BSD-3-Clause */
/* control_table.c: see control_table.h. */
#include "control_table.h"

#define COUNT_MAX CONTROL_ID_MAX

/* A member called text that lives at `at` in a struct base. */
#define FIELD(base, at, text, how, least, most)                             \
	.name = (text), .type = (how), .offset = offsetof(struct base, at), \
	.size = sizeof(((struct base *)0)->at), .min = (least), .max = (most)
#define MAY(base, at, text, how, least, most)                             \
	{                                                                 \
		FIELD(base, at, text, how, least, most), .optional = true \
	}
#define MUST(base, at, text, how, least, most)          \
	{                                               \
		FIELD(base, at, text, how, least, most) \
	}
#define MAY_ASK(at, how, least, most)  MAY(control_request, wish.at, #at, how, least, most)
#define MUST_ASK(at, how, least, most) MUST(control_request, wish.at, #at, how, least, most)

#define DOMAIN     MUST_ASK(domain, FIELD_TEXT, 1, 255)
#define SOURCE_URI MAY_ASK(source_uri, FIELD_TEXT, 1, CONTROL_URI_MAX)
#define MEMBERS    MAY_ASK(vf, FIELD_TEXT, 1, 63), MAY_ASK(backup, FIELD_TEXT, 1, 63)
#define HOW                                                                                                \
	MAY_ASK(live, FIELD_BOOL, 0, 1), MAY_ASK(p2p, FIELD_BOOL, 0, 1),                                   \
	        MAY_ASK(persistent, FIELD_BOOL, 0, 1), MAY_ASK(undefine_source, FIELD_BOOL, 0, 1),         \
	        MAY_ASK(require_vf, FIELD_BOOL, 0, 1), MAY_ASK(bandwidth_mib, FIELD_NUMBER, 0, COUNT_MAX), \
	        MAY_ASK(timeout_s, FIELD_NUMBER, 0, UINT32_MAX)

static const struct control_field of_migrate[] = {
        DOMAIN,
        MUST_ASK(destination_uri, FIELD_TEXT, 1, CONTROL_URI_MAX),
        SOURCE_URI,
        MAY_ASK(migrate_uri, FIELD_TEXT, 1, CONTROL_URI_MAX),
        MEMBERS,
        {.name = "dest_vfs",
         .type = FIELD_VFS,
         .offset = offsetof(struct control_request, wish.dest_vfs),
         .max = REPORT_PAIRS_MAX,
         .optional = true},
        HOW,
        {0},
};
static const struct control_field of_prepare[] = {
        DOMAIN,
        MEMBERS,
        {FIELD(control_request, wish.prepare_s, "prepare_s", FIELD_NUMBER, 0, UINT32_MAX), .optional = true,
         .given = offsetof(struct control_request, prepare_s_given)},
        {0},
};
static const struct control_field of_domain[] = {DOMAIN, {0}};
static const struct control_field of_domain_on[] = {DOMAIN, SOURCE_URI, {0}};
static const struct control_field of_nothing[] = {{0}};
static const struct control_field of_resume[] = {
        MUST(control_request, uuid, "uuid", FIELD_UUID, 0, 0),
        {0},
};
#define TO MUST(control_request, to, "to", FIELD_URIS, 1, CONTROL_TO_MAX)
static const struct control_field of_survey[] = {TO, {0}};
static const struct control_field of_evacuate[] = {
        TO,
        MAY(control_request, dry_run, "dry_run", FIELD_BOOL, 0, 1),
        HOW,
        {0},
};

const struct control_field control_dest_vf[] = {
        MAY(crossing_dest_vf, mac, "mac", FIELD_MAC, 0, 0),
        MUST(crossing_dest_vf, xml, "xml", FIELD_XML, 1, 65536),
        {0},
};

#define TOLD(at, how, least, most) MUST(control_message, progress.at, #at, how, least, most)

const struct control_field control_progress[] = {
        MUST(control_message, id, "request", FIELD_ID, 0, 0),
        MAY(control_message, domain, "domain", FIELD_TEXT, 1, 255),
        TOLD(step, FIELD_TEXT, 1, 63),
        TOLD(host, FIELD_TEXT, 0, 255),
        TOLD(begins, FIELD_BOOL, 0, 1),
        TOLD(ends, FIELD_BOOL, 0, 1),
        TOLD(failed, FIELD_BOOL, 0, 1),
        TOLD(attempt, FIELD_NUMBER, 1, UINT32_MAX),
        TOLD(elapsed_ms, FIELD_NUMBER, 0, COUNT_MAX),
        TOLD(step_ms, FIELD_NUMBER, 0, COUNT_MAX),
        TOLD(memory_total, FIELD_NUMBER, 0, COUNT_MAX),
        TOLD(memory_remaining, FIELD_NUMBER, 0, COUNT_MAX),
        TOLD(bytes_per_s, FIELD_NUMBER, 0, COUNT_MAX),
        TOLD(note, FIELD_TEXT_OR_NULL, 0, 255),
        {0},
};

const struct control_field control_error[] = {
        MUST(control_message, code, "code", FIELD_CODE, 0, 0),
        MUST(control_message, message, "message", FIELD_TEXT, 1, 383),
        MAY(control_message, outcome, "data", FIELD_TEXT, 1, 63),
        {0},
};

static const struct {
	const char *name;
	const struct control_field *params;
} methods[CONTROL_METHODS] = {
        [CONTROL_MIGRATE] = {"migrate", of_migrate}, [CONTROL_PREPARE] = {"prepare", of_prepare},
        [CONTROL_RESTORE] = {"restore", of_domain},  [CONTROL_ABORT] = {"abort", of_domain},
        [CONTROL_RESUME] = {"resume", of_resume},    [CONTROL_SURVEY] = {"survey", of_survey},
        [CONTROL_LIST] = {"list", of_nothing},       [CONTROL_STATUS] = {"status", of_domain_on},
        [CONTROL_PAIRS] = {"pairs", of_domain_on},   [CONTROL_VFS] = {"vfs", of_nothing},
        [CONTROL_METRICS] = {"metrics", of_nothing}, [CONTROL_EVACUATE] = {"evacuate", of_evacuate},
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
