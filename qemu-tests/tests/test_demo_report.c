/* SPDX-License-Identifier: BSD-3-Clause */
/* test_demo_report.c: the demo's verdict, its report and its words, from numbers made up here. */
#include "demo_report.h"

#include <stdlib.h>
#include <string.h>

#include "demo_text.h"
#include "tests/unit.h"

#define AHEAD_US 1773480000000000ull /* 2026-03-14T09:20:00Z */

static struct demo_crossing crossings[2];
static struct demo_result result;

static json_t *
report_of(const char *from, const char *to)
{
	return json_pack(
	        "{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:i, s:i, s:{s:f, s:f, s:n, s:f, s:f}, s:[{s:s}], "
	        "s:[{s:i, s:s, s:s, s:f, s:f, s:i, s:b, s:s}, {s:i, s:s, s:s, s:f, s:f, s:i, s:b, s:s}]}",
	        "tool", "vferry 0.1.0", "domain", "vnf", "source", from, "destination", to, "result", "ok",
	        "message", "", "exit_code", 0, "started", "2026-03-14T09:20:10Z", "downtime_ms", 120,
	        "memory_bytes", 1000, "marks_ms", "prepare", 100.0, "detached", 200.0, "adopt", "active",
	        500.0, "end", 510.0, "pairs", "path", "vf", "steps", "crossing", 1, "name", "prepare", "host",
	        from, "start_ms", 100.0, "elapsed_ms", 50.5, "attempts", 1, "ok", 1, "note", "", "crossing",
	        1, "name", "detach", "host", from, "start_ms", 151.0, "elapsed_ms", 49.0, "attempts", 3, "ok",
	        0, "note", "no answer");
}

/* Two good crossings: 10 packets in each phase, in the blackouts 4 and 5 of them lost. */
static void
make_good(void)
{
	for (size_t i = 0; i < 2; i++) {
		struct demo_crossing *c = &crossings[i];

		trip_clear(&c->trip);
		*c = (struct demo_crossing){.traffic_on_vf = true};
		CU_ASSERT_EQUAL_FATAL(trip_take(&c->trip,
		                                report_of(i ? "hostb" : "hosta", i ? "hosta" : "hostb"),
		                                AHEAD_US, NULL),
		                      0);
		for (size_t p = 0; p < PHASES; p++)
			c->stretches[p] = (struct count_phase){.name = phase_name((enum phase)p),
			                                       .from_us = 10000000 + p * 100000,
			                                       .until_us = 10100000 + p * 100000,
			                                       .sum = {.sent = 10}};
		c->stretches[PHASE_BLACKOUT].sum.lost = 4 + i;
		c->stretches[PHASE_BLACKOUT].sum.longest_silence_us = 2500 + i;
	}
	result = (struct demo_result){.crossings = crossings,
	                              .n = 2,
	                              .wanted = 2,
	                              .whole = {.sent = 140, .lost = 9, .longest_silence_us = 2501},
	                              .floor = {.sent = 99, .lost = 8, .longest_silence_us = 3000},
	                              .started_us = 9000000,
	                              .ended_us = 12000000,
	                              .ahead_us = AHEAD_US};
	for (size_t p = 0; p < PHASES; p++) {
		result.phases[p] = (struct phase_sum){.elapsed_us = 200000};
		phases_add(&result.phases[p].sum, &crossings[0].stretches[p].sum);
		phases_add(&result.phases[p].sum, &crossings[1].stretches[p].sum);
	}
}

static void
expect(enum outcome wanted, const char *said)
{
	char message[384];

	CU_ASSERT_EQUAL(demo_verdict(&result, message, sizeof(message)), wanted);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, said));
	CU_ASSERT_EQUAL(message[0] == '\0', wanted == OUTCOME_OK);
}

static void
test_verdict(void)
{
	make_good();
	expect(OUTCOME_OK, "");
	crossings[0].stretches[PHASE_BLACKOUT].sum.doubled = 1;
	expect(OUTCOME_OK, "");
	crossings[1].stretches[PHASE_ARRIVAL].sum.lost = 1;
	expect(OUTCOME_ERROR, "crossing 2: 1 packets lost and 0 doubled in phase arrival");
	make_good();
	crossings[0].stretches[PHASE_AFTER].sum.doubled = 2;
	expect(OUTCOME_ERROR, "crossing 1: 0 packets lost and 2 doubled in phase after");
	make_good();
	crossings[1].traffic_on_vf = false;
	expect(OUTCOME_ERROR, "crossing 2 ended on the VF by its own word, but the traffic");
	crossings[0].trip.on_vf = false;
	expect(OUTCOME_ERROR, "crossing 1 ended well, but not with every pair on its VF");
	crossings[0].trip.exit_code = OUTCOME_THERE_ON_BACKUP;
	crossings[0].trip.message = "no VF is free";
	expect(OUTCOME_THERE_ON_BACKUP, "crossing 1 from hosta to hostb: no VF is free");
	make_good();
	result.wanted = 4;
	expect(OUTCOME_ERROR, "only 2 of 4 crossings were made");
	result.failure = "vferry was ended by signal 11";
	expect(OUTCOME_ERROR, "vferry was ended by signal 11");
	make_good();
	result.overruns = 3;
	expect(OUTCOME_ERROR, "missed 3 echoes");
	make_good();
	result.real_vfs = true;
	expect(OUTCOME_ERROR, "crossing 1: its report does not name a VF of a PF on both hosts");
	crossings[0].trip.real_vfs = crossings[1].trip.real_vfs = true;
	expect(OUTCOME_OK, "");
}

static double
number(const json_t *json, const char *outer, const char *inner)
{
	return json_number_value(json_object_get(json_object_get(json, outer), inner));
}

static void
test_report(void)
{
	const json_t *second, *phases;
	json_t *report;

	make_good();
	report = demo_report(&result);
	CU_ASSERT_PTR_NOT_NULL_FATAL(report);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(report, "source")), "hosta");
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(report, "destination")), "hostb");
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(report, "result")), "ok");
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(report, "started")),
	                       "2026-03-14T09:20:09.000000Z");
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(report, "rounds")), 2);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(report, "memory_bytes")), 2000);
	CU_ASSERT_EQUAL(json_array_size(json_object_get(report, "steps")), 4);
	second = json_array_get(json_object_get(report, "steps"), 2);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(second, "crossing")), 2);
	CU_ASSERT_DOUBLE_EQUAL(json_number_value(json_object_get(second, "start_ms")), 1100.0, 0.001);
	CU_ASSERT_DOUBLE_EQUAL(number(report, "marks_ms", "active"), 1500.0, 0.001);
	CU_ASSERT(json_is_null(json_object_get(json_object_get(report, "marks_ms"), "adopt")));
	CU_ASSERT_EQUAL(number(report, "packets", "lost"), 9);
	CU_ASSERT_EQUAL(number(report, "floor", "lost"), 8);
	CU_ASSERT_DOUBLE_EQUAL(number(report, "floor", "longest_silence_ms"), 3.0, 0.001);
	phases = json_object_get(json_object_get(report, "packets"), "phases");
	CU_ASSERT_EQUAL(json_object_size(phases), PHASES);
	CU_ASSERT_EQUAL(number(phases, "blackout", "lost"), 9);
	CU_ASSERT_DOUBLE_EQUAL(number(phases, "blackout", "elapsed_ms"), 200.0, 0.001);
	json_decref(report);
}

/* Everything the demo says of one crossing and of all. */
static char *
words(void)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	demo_print_steps(out, &crossings[0].trip);
	demo_print_vfs(out, &crossings[0].trip);
	demo_print_line(out, 2, &crossings[1]);
	demo_print_table(out, &result);
	(void)fclose(out);
	return text;
}

static void
test_words(void)
{
	char *text;

	make_good();
	text = words();
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "      100 ms      50 ms  prepare          hosta\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "detach           hosta, 3 attempts: failed: no answer\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, " 2  hostb -> hosta  ok "));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "blackout: lost    5, silence    3 ms  outside: lost 0"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  blackout        0.20       20      9        0          0"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  whole           3.00      140      9        0          0"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "8 lost, 3 ms (more than the floor)"));
	CU_ASSERT_PTR_NULL(strstr(text, "VF"));
	free(text);
	result.floor.lost = 9;
	text = words();
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "9 lost, 3 ms (not more than the floor)"));
	free(text);
}

static json_t *
vf(const char *host, const char *pci, int index)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:o}", "host", host, "pci", pci, "pf", "", "pf_netdev", "pf0",
	                 "index", index < 0 ? json_null() : json_integer(index));
}

static void
test_vfs(void)
{
	json_t *pair;
	char *text;

	make_good();
	pair = json_array_get(json_object_get(crossings[0].trip.report, "pairs"), 0);
	json_object_set_new(pair, "source_vf", vf("hosta", "0000:01:10.0", 0));
	json_object_set_new(pair, "destination_vf", vf("hostb", "0000:01:10.2", 1));
	text = words();
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  left VF 0 of pf0 (0000:01:10.0) on hosta\n"
	                                    "  took VF 1 of pf0 (0000:01:10.2) on hostb\n"));
	free(text);
	/* What libvirt does not tell is left out. */
	json_object_set_new(pair, "source_vf", vf("hosta", "0000:01:10.0", -1));
	json_object_set_new(pair, "destination_vf", json_null());
	text = words();
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  left the VF at 0000:01:10.0 on hosta\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "on hostb"));
	free(text);
}

static const struct unit_test tests[] = {
        {"verdict", test_verdict},
        {"report", test_report},
        {"words", test_words},
        {"VFs of a PF", test_vfs},
};

UNIT_MAIN("demo_report", tests)
