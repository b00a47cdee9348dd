/* SPDX-License-Identifier: BSD-3-Clause */
/* test_metrics.c: the metrics are OpenMetrics, read by a small parser of what the daemon writes of it. */
#include "vferryd/metrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit.h"

static struct metrics metrics;
static struct watch_counts counts;
static char *text;

/* The family that lines now belong to. */
static char family[64], type[16];
static char seen[64][64];
static unsigned int nseen;

static bool
is_name(const char *name, size_t size)
{
	return size > 7 && strncmp(name, "vferry_", 7) == 0 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz_") >= size;
}

static void
take_comment(const char *line)
{
	char name[64], rest[128];

	if (sscanf(line, "# TYPE %63s %15s", name, type) == 2) {
		for (unsigned int i = 0; i < nseen; i++)
			CU_ASSERT_STRING_NOT_EQUAL(seen[i], name);
		memcpy(seen[nseen++], name, sizeof(name));
		memcpy(family, name, sizeof(family));
		CU_ASSERT_TRUE(is_name(name, strlen(name)));
	} else if (sscanf(line, "# UNIT %63s %127s", name, rest) == 2) {
		CU_ASSERT_STRING_EQUAL(name, family);
		/* A family's name ends in its unit. */
		CU_ASSERT(strlen(name) > strlen(rest) &&
		          strcmp(name + strlen(name) - strlen(rest), rest) == 0);
	} else {
		CU_ASSERT_EQUAL(sscanf(line, "# HELP %63s %127[^\n]", name, rest), 2);
		CU_ASSERT_STRING_EQUAL(name, family);
		CU_ASSERT_PTR_NULL(strchr(rest, '\\'));
	}
}

static bool
is_suffix(const char *suffix, size_t size)
{
	static const struct {
		const char *type, *suffix;
	} allowed[] = {{"gauge", ""},           {"counter", "_total"},
	               {"info", "_info"},       {"histogram", "_bucket"},
	               {"histogram", "_count"}, {"histogram", "_sum"}};

	for (unsigned int i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (strcmp(allowed[i].type, type) == 0 && strlen(allowed[i].suffix) == size &&
		    strncmp(allowed[i].suffix, suffix, size) == 0)
			return true;
	return false;
}

/* {name="value",...}; what is behind it, NULL when it is none. */
static const char *
skip_labels(const char *c)
{
	do {
		c++;
		c += strspn(c, "abcdefghijklmnopqrstuvwxyz");
		if (strncmp(c, "=\"", 2) != 0)
			return NULL;
		for (c += 2; *c && *c != '"' && *c != '\n'; c++)
			if (*c == '\\' && !strchr("\\\"n", *++c))
				return NULL;
		if (*c++ != '"')
			return NULL;
	} while (*c == ',');
	return *c == '}' ? c + 1 : NULL;
}

static void
take_sample(const char *line)
{
	size_t size = strcspn(line, "{ "), base = strlen(family);
	const char *value = line + size;
	char *end;

	CU_ASSERT(strncmp(line, family, base) == 0 && size >= base);
	CU_ASSERT_TRUE(is_suffix(line + base, size - base));
	if (*value == '{')
		value = skip_labels(value);
	CU_ASSERT_PTR_NOT_NULL_FATAL(value);
	CU_ASSERT_EQUAL(*value, ' ');
	CU_ASSERT(strtod(value + 1, &end) >= 0 && end > value + 1);
	CU_ASSERT_EQUAL(*end, '\0');
}

static void
render(const char *host)
{
	struct err err;
	bool eof = false;
	char *copy, *line, *rest;

	free(text);
	text = metrics_text(&metrics, &counts, host, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	if (!text)
		return; /* which the analyzer does not see */
	copy = strdup(text);
	nseen = 0;
	for (line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		CU_ASSERT_FALSE(eof);
		eof = strcmp(line, "# EOF") == 0;
		if (!eof && line[0] == '#')
			take_comment(line);
		else if (!eof)
			take_sample(line);
	}
	CU_ASSERT_TRUE(eof);
	CU_ASSERT(strstr(text, "\n\n") == NULL && text[strlen(text) - 1] == '\n');
	free(copy);
}

static void
begin(void)
{
	metrics = (struct metrics){0};
	counts = (struct watch_counts){0};
}

static bool
has(const char *line)
{
	char want[256];

	(void)snprintf(want, sizeof(want), "\n%s\n", line);
	return strstr(text, want) != NULL;
}

static void
nothing_so_far(void)
{
	begin();
	render("");
	CU_ASSERT_TRUE(has("vferry_guests{state=\"home\"} 0"));
	CU_ASSERT_TRUE(has("vferry_pairs{path=\"unknown\"} 0"));
	CU_ASSERT_TRUE(has("vferry_crossings_total{outcome=\"ok\"} 0"));
	CU_ASSERT_TRUE(has("vferry_crossing_duration_seconds_count 0"));
	CU_ASSERT_TRUE(has("vferry_blind 0"));
	CU_ASSERT_TRUE(has("vferry_build_info{version=\"" VFERRY_VERSION "\",host=\"\"} 1"));
}

static void
everything_counts(void)
{
	begin();
	counts.guests[WATCH_AWAY] = 3;
	counts.pairs[WIRE_PATH_BACKUP] = 4;
	counts.blind = true;
	counts.blind_now_ms = 1500;
	counts.blind_ms = 61050;
	metrics_crossing(&metrics, OUTCOME_OK, 1000);
	metrics_crossing(&metrics, OUTCOME_OK, 1001);
	metrics_crossing(&metrics, OUTCOME_BACK_ON_VF, 4000000);
	metrics_restore(&metrics, OUTCOME_NO_VF);
	metrics.under_way = 2;
	render("alpha");
	CU_ASSERT_TRUE(has("vferry_guests{state=\"away\"} 3"));
	CU_ASSERT_TRUE(has("vferry_pairs{path=\"backup\"} 4"));
	CU_ASSERT_TRUE(has("vferry_crossings_under_way 2"));
	CU_ASSERT_TRUE(has("vferry_crossings_total{outcome=\"ok\"} 2"));
	CU_ASSERT_TRUE(has("vferry_crossings_total{outcome=\"back-on-vf\"} 1"));
	CU_ASSERT_TRUE(has("vferry_restores_total{outcome=\"no-vf\"} 1"));
	CU_ASSERT_TRUE(has("vferry_crossing_duration_seconds_bucket{le=\"1.0\"} 1"));
	CU_ASSERT_TRUE(has("vferry_crossing_duration_seconds_bucket{le=\"2.0\"} 2"));
	CU_ASSERT_TRUE(has("vferry_crossing_duration_seconds_bucket{le=\"3600.0\"} 2"));
	CU_ASSERT_TRUE(has("vferry_crossing_duration_seconds_bucket{le=\"+Inf\"} 3"));
	CU_ASSERT_TRUE(has("vferry_crossing_duration_seconds_count 3"));
	CU_ASSERT_TRUE(has("vferry_crossing_duration_seconds_sum 4002.001"));
	CU_ASSERT_TRUE(has("vferry_blind 1"));
	CU_ASSERT_TRUE(has("vferry_blind_now_seconds 1.500"));
	CU_ASSERT_TRUE(has("vferry_blind_seconds_total 61.050"));
}

static void
labels_are_escaped_and_bounded(void)
{
	char host[1000];

	begin();
	render("a\"b\\c\nd\te\xff\xc3\xa9");
	CU_ASSERT_TRUE(has("vferry_build_info{version=\"" VFERRY_VERSION
	                   "\",host=\"a\\\"b\\\\c\\nd?e?\xc3\xa9\"} 1"));
	/* Cut between characters. */
	for (size_t i = 0; i < 499; i++)
		memcpy(host + 1 + 2 * i, "\xc3\xa9", 2);
	host[0] = 'x';
	host[999] = '\0';
	render(host);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\xc3\xa9\"} 1\n# EOF\n"));
	CU_ASSERT(strlen(strstr(text, "host=")) < METRICS_LABEL_MAX + 30);
	/* The end of a text in the middle of a character. */
	render("x\xf0\x9f");
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "host=\"x??\"} 1\n"));
	free(text);
	text = NULL;
}

static const struct unit_test tests[] = {
        {"nothing so far", nothing_so_far},
        {"everything counts", everything_counts},
        {"labels are escaped and bounded", labels_are_escaped_and_bounded},
};

UNIT_MAIN("metrics", tests)
