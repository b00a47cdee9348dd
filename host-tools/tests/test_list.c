/* SPDX-License-Identifier: BSD-3-Clause */
/* test_list.c: the commands that only vferryd can carry out, against a daemon that gives one answer. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../command.h"
#include "../show.h"
#include "fake_daemon.h"
#include "tests/unit.h"

static char out[16384], complaint[1024];
static json_t *asked;

static void
read_back(FILE *file, char *text, size_t size)
{
	size_t n;

	rewind(file);
	n = fread(text, 1, size - 1, file);
	text[n] = '\0';
	fclose(file);
}

/* Runs the program with these words; what it prints is in out and complaint. Its exit code. */
static int
run(char **argv)
{
	FILE *files[2] = {tmpfile(), tmpfile()};
	int argc = 0, code, saved[2] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};

	while (argv[argc])
		argc++;
	fflush(stdout);
	for (int i = 0; i < 2; i++)
		dup2(fileno(files[i]), STDOUT_FILENO + i);
	code = command_main(argc, argv);
	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		dup2(saved[i], STDOUT_FILENO + i);
		close(saved[i]);
	}
	read_back(files[0], out, sizeof(out));
	read_back(files[1], complaint, sizeof(complaint));
	return code;
}

#define WORD(text) ((char[]){text})
#define RUN(...)   run((char *[]){WORD("vferry"), __VA_ARGS__, NULL})

/* What the daemon was asked for, once it has ended. */
static const char *
method(void)
{
	asked = fake_daemon_end();
	return json_string_value(json_object_get(asked, "method"));
}

static void
without_a_daemon_one_sentence_and_1(void)
{
	fake_daemon_begin(NULL);
	CU_ASSERT_EQUAL(RUN(WORD("list")), OUTCOME_ERROR);
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint, "vferryd does not answer on "));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint, ": start it on this host\n"));
	CU_ASSERT_EQUAL(strchr(complaint, '\n') - complaint, (long)strlen(complaint) - 1);
	CU_ASSERT_EQUAL(RUN(WORD("list"), WORD("--json")), OUTCOME_ERROR);
	CU_ASSERT_EQUAL(RUN(WORD("abort"), WORD("router")), OUTCOME_ERROR);
	CU_ASSERT_EQUAL(RUN(WORD("metrics")), OUTCOME_ERROR);
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint, "vferryd does not answer on "));
	CU_ASSERT_STRING_EQUAL(out, "");
	json_decref(fake_daemon_end());
}

static void
list_is_a_table(void)
{
	fake_daemon_begin(sample_result("guests"));
	CU_ASSERT_EQUAL(RUN(WORD("list")), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(method(), "list");
	json_decref(asked);
	CU_ASSERT_STRING_EQUAL(out, "DOMAIN  STATE    LIBRARY       PAIRS                 SINCE\n"
	                            "router  home     vferry 0.1.0  52:54:00:00:00:01:vf  1d 0h\n"
	                            "router  unknown  -             -                     0s\n");
	fake_daemon_begin(sample_result("no-guests"));
	CU_ASSERT_EQUAL(RUN(WORD("list")), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(out, "vferryd watches no guests\n");
	json_decref(fake_daemon_end());
}

static void
list_as_json_is_the_answer(void)
{
	json_t *sample = sample_result("guests-away"), *printed;

	fake_daemon_begin(json_incref(sample));
	CU_ASSERT_EQUAL(RUN(WORD("list"), WORD("--json")), OUTCOME_OK);
	json_decref(fake_daemon_end());
	printed = json_loads(out, 0, NULL);
	CU_ASSERT(json_equal(printed, json_object_get(sample, "result")));
	json_decref(printed);
	json_decref(sample);
}

/* n guests with as many pairs each. */
static json_t *
guests(size_t n, size_t pairs)
{
	json_t *all = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *of = json_array();

		for (size_t j = 0; j < pairs; j++)
			json_array_append_new(of, json_pack("{s:s, s:s}", "mac", "52:54:00:00:00:01", "path",
			                                    j ? "backup" : "vf"));
		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:i, s:o}", "domain", "r\033", "state",
		                                     "home", "library", "0.1.0", "since_s", 3600 * 5 + 61,
		                                     "pairs", of));
	}
	return json_pack("{s:o}", "guests", all);
}

static void
list_has_a_line_for_each_pair(void)
{
	json_t *result = guests(1, 2);
	FILE *file = fmemopen(out, sizeof(out), "w");

	CU_ASSERT_EQUAL(list_print(result, file), 0);
	fclose(file);
	CU_ASSERT_STRING_EQUAL(out, "DOMAIN  STATE  LIBRARY  PAIRS                     SINCE\n"
	                            "r?      home   0.1.0    52:54:00:00:00:01:vf      5h 1m\n"
	                            "                        52:54:00:00:00:01:backup\n");
	json_decref(result);
}

static void
list_shows_all_however_many(void)
{
	json_t *result = guests(300, 16);
	FILE *file = tmpfile();
	char line[256];
	unsigned int lines = 0, heads = 0;

	CU_ASSERT_EQUAL(list_print(result, file), 0);
	rewind(file);
	while (fgets(line, sizeof(line), file)) {
		heads += !strncmp(line, "DOMAIN ", 7);
		lines++;
	}
	fclose(file);
	CU_ASSERT_EQUAL(lines - heads, 4800);
	CU_ASSERT(heads > 1);
	json_decref(result);
}

static void
abort_names_the_guest(void)
{
	fake_daemon_begin(sample_result("aborted"));
	CU_ASSERT_EQUAL(RUN(WORD("abort"), WORD("router")), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(out, "the crossing of router was told to end\n");
	CU_ASSERT_STRING_EQUAL(method(), "abort");
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_object_get(asked, "params"), "domain")),
	                       "router");
	json_decref(asked);
}

static void
evacuate_names_the_destinations(void)
{
	json_t *to = json_pack("[s,s]", "qemu+ssh://b/system", "qemu+tls://c/system"), *params;

	fake_daemon_begin(sample_result("evacuation"));
	CU_ASSERT_EQUAL(RUN(WORD("evacuate"), WORD("--to"), WORD("qemu+ssh://b/system,qemu+tls://c/system"),
	                    WORD("--require-vf"), WORD("--timeout"), WORD("9")),
	                OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_PTR_NOT_NULL(strstr(out, "router is on qemu+ssh://beta/system\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(out, "2 of 2 guests have gone to other hosts\n"));
	CU_ASSERT_STRING_EQUAL(method(), "evacuate");
	params = json_object_get(asked, "params");
	CU_ASSERT(json_equal(json_object_get(params, "to"), to));
	CU_ASSERT(json_is_true(json_object_get(params, "require_vf")));
	CU_ASSERT(json_is_true(json_object_get(params, "live")));
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(params, "timeout_s")), 9);
	CU_ASSERT_PTR_NULL(json_object_get(params, "dry_run"));
	json_decref(asked);
	json_decref(to);
}

static void
evacuate_tells_what_would_be(void)
{
	fake_daemon_begin(sample_result("evacuation-planned"));
	CU_ASSERT_EQUAL(RUN(WORD("evacuate"), WORD("--to"), WORD("b:///"), WORD("--dry-run"), WORD("--json"),
	                    WORD("-")),
	                OUTCOME_BACK_ON_VF);
	CU_ASSERT_EQUAL(out[0], '{');
	CU_ASSERT_STRING_EQUAL(method(), "evacuate");
	CU_ASSERT(json_is_true(json_object_get(json_object_get(asked, "params"), "dry_run")));
	json_decref(asked);
	CU_ASSERT_EQUAL(RUN(WORD("evacuate")), OUTCOME_USAGE);
	CU_ASSERT_EQUAL(RUN(WORD("evacuate"), WORD("--to"), WORD(",")), OUTCOME_USAGE);
	fake_daemon_begin(NULL);
	CU_ASSERT_EQUAL(RUN(WORD("evacuate"), WORD("--to"), WORD("b:///")), OUTCOME_ERROR);
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint, "no vferryd answers"));
	json_decref(fake_daemon_end());
}

static void
refusals_are_the_daemons_own(void)
{
	fake_daemon_begin(json_pack("{s:s, s:i, s:{s:i, s:s, s:s}}", "jsonrpc", "2.0", "id", 1, "error",
	                            "code", OUTCOME_NO_DOMAIN, "message", "no crossing of router", "data",
	                            "no-domain"));
	CU_ASSERT_EQUAL(RUN(WORD("abort"), WORD("router")), OUTCOME_NO_DOMAIN);
	CU_ASSERT_STRING_EQUAL(complaint, "vferry: no crossing of router\n");
	CU_ASSERT_STRING_EQUAL(out, "");
	json_decref(fake_daemon_end());
}

static void
metrics_are_printed_as_they_are(void)
{
	json_t *sample = sample_result("metrics");

	fake_daemon_begin(json_incref(sample));
	CU_ASSERT_EQUAL(RUN(WORD("metrics")), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(out,
	                       json_string_value(json_object_get(json_object_get(sample, "result"), "text")));
	CU_ASSERT_STRING_EQUAL(method(), "metrics");
	json_decref(asked);
	json_decref(sample);
}

static void
metrics_cannot_write_to_the_screen(void)
{
	json_t *result = json_pack("{s:s}", "text", "a{domain=\"r\033[2J\"} 1\n# EOF");
	FILE *file = fmemopen(out, sizeof(out), "w");

	CU_ASSERT_EQUAL(metrics_print(result, file), 0);
	fclose(file);
	CU_ASSERT_STRING_EQUAL(out, "a{domain=\"r?[2J\"} 1\n# EOF\n");
	json_decref(result);
}

static void
what_is_not_understood_is_said(void)
{
	static const char *const odd[] = {"guest-without-library-invalid", "guest-negative-since-invalid",
	                                  "empty-object-invalid"};

	for (unsigned int i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		fake_daemon_begin(sample_result(odd[i]));
		CU_ASSERT_EQUAL(RUN(WORD("list")), OUTCOME_ERROR);
		CU_ASSERT_PTR_NOT_NULL(strstr(complaint, "not understood"));
		json_decref(fake_daemon_end());
	}
	fake_daemon_begin(json_pack("{s:s, s:i, s:{s:[{s:s, s:s, s:i, s:i, s:[]}]}}", "jsonrpc", "2.0", "id",
	                            1, "result", "guests", "domain", "router", "state", "home", "library", 1,
	                            "since_s", 1, "pairs"));
	CU_ASSERT_EQUAL(RUN(WORD("list")), OUTCOME_ERROR);
	json_decref(fake_daemon_end());
	fake_daemon_begin(sample_result("metrics-null-invalid"));
	CU_ASSERT_EQUAL(RUN(WORD("metrics")), OUTCOME_ERROR);
	CU_ASSERT_PTR_NOT_NULL(strstr(complaint, "not understood"));
	json_decref(fake_daemon_end());
}

static const struct unit_test tests[] = {
        {"without a daemon: one sentence and 1", without_a_daemon_one_sentence_and_1},
        {"list is a table", list_is_a_table},
        {"list as JSON is the answer", list_as_json_is_the_answer},
        {"list has a line for each pair", list_has_a_line_for_each_pair},
        {"list shows all, however many", list_shows_all_however_many},
        {"abort names the guest", abort_names_the_guest},
        {"evacuate names the destinations", evacuate_names_the_destinations},
        {"evacuate tells what would be", evacuate_tells_what_would_be},
        {"refusals are the daemon's own", refusals_are_the_daemons_own},
        {"metrics are printed as they are", metrics_are_printed_as_they_are},
        {"metrics cannot write to the screen", metrics_cannot_write_to_the_screen},
        {"what is not understood is said", what_is_not_understood_is_said},
};

UNIT_MAIN("asking vferryd", tests)
