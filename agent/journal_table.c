/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_table.c: see journal_table.h. schemas/journal-1.schema.json says the same. */
#include "journal_table.h"

#include "steps.h"
#include "wire.h"

#define OUTCOMES          (OUTCOME_LOST + 1)
#define KINDS             (CROSSING_RESTORE + 1)
#define MESSAGE_MAX       (sizeof(((struct err *)0)->text) - 1)
#define AT(struct_, m)    .offset = offsetof(struct struct_, m), .size = sizeof(((struct struct_ *)0)->m)
#define TEXT_(limit)      .type = JOURNAL_TEXT, .min = 1, .max = (limit)
#define NUMBER_(from, to) .type = JOURNAL_NUMBER, .min = (from), .max = (to)
#define END                  \
	{                    \
		.name = NULL \
	}

_Static_assert(JOURNAL_PAIRS_MAX == WIRE_PAIRS_MAX, "all pairs of a guest");

static const char *
method_word(unsigned int value)
{
	static const char *const words[KINDS] = {[CROSSING_MIGRATE] = "migrate",
	                                         [CROSSING_PREPARE] = "prepare",
	                                         [CROSSING_RESTORE] = "restore"};

	return words[value];
}

static const char *
host_word(unsigned int value)
{
	return value == PLAN_SOURCE ? "source" : "destination";
}

static const char *
step_word(unsigned int value)
{
	return step_of((enum plan_step)value)->name;
}

static const char *
outcome_word(unsigned int value)
{
	return outcome_name((enum outcome)value);
}

static const struct journal_field dest_vf[] = {
        {"mac", AT(crossing_dest_vf, mac), .type = JOURNAL_MAC, .optional = true},
        {"xml", AT(crossing_dest_vf, xml), TEXT_(JOURNAL_XML_MAX)},
        END,
};

/* A number for each step, in an array of all of them. */
#define OF(step, is)                                                                                 \
	{                                                                                            \
		step, .offset = (is) * sizeof(uint32_t), .size = sizeof(uint32_t), .optional = true, \
		      NUMBER_(0, UINT32_MAX)                                                         \
	}
static const struct journal_field of_steps[] = {
        OF("check", STEP_CHECK),     OF("prepare", STEP_PREPARE), OF("detach", STEP_DETACH),
        OF("migrate", STEP_MIGRATE), OF("arrive", STEP_ARRIVE),   OF("attach", STEP_ATTACH),
        OF("adopt", STEP_ADOPT),     OF("stop", STEP_STOP),       OF("reattach", STEP_REATTACH),
        OF("readopt", STEP_READOPT), OF("abandon", STEP_ABANDON), END,
};
_Static_assert(sizeof(of_steps) / sizeof(of_steps[0]) == STEP_NUM + 1, "every step");

static const struct journal_field limits[] = {
        {"timeout_ms", AT(plan_limits, timeout_ms), .type = JOURNAL_OBJECT, .item = of_steps},
        {"attempts", AT(plan_limits, attempts), .type = JOURNAL_OBJECT, .item = of_steps},
        END,
};

/* What is added to struct crossing_wish is optional here, so that older journals stay readable. */
#define WISH(m) #m, AT(crossing_wish, m), .optional = true
static const struct journal_field wish[] = {
        {WISH(source_uri), TEXT_(JOURNAL_TEXT_MAX)},
        {WISH(destination_uri), TEXT_(JOURNAL_TEXT_MAX)},
        {"domain", AT(crossing_wish, domain), TEXT_(JOURNAL_TEXT_MAX)},
        {WISH(vf), TEXT_(JOURNAL_TEXT_MAX)},
        {WISH(backup), TEXT_(JOURNAL_TEXT_MAX)},
        {"dest_vfs", .offset = offsetof(struct crossing_wish, dest_vfs), .optional = true,
         .type = JOURNAL_LIST, .size = sizeof(struct crossing_dest_vf),
         .other = offsetof(struct crossing_wish, ndest_vfs), .max = JOURNAL_PAIRS_MAX, .item = dest_vf},
        {WISH(migrate_uri), TEXT_(JOURNAL_TEXT_MAX)},
        {WISH(live), .type = JOURNAL_FLAG},
        {WISH(p2p), .type = JOURNAL_FLAG},
        {WISH(persistent), .type = JOURNAL_FLAG},
        {WISH(undefine_source), .type = JOURNAL_FLAG},
        {WISH(require_vf), .type = JOURNAL_FLAG},
        {WISH(bandwidth_mib), NUMBER_(0, WIRE_COUNT_MAX)},
        {WISH(prepare_s), NUMBER_(0, UINT32_MAX)},
        {WISH(timeout_s), NUMBER_(0, UINT32_MAX)},
        {"limits", .offset = offsetof(struct crossing_wish, limits), .size = sizeof(struct plan_limits),
         .type = JOURNAL_OWN, .optional = true, .item = limits},
        END,
};

static const struct journal_field begin[] = {
        {"method", AT(journal_record, begin.wish.kind), .type = JOURNAL_WORD, .word = method_word,
         .max = KINDS},
        {"domain", AT(journal_record, begin.domain), TEXT_(JOURNAL_TEXT_MAX)},
        {"uuid", AT(journal_record, begin.uuid), .type = JOURNAL_UUID},
        {"time_us", AT(journal_record, begin.time_us), NUMBER_(0, WIRE_COUNT_MAX)},
        {"wish", AT(journal_record, begin.wish), .type = JOURNAL_OBJECT, .item = wish},
        END,
};

static const struct journal_field pair[] = {
        {"mac", AT(journal_pair, mac), .type = JOURNAL_MAC},
        {"source", AT(journal_pair, source), TEXT_(JOURNAL_XML_MAX)},
        {"destination", AT(journal_pair, destination), .type = JOURNAL_OR_NULL, .min = 1,
         .max = JOURNAL_XML_MAX},
        END,
};

static const struct journal_field checked[] = {
        {"pairs", .type = JOURNAL_LIST, .offset = offsetof(struct journal_record, pairs),
         .size = sizeof(struct journal_pair), .other = offsetof(struct journal_record, npairs),
         .max = JOURNAL_PAIRS_MAX, .item = pair},
        END,
};

static const struct journal_field step[] = {
        {"name", AT(journal_record, step), .type = JOURNAL_WORD, .word = step_word, .max = STEP_NUM},
        {"attempt", AT(journal_record, attempt), NUMBER_(1, UINT32_MAX)},
        END,
};

static const struct journal_field turned[] = {
        {"host", AT(journal_record, host), .type = JOURNAL_WORD, .word = host_word, .max = PLAN_HOSTS},
        END,
};

static const struct journal_field end[] = {
        {"outcome", AT(journal_record, outcome), .type = JOURNAL_WORD, .word = outcome_word, .max = OUTCOMES},
        {"code", AT(journal_record, outcome), .type = JOURNAL_CODE},
        {"message", AT(journal_record, message), .type = JOURNAL_MESSAGE, .max = MESSAGE_MAX},
        END,
};

const char *
journal_kind_name(enum journal_kind kind)
{
	static const char *const names[JOURNAL_KINDS] = {[JOURNAL_BEGIN] = "begin",
	                                                 [JOURNAL_CHECKED] = "checked",
	                                                 [JOURNAL_STEP] = "step",
	                                                 [JOURNAL_TURNED] = "turned",
	                                                 [JOURNAL_END] = "end"};

	return names[kind];
}

const struct journal_field *
journal_members(enum journal_kind kind)
{
	static const struct journal_field *const members[JOURNAL_KINDS] = {[JOURNAL_BEGIN] = begin,
	                                                                   [JOURNAL_CHECKED] = checked,
	                                                                   [JOURNAL_STEP] = step,
	                                                                   [JOURNAL_TURNED] = turned,
	                                                                   [JOURNAL_END] = end};

	return members[kind];
}
