/* SPDX-License-Identifier: BSD-3-Clause */
/* test_trip.c: reports of vferry, whole and broken. */
#include "trip.h"

#include <errno.h>
#include <string.h>

#include "tests/unit.h"

/* 2026-03-14T09:26:53Z */
#define STARTED_US 1773480413000000ull
#define AHEAD_US   1773480000000000ull

static const char good[] =
        "{\"source\": \"hosta\", \"destination\": \"hostb\", \"result\": \"ok\", \"message\": \"\","
        " \"exit_code\": 0, \"started\": \"2026-03-14T09:26:53.125Z\","
        " \"marks_ms\": {\"prepare\": 412, \"detached\": 1302.5, \"adopt\": null, \"active\": 8190,"
        "                \"end\": 8240.001},"
        " \"pairs\": [{\"path\": \"vf\"}, {\"path\": \"vf\"}], \"steps\": []}";

static json_t *
parse(const char *text)
{
	json_t *json = json_loads(text, 0, NULL);

	CU_ASSERT_PTR_NOT_NULL_FATAL(json);
	return json;
}

/* The good report with one member replaced by value (JSON), or left out when value is NULL. */
static int
take_with(const char *member, const char *value, struct trip *trip, struct err *err)
{
	json_t *report = parse(good);

	if (value == NULL)
		json_object_del(report, member);
	else
		json_object_set_new(report, member, json_loads(value, JSON_DECODE_ANY, NULL));
	return trip_take(trip, report, AHEAD_US, err);
}

static void
test_good(void)
{
	struct trip trip;

	CU_ASSERT_EQUAL_FATAL(trip_take(&trip, parse(good), AHEAD_US, NULL), 0);
	CU_ASSERT_STRING_EQUAL(trip.source, "hosta");
	CU_ASSERT_STRING_EQUAL(trip.destination, "hostb");
	CU_ASSERT_STRING_EQUAL(trip.result, "ok");
	CU_ASSERT_EQUAL(trip.exit_code, 0);
	CU_ASSERT_EQUAL(trip.start_us, STARTED_US + 125000 - AHEAD_US);
	CU_ASSERT_EQUAL(trip.marks_us[TRIP_PREPARE], trip.start_us + 412000);
	CU_ASSERT_EQUAL(trip.marks_us[TRIP_DETACHED], trip.start_us + 1302500);
	CU_ASSERT_EQUAL(trip.marks_us[TRIP_ADOPT], 0);
	CU_ASSERT_EQUAL(trip.marks_us[TRIP_END], trip.start_us + 8240001);
	CU_ASSERT(trip.on_vf);
	trip_clear(&trip);
	CU_ASSERT_PTR_NULL(trip.report);
}

static void
test_started(void)
{
	static const struct {
		const char *text;
		uint64_t us; /* 0: refused */
	} cases[] = {
	        {"\"2026-03-14T09:26:53Z\"", STARTED_US},
	        {"\"2026-03-14T09:26:53.000001Z\"", STARTED_US + 1},
	        {"\"2026-03-14T09:26:53.9Z\"", STARTED_US + 900000},
	        {"\"2026-03-14T09:26:53\"", 0},
	        {"\"2026-03-14T09:26:53+01:00\"", 0},
	        {"\"2026-03-14T09:26:53.Z\"", 0},
	        {"\"yesterday\"", 0},
	        {"\"\"", 0},
	        {"\"2001-01-01T00:00:00Z\"", 0},
	        {"7", 0},
	};
	struct err err;
	struct trip trip;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int code = take_with("started", cases[i].text, &trip, &err);

		CU_ASSERT_EQUAL(code, cases[i].us == 0 ? -EBADMSG : 0);
		CU_ASSERT_EQUAL(trip.start_us, cases[i].us == 0 ? 0 : cases[i].us - AHEAD_US);
		trip_clear(&trip);
	}
}

static void
test_on_vf(void)
{
	static const struct {
		const char *pairs;
		bool on_vf;
	} cases[] = {
	        {"[{\"path\": \"vf\"}]", true},
	        {"[{\"path\": \"vf\"}, {\"path\": \"backup\"}]", false},
	        {"[{\"path\": \"none\"}]", false},
	        {"[{}]", false},
	        {"[]", false},
	};
	struct trip trip;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(take_with("pairs", cases[i].pairs, &trip, NULL), 0);
		CU_ASSERT_EQUAL(trip.on_vf, cases[i].on_vf);
		trip_clear(&trip);
	}
}

static void
test_real_vfs(void)
{
	static const struct {
		const char *pairs;
		bool real_vfs;
	} cases[] = {
	        {"[{\"source_vf\": {\"index\": 0}, \"destination_vf\": {\"index\": 1}}]", true},
	        {"[{\"source_vf\": {\"index\": 0}, \"destination_vf\": null}]", false},
	        {"[{\"source_vf\": null, \"destination_vf\": {\"index\": 1}}]", false},
	        {"[{\"source_vf\": {}, \"destination_vf\": {}}, {}]", false},
	        {"[]", false},
	};
	struct trip trip;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(take_with("pairs", cases[i].pairs, &trip, NULL), 0);
		CU_ASSERT_EQUAL(trip.real_vfs, cases[i].real_vfs);
		trip_clear(&trip);
	}
}

static void
test_refused(void)
{
	static const struct {
		const char *member, *value, *said;
	} cases[] = {
	        {"source", NULL, "source"},        {"result", "5", "string"},
	        {"exit_code", "\"0\"", "integer"}, {"marks_ms", NULL, "marks_ms"},
	        {"marks_ms", "{}", "prepare"},     {"marks_ms", "{\"prepare\": \"soon\"}", "prepare"},
	        {"pairs", NULL, "pairs"},          {"message", NULL, "message"},
	};
	struct trip trip;
	struct err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(take_with(cases[i].member, cases[i].value, &trip, &err), -EBADMSG);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, cases[i].said));
		CU_ASSERT_PTR_NULL(trip.report);
	}
	CU_ASSERT_EQUAL(trip_take(&trip, parse("[]"), AHEAD_US, &err), -EBADMSG);
}

static const struct unit_test tests[] = {
        {"a good report", test_good},   {"when it started", test_started}, {"on the VF", test_on_vf},
        {"VFs of a PF", test_real_vfs}, {"what is refused", test_refused},
};

UNIT_MAIN("trip", tests)
