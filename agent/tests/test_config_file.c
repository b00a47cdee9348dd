/* SPDX-License-Identifier: BSD-3-Clause */
/* test_config_file.c: the defaults of vferryd's configuration, its file, and that the sample file tells them.
 * Neighbour: test_config.c. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "steps.h"
#include "tests/unit.h"
#include "vferryd/config_keys.h"

#define SAMPLE "host-tools/vferryd.conf.example"

static struct config config;
static struct err err;

static int
parse(const char *text)
{
	config_clear(&config);
	return config_parse("c", text, strlen(text), &config, &err);
}

/* The sample file, which the test finds from the root of the tree. */
static bool
read_sample(char *text, size_t size)
{
	FILE *file = fopen(SAMPLE, "r");

	if (!file)
		return false;
	text[fread(text, 1, size - 1, file)] = '\0';
	(void)fclose(file);
	return true;
}

static bool
same_names(const struct config_names *a, const struct config_names *b)
{
	for (unsigned int i = 0; i < a->n; i++)
		if (!config_name(b, a->names[i].there) ||
		    strcmp(config_name(b, a->names[i].there), a->names[i].here) != 0)
			return false;
	return a->n == b->n;
}

/* Key by key, as the table has them. */
static bool
same(struct config *a, struct config *b)
{
	struct config_key key;
	bool equal = true;

	for (unsigned int i = 0; config_key_at(i, &key); i++) {
		const void *x = config_key_field(&key, a), *y = config_key_field(&key, b);
		bool here;

		if (key.kind == CONFIG_NUMBER)
			here = *(const uint32_t *)x == *(const uint32_t *)y;
		else if (key.kind == CONFIG_NAMES)
			here = same_names(x, y);
		else
			here = strcmp(*(char *const *)x, *(char *const *)y) == 0;
		if (!here)
			printf("\n  %s differs\n", key.path);
		equal = equal && here;
	}
	return equal;
}

static void
nothing_means_the_defaults(void)
{
	static const char *const nothing[] = {"",
	                                      "# a comment\n",
	                                      "---\n",
	                                      "watch:\nsteps:\nsocket: ~\nlimits: null\n",
	                                      "steps: {prepare: }",
	                                      "{}"};
	struct config defaults;

	CU_ASSERT_EQUAL(config_defaults(&defaults, NULL), 0);
	CU_ASSERT_STRING_EQUAL(defaults.uri, "qemu:///system");
	CU_ASSERT_EQUAL(defaults.watch.interval_s, 60);
	CU_ASSERT_EQUAL(defaults.limits.per_host, 2);
	CU_ASSERT_EQUAL(defaults.steps.timeout_ms[STEP_PREPARE], 0);
	CU_ASSERT_EQUAL(defaults.destination.networks.n, 0);
	for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++) {
		CU_ASSERT_EQUAL(parse(nothing[i]), 0);
		CU_ASSERT(same(&config, &defaults));
	}
	config_clear(&defaults);
	CU_ASSERT_PTR_NULL(defaults.uri);
}

static void
a_file_is_read_anew_beside_the_one_in_use(void)
{
	char path[] = "/tmp/vferry-config-XXXXXX";
	int fd = mkstemp(path);
	struct config fresh;

	CU_ASSERT_EQUAL_FATAL(write(fd, "uri: one\n", 9), 9);
	config_clear(&config);
	CU_ASSERT_EQUAL(config_read(path, &config, &err), 0);
	CU_ASSERT_EQUAL(write(fd, "stop_timeout_s: 1", 17), 17);
	CU_ASSERT_EQUAL(config_read(path, &fresh, &err), 0);
	CU_ASSERT_STRING_EQUAL(config.uri, "one");
	CU_ASSERT_EQUAL(config.stop_timeout_s, 60);
	CU_ASSERT_STRING_EQUAL(fresh.uri, "one");
	CU_ASSERT_EQUAL(fresh.stop_timeout_s, 1);
	config_clear(&config);
	config = fresh;
	CU_ASSERT_EQUAL(ftruncate(fd, CONFIG_SIZE_MAX + 1), 0);
	CU_ASSERT_EQUAL(config_read(path, &fresh, &err), -EFBIG);
	CU_ASSERT_PTR_NULL(fresh.uri);
	CU_ASSERT_STRING_EQUAL(config.uri, "one");
	(void)close(fd);
	CU_ASSERT_EQUAL(unlink(path), 0);
	/* It was named, so it is missed. */
	CU_ASSERT_EQUAL(config_read(path, &fresh, &err), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "No such file"));
	CU_ASSERT_EQUAL(config_read("/tmp", &fresh, &err), -EINVAL);
}

static void
a_missing_file_at_the_usual_place_means_the_defaults(void)
{
	if (access(CONFIG_PATH, F_OK) == 0) {
		unit_skip(CONFIG_PATH " is there");
		return;
	}
	config_clear(&config);
	CU_ASSERT_EQUAL(config_read(NULL, &config, &err), 0);
	CU_ASSERT_STRING_EQUAL(config.uri, "qemu:///system");
}

/* The sample as it is, and with the lines of its steps taken out of the comment. */
static void
the_sample_says_what_holds_without_it(void)
{
	char text[8192], *line = text;
	struct config defaults;

	CU_ASSERT_FATAL(read_sample(text, sizeof(text)));
	CU_ASSERT_EQUAL(config_defaults(&defaults, NULL), 0);
	CU_ASSERT_EQUAL(parse(text), 0);
	CU_ASSERT(same(&config, &defaults));

	while ((line = strstr(line, "\n#  ")) && line[4] != ' ')
		line[1] = ' ';
	CU_ASSERT_EQUAL(parse(text), 0);
	for (enum plan_step i = STEP_CHECK; i < STEP_NUM; i++) {
		CU_ASSERT_EQUAL(config.steps.timeout_ms[i], step_of(i)->timeout_ms);
		CU_ASSERT_EQUAL(config.steps.attempts[i], step_of(i)->attempts);
	}
	config.steps = defaults.steps;
	CU_ASSERT(same(&config, &defaults));
	config_clear(&defaults);
	config_clear(&config);
}

/* All keys are there, or it would be no list of them. */
static void
the_sample_has_every_key(void)
{
	char text[8192];
	struct config_key key;

	CU_ASSERT_FATAL(read_sample(text, sizeof(text)));
	for (unsigned int i = 0; config_key_at(i, &key); i++) {
		char name[CONFIG_KEY_SIZE + 4];
		const char *dot = strrchr(key.path, '.');

		if (strncmp(key.path, "steps.", 6) == 0)
			continue; /* the test before has them */
		(void)snprintf(name, sizeof(name), "\n%s%s:", dot ? "  " : "", dot ? dot + 1 : key.path);
		CU_ASSERT_PTR_NOT_NULL(strstr(text, name));
	}
}

static const struct unit_test tests[] = {
        {"nothing means the defaults", nothing_means_the_defaults},
        {"a file is read anew beside the one in use", a_file_is_read_anew_beside_the_one_in_use},
        {"a missing file at the usual place means the defaults",
         a_missing_file_at_the_usual_place_means_the_defaults},
        {"the sample says what holds without it", the_sample_says_what_holds_without_it},
        {"the sample has every key", the_sample_has_every_key},
};

UNIT_MAIN("config file", tests)
