/* SPDX-License-Identifier: BSD-3-Clause */
/* test_text.c: texts fit for a terminal, tables, files and the summary. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../input.h"
#include "../summary.h"
#include "../table.h"
#include "../text.h"
#include "tests/unit.h"

static const char *
clean(const char *text)
{
	static char copy[64];

	snprintf(copy, sizeof(copy), "%s", text);
	return text_clean(copy);
}

static void
keeps_what_can_be_shown(void)
{
	CU_ASSERT_STRING_EQUAL(clean("plain ~ é € 😀"), "plain ~ é € 😀");
	CU_ASSERT_STRING_EQUAL(clean("\xc2\xa0"), "\xc2\xa0");
	CU_ASSERT_STRING_EQUAL(clean(""), "");
}

static void
replaces_what_cannot(void)
{
	CU_ASSERT_STRING_EQUAL(clean("a\tb\nc\033d\x7f"), "a?b?c?d?");
	CU_ASSERT_STRING_EQUAL(clean("\xc2\x9bm"), "??m");
	CU_ASSERT_STRING_EQUAL(clean("\xff\xc0\x80\x80"), "????");
	CU_ASSERT_STRING_EQUAL(clean("\xe2\x82"), "??");
	CU_ASSERT_STRING_EQUAL(clean("\xf5\x80\x80\x80"), "????");
}

static void
counts_and_clips_characters(void)
{
	char text[] = "aé€b";

	CU_ASSERT_EQUAL(text_columns(text), 4);
	text_clip(text, 9);
	CU_ASSERT_STRING_EQUAL(text, "aé€b");
	text_clip(text, 3);
	CU_ASSERT_STRING_EQUAL(text, "aé€");
	text_clip(text, 0);
	CU_ASSERT_STRING_EQUAL(text, "");
}

static void
table_aligns(void)
{
	static struct table table;
	char text[256];
	FILE *out = fmemopen(text, sizeof(text), "w");

	TABLE_ADD(&table, "A", "B", "C");
	TABLE_ADD(&table, "é\n", "longer", "x");
	TABLE_ADD(&table, "three");
	table_print(&table, out);
	fclose(out);
	CU_ASSERT_STRING_EQUAL(text, "A      B       C\né?     longer  x\nthree\n");
}

static void
table_drops_what_does_not_fit(void)
{
	static struct table table;

	for (unsigned int i = 0; i < TABLE_ROWS_MAX + 5; i++)
		TABLE_ADD(&table, "x");
	CU_ASSERT_EQUAL(table.rows, TABLE_ROWS_MAX);
}

/* What input_read() makes of a file with these bytes; *text is to be freed. */
static int
read_bytes(const char *bytes, size_t size, char **text, struct err *err)
{
	char path[] = "/tmp/vferry-test-XXXXXX";
	int fd = mkstemp(path), rc;

	CU_ASSERT_EQUAL(write(fd, bytes, size), (ssize_t)size);
	close(fd);
	rc = input_read(path, text, err);
	unlink(path);
	return rc;
}

static void
reads_a_file(void)
{
	char *text = NULL;
	struct err err = {0};

	CU_ASSERT_EQUAL(read_bytes("<interface/>\n", 13, &text, &err), 0);
	CU_ASSERT_STRING_EQUAL(text, "<interface/>\n");
	free(text);
}

static void
refuses_files_that_are_no_device(void)
{
	char *text = NULL, *big = calloc(1, INPUT_MAX + 1);
	struct err err = {0};

	CU_ASSERT_EQUAL(read_bytes("", 0, &text, &err), -EINVAL);
	CU_ASSERT_EQUAL(read_bytes("a\0b", 3, &text, &err), -EINVAL);
	memset(big, ' ', INPUT_MAX + 1);
	CU_ASSERT_EQUAL(read_bytes(big, INPUT_MAX + 1, &text, &err), -EFBIG);
	CU_ASSERT_PTR_NULL(text);
	CU_ASSERT_EQUAL(read_bytes(big, INPUT_MAX, &text, &err), 0);
	free(text);
	CU_ASSERT_EQUAL(input_read("/nowhere/at/all", &text, &err), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "/nowhere/at/all"));
	CU_ASSERT_EQUAL(input_read("/tmp", &text, &err), -EISDIR);
	free(big);
}

static size_t
sum_up(const struct report *report, char *text, size_t size)
{
	json_t *json = report_json(report);
	size_t length = summary_text(json, text, size);

	json_decref(json);
	return length;
}

static void
summary_says_where_and_how_long(void)
{
	static struct report report = {.domain = "guest",
	                               .destination = "hostb",
	                               .marks = {.start = 1000000, .end = 4400000},
	                               .downtime_ms = 41,
	                               .memory_bytes = 212u << 20,
	                               .npairs = 1};
	char text[512];

	snprintf(report.pairs[0].mac, sizeof(report.pairs[0].mac), "52:54:00:00:00:01");
	snprintf(report.pairs[0].path, sizeof(report.pairs[0].path), "vf");
	snprintf(report.pairs[0].vf_destination, sizeof(report.pairs[0].vf_destination), "ua-vf0 (igb)");
	CU_ASSERT_EQUAL(sum_up(&report, text, sizeof(text)), strlen(text));
	CU_ASSERT_STRING_EQUAL(text, "guest runs on hostb after 3.4 s, paused for 41 ms, 212 MiB copied\n"
	                             "52:54:00:00:00:01: traffic on the vf, VF ua-vf0 (igb)\n");
	report.pairs[0].destination_vf =
	        (struct report_vf){.host = "hostb", .pci = "0000:01:10.2", .pf = "0000:01:00.0", .index = 1};
	sum_up(&report, text, sizeof(text));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "VF ua-vf0 (igb) at 0000:01:10.2, number 1 of 0000:01:00.0\n"));
	report.pairs[0].has_packets = true;
	report.pairs[0].packets = (struct packets_by_path){{1410, 1412}, {15180, 15190}, {130, 0}};
	sum_up(&report, text, sizeof(text));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "number 1 of 0000:01:00.0; packets in/out: source VF 1410/1412, "
	                                    "backup 15180/15190, destination VF 130/0\n"));
	CU_ASSERT_TRUE(sum_up(&report, text, 20) < 20);
	CU_ASSERT_EQUAL(strncmp(text, "guest runs on", 13), 0);
}

static const struct unit_test tests[] = {
        {"keeps what can be shown", keeps_what_can_be_shown},
        {"replaces what cannot", replaces_what_cannot},
        {"counts and clips characters", counts_and_clips_characters},
        {"table aligns", table_aligns},
        {"table drops what does not fit", table_drops_what_does_not_fit},
        {"reads a file", reads_a_file},
        {"refuses files that are no device", refuses_files_that_are_no_device},
        {"summary says where and how long", summary_says_where_and_how_long},
};

UNIT_MAIN("text", tests)
