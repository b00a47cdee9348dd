/* SPDX-License-Identifier: BSD-3-Clause */
/* test_fleet_view.c: what is heard of an evacuation, as it is shown, and what its answer amounts to. */
#include <string.h>

#include "../fleet_view.h"
#include "tests/unit.h"

static struct fleet_view view = {.from = "alpha"};
static char text[1024], shown[4096];

static bool
hear(const char *domain, const char *step, const char *host, const char *note)
{
	const struct control_message message = {.kind = CONTROL_PROGRESS,
	                                        .domain = domain,
	                                        .progress = {.step = step,
	                                                     .host = host,
	                                                     .elapsed_ms = 1500,
	                                                     .memory_total = strcmp(step, "copy") ? 0 : 100,
	                                                     .memory_remaining = 25,
	                                                     .note = note}};

	return fleet_view_hear(&view, &message, text, sizeof(text));
}

static unsigned int
print(unsigned int rows)
{
	FILE *out = fmemopen(shown, sizeof(shown), "w");
	unsigned int lines = fleet_view_print(&view, rows, out);

	fclose(out);
	return lines;
}

static void
guests_are_followed(void)
{
	CU_ASSERT_TRUE(hear("one", "waiting", "", NULL));
	CU_ASSERT_STRING_EQUAL(text, "one: waiting");
	CU_ASSERT_TRUE(hear("two", "waiting", "", NULL));
	CU_ASSERT_TRUE(hear("one", "crossing", "qemu+ssh://beta/system", NULL));
	CU_ASSERT_STRING_EQUAL(text, "one: crossing, qemu+ssh://beta/system");
	CU_ASSERT_TRUE(hear("one", "copy", "alpha", NULL));
	CU_ASSERT_STRING_EQUAL(text, "");
	CU_ASSERT_FALSE(hear("one", "copy", "alpha", NULL));
	CU_ASSERT_EQUAL(print(0), 4);
	CU_ASSERT_STRING_EQUAL(shown, "GUEST  FROM   TO                      STATE     STEP  %   TIME\n"
	                              "one    alpha  qemu+ssh://beta/system  crossing  copy  75  1.5 s\n"
	                              "two    alpha  -                       waiting\n"
	                              "0 of 2 arrived, 1 crossing, 1 waiting\n");
	CU_ASSERT_TRUE(hear("one", "arrived", "qemu+ssh://beta/system", "there-on-backup: n\033o VF"));
	CU_ASSERT_STRING_EQUAL(text, "one: arrived, qemu+ssh://beta/system: there-on-backup: n?o VF");
	CU_ASSERT_TRUE(hear("two", "given-up", "", "no host has room"));
	CU_ASSERT_EQUAL(print(1), 3);
	CU_ASSERT_PTR_NOT_NULL(strstr(shown, "two    alpha  -   given up\n"));
	(void)print(0);
	CU_ASSERT_PTR_NOT_NULL(strstr(shown, "arrived   there-on-backup"));
	CU_ASSERT_FALSE(hear(NULL, "survey", "qemu+ssh://gamma/system", "no route"));
	CU_ASSERT_STRING_EQUAL(text,
	                       "qemu+ssh://gamma/system takes no guests, as it does not answer: no route");
	CU_ASSERT_EQUAL(view.n, 2);
	fleet_view_clear(&view);
}

#define ROW(to, outcome) \
	"{\"domain\":\"r\",\"uuid\":\"\",\"to\":" to ",\"outcome\":" outcome ",\"message\":\"m\"}"
#define ALL(dry_run, rows) "{\"dry_run\":" dry_run ",\"evacuated\":[" rows "]}"
#define THERE              ROW("\"u\"", "\"ok\"")

static void
the_worst_is_the_exit_code(void)
{
	static const struct {
		const char *result;
		enum outcome code;
		const char *said;
	} cases[] = {
	        {ALL("false", ""), OUTCOME_OK, "0 of 0 guests have gone to other hosts\n"},
	        {ALL("false", THERE), OUTCOME_OK, "r is on u: m\n1 of 1 guests have gone to other hosts\n"},
	        {ALL("false", THERE "," ROW("\"u\"", "\"there-on-backup\"")), OUTCOME_THERE_ON_BACKUP,
	         "r is on u, there-on-backup: m\n"},
	        {ALL("false", ROW("\"u\"", "\"there-on-backup\"") "," ROW("null", "\"no-vf\"")),
	         OUTCOME_BACK_ON_VF, "r did not go, no-vf: m\n"},
	        {ALL("false", ROW("null", "\"no-vf\"") "," ROW("null", "\"back-on-backup\"")),
	         OUTCOME_BACK_ON_BACKUP, "back-on-backup"},
	        {ALL("false", ROW("null", "\"back-on-backup\"") "," ROW("null", "\"lost\"")), OUTCOME_LOST,
	         "lost"},
	        {ALL("false", ROW("null", "\"no-domain\"")), OUTCOME_OK, "no-domain"},
	        {ALL("false", ROW("null", "null")), OUTCOME_BACK_ON_VF, "r did not go: m\n"},
	        {ALL("true", ROW("\"u\"", "null")), OUTCOME_OK,
	         "r would go to u: m\n1 of 1 guests would go\n"},
	        {ALL("true", ROW("null", "null")), OUTCOME_BACK_ON_VF, "r would stay: m\n"},
	};

	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *result = json_loads(cases[i].result, 0, NULL);
		FILE *out = fmemopen(shown, sizeof(shown), "w");

		CU_ASSERT_PTR_NOT_NULL_FATAL(result);
		CU_ASSERT_EQUAL(fleet_result_code(result), cases[i].code);
		fleet_result_print(result, out);
		fclose(out);
		CU_ASSERT_PTR_NOT_NULL(strstr(shown, cases[i].said));
		json_decref(result);
	}
}

static const struct unit_test tests[] = {
        {"guests are followed", guests_are_followed},
        {"the worst is the exit code", the_worst_is_the_exit_code},
};

UNIT_MAIN("fleet view", tests)
