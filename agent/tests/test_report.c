/* SPDX-License-Identifier: BSD-3-Clause */
/* test_report.c: what a report says in JSON. That it fits its schema is checked against real ones. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"
#include "tests/unit.h"

static struct report report;

static void
fill(void)
{
	memset(&report, 0, sizeof(report));
	strcpy(report.domain, "vnf");
	strcpy(report.source, "left");
	strcpy(report.destination, "right");
	report.outcome = OUTCOME_THERE_ON_BACKUP;
	strcpy(report.message, "attach: no VF");
	report.realtime_us = 1700000000123456;
	report.marks = (struct report_marks){.start = 1000000, .prepare = 1001500, .end = 3000000};
	report.memory_bytes = 1ull << 40;
	report.nsteps = 1;
	report.steps[0] = (struct report_step){
	        .name = "attach", .host = "right", .start_us = 2000000, .end_us = 2000250, .attempts = 5};
	strcpy(report.steps[0].note, "no VF");
	report.npairs = 1;
	report.pairs[0] = (struct report_pair){.mac = "52:54:00:00:00:01",
	                                       .vf_source = "ua-v igb",
	                                       .backup = "net0 virtio",
	                                       .path = "backup",
	                                       .source_vf = {.host = "left",
	                                                     .pci = "0000:01:10.2",
	                                                     .pf = "0000:01:00.0",
	                                                     .pf_netdev = "eth2",
	                                                     .index = 1},
	                                       .vlan = 42,
	                                       .has_packets = true,
	                                       .packets = {{1, 2}, {3, 4}, {5, 6}}};
}

static const char *
text(json_t *json, const char *name)
{
	return json_string_value(json_object_get(json, name));
}

static void
says_what_happened(void)
{
	json_t *json, *marks, *step, *pair;

	fill();
	json = report_json(&report);
	CU_ASSERT_FATAL(json != NULL);
	marks = json_object_get(json, "marks_ms");
	step = json_array_get(json_object_get(json, "steps"), 0);
	pair = json_array_get(json_object_get(json, "pairs"), 0);
	CU_ASSERT_STRING_EQUAL(text(json, "result"), "there-on-backup");
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(json, "exit_code")), 32);
	CU_ASSERT_STRING_EQUAL(text(json, "tool"), "vferry " VFERRY_VERSION);
	CU_ASSERT_STRING_EQUAL(text(json, "started"), "2023-11-14T22:13:20.123456Z");
	CU_ASSERT_EQUAL(json_real_value(json_object_get(json, "elapsed_ms")), 2000.0);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(json, "memory_bytes")), 1LL << 40);
	CU_ASSERT(json_is_null(json_object_get(json, "downtime_ms")));
	CU_ASSERT_EQUAL(json_object_size(marks), 10);
	CU_ASSERT_EQUAL(json_real_value(json_object_get(marks, "prepare")), 1.5);
	CU_ASSERT(json_is_null(json_object_get(marks, "active")));
	CU_ASSERT_EQUAL(json_real_value(json_object_get(step, "start_ms")), 1000.0);
	CU_ASSERT_EQUAL(json_real_value(json_object_get(step, "elapsed_ms")), 0.25);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(step, "attempts")), 5);
	CU_ASSERT_STRING_EQUAL(text(pair, "vf_destination"), "");
	CU_ASSERT_STRING_EQUAL(text(pair, "path"), "backup");
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(pair, "vlan")), 42);
	CU_ASSERT(json_is_null(json_object_get(pair, "destination_vf")));
	pair = json_object_get(pair, "source_vf");
	CU_ASSERT_EQUAL(json_object_size(pair), 5);
	CU_ASSERT_STRING_EQUAL(text(pair, "host"), "left");
	CU_ASSERT_STRING_EQUAL(text(pair, "pci"), "0000:01:10.2");
	CU_ASSERT_STRING_EQUAL(text(pair, "pf_netdev"), "eth2");
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(pair, "index")), 1);
	json_decref(json);
}

static void
says_packets_by_path_if_known(void)
{
	static const char *const names[] = {"source_vf", "backup", "destination_vf"};
	json_t *json, *packets;

	fill();
	json = report_json(&report);
	CU_ASSERT_FATAL(json != NULL);
	packets = json_object_get(json_array_get(json_object_get(json, "pairs"), 0), "packets");
	CU_ASSERT_EQUAL(json_object_size(packets), 3);
	for (int i = 0; i < 3; i++) {
		json_t *count = json_object_get(packets, names[i]);

		CU_ASSERT_EQUAL(json_integer_value(json_object_get(count, "received")), 2 * i + 1);
		CU_ASSERT_EQUAL(json_integer_value(json_object_get(count, "sent")), 2 * i + 2);
	}
	json_decref(json);
	report.pairs[0].has_packets = false;
	json = report_json(&report);
	CU_ASSERT_FATAL(json != NULL);
	CU_ASSERT_PTR_NULL(json_object_get(json_array_get(json_object_get(json, "pairs"), 0), "packets"));
	json_decref(json);
}

static void
empty_report_is_one(void)
{
	json_t *json;

	memset(&report, 0, sizeof(report));
	json = report_json(&report);
	CU_ASSERT_FATAL(json != NULL);
	CU_ASSERT_STRING_EQUAL(text(json, "result"), "ok");
	CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "pairs")), 0);
	json_decref(json);
}

static void
cut_character_is_no_end(void)
{
	json_t *json;

	fill();
	strcpy(report.message, "the guest refuses: \xc3");
	json = report_json(&report);
	CU_ASSERT_FATAL(json != NULL);
	CU_ASSERT_STRING_EQUAL(text(json, "message"), "the guest refuses: ?");
	json_decref(json);
}

static int
write_to(const char *path, struct err *err)
{
	json_t *json = report_json(&report);
	int ret = report_write(json, path, err);

	json_decref(json);
	return ret;
}

static void
writes_a_file_or_says_why_not(void)
{
	char path[] = "/tmp/test-report-XXXXXX";
	int fd = mkstemp(path);
	json_t *json;
	struct err err;

	CU_ASSERT_FATAL(fd >= 0);
	close(fd);
	fill();
	CU_ASSERT_EQUAL(write_to(path, &err), 0);
	json = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	CU_ASSERT_PTR_NOT_NULL(json);
	json_decref(json);
	unlink(path);
	CU_ASSERT_EQUAL(write_to("/nonexistent/report.json", &err), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "/nonexistent/report.json"));
	CU_ASSERT_EQUAL(write_to("/dev/full", &err), -EIO);
}

static const struct unit_test tests[] = {
        {"says what happened", says_what_happened},
        {"says the packets by path, if they are known", says_packets_by_path_if_known},
        {"an empty report is one", empty_report_is_one},
        {"a cut character is no end", cut_character_is_no_end},
        {"writes a file or says why not", writes_a_file_or_says_why_not},
};

UNIT_MAIN("report", tests)
