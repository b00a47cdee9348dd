/* SPDX-License-Identifier: BSD-3-Clause */
/* test_hooknote.c: the note that the hook leaves for the daemon. */
#include "hooknote.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "tests/unit.h"

#define UUID     "4b5c1f0e-9a53-4f5c-8d0e-2f6a7b8c9d0e"
#define EXAMPLES "schemas/examples/hook"

static struct err err;

static void
what_is_written_is_read(void)
{
	struct hooknote note = {.domain = "router \"7\" \xc3\xa9", .uuid = UUID}, read = {0};
	char text[HOOKNOTE_MAX];
	int n = hooknote_write(&note, text, sizeof(text));

	CU_ASSERT_FATAL(n > 0);
	CU_ASSERT_EQUAL(hooknote_read(text, (size_t)n, &read, &err), 0);
	CU_ASSERT_STRING_EQUAL(read.domain, note.domain);
	CU_ASSERT_STRING_EQUAL(read.uuid, UUID);
	CU_ASSERT_EQUAL(hooknote_write(&note, text, (size_t)n - 1), -EINVAL);
}

static void
longest_name_fits_whatever_it_is_made_of(void)
{
	struct hooknote note = {.uuid = UUID}, read;
	char text[HOOKNOTE_MAX];
	int n;

	memset(note.domain, '\001', sizeof(note.domain) - 1);
	n = hooknote_write(&note, text, sizeof(text));
	CU_ASSERT_FATAL(n > 0);
	CU_ASSERT_EQUAL(hooknote_read(text, (size_t)n, &read, &err), 0);
	CU_ASSERT_STRING_EQUAL(read.domain, note.domain);
}

static void
what_names_no_domain_is_not_written(void)
{
	const struct hooknote none[] = {
	        {"", UUID}, {"router7", ""}, {"router7", "4b5c1f0e"}, {"\xff\xfe", UUID}};
	char text[HOOKNOTE_MAX];

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		CU_ASSERT_EQUAL(hooknote_write(&none[i], text, sizeof(text)), -EINVAL);
}

static void
uuid_is_set_in_lower_case(void)
{
	struct hooknote note = {.uuid = ""};

	CU_ASSERT_EQUAL(hooknote_set_uuid(&note, "4B5C1F0E-9A53-4F5C-8D0E-2F6A7B8C9D0E"), 0);
	CU_ASSERT_STRING_EQUAL(note.uuid, UUID);
	CU_ASSERT_EQUAL(hooknote_set_uuid(&note, UUID "0"), -EINVAL);
	CU_ASSERT_EQUAL(hooknote_set_uuid(&note, "4b5c1f0e-9a53-4f5c-8d0e-2f6a7b8c9d0g"), -EINVAL);
	CU_ASSERT_EQUAL(hooknote_set_uuid(&note, ""), -EINVAL);
	CU_ASSERT_STRING_EQUAL(note.uuid, UUID);
}

static void
what_is_too_long_is_refused(void)
{
	char text[HOOKNOTE_MAX + 1] =
	        "{\"v\":1,\"event\":\"incoming\",\"domain\":\"a\",\"uuid\":\"" UUID "\"}";
	struct hooknote note;

	memset(text + strlen(text), ' ', sizeof(text) - strlen(text));
	CU_ASSERT_EQUAL(hooknote_read(text, HOOKNOTE_MAX, &note, &err), 0);
	CU_ASSERT_EQUAL(hooknote_read(text, sizeof(text), &note, &err), -EBADMSG);
}

static int
read_example(const char *name)
{
	struct hooknote note;
	char path[512], text[HOOKNOTE_MAX];
	size_t size;
	FILE *file;

	snprintf(path, sizeof(path), EXAMPLES "/%s", name);
	file = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	size = fread(text, 1, sizeof(text), file);
	(void)fclose(file);
	return hooknote_read(text, size, &note, &err);
}

/* The schema reads the same files in `make check-schemas`. */
static void
examples_are_read_as_their_names_say(void)
{
	DIR *folder = opendir(EXAMPLES);
	unsigned int accepted = 0, refused = 0;

	if (!folder) {
		unit_skip("not in the project's folder: no " EXAMPLES);
		return;
	}
	for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
		bool bad = strstr(entry->d_name, "-invalid") != NULL;

		if (entry->d_name[0] == '.')
			continue;
		err.text[0] = '\0';
		CU_ASSERT_EQUAL(read_example(entry->d_name), bad ? -EBADMSG : 0);
		CU_ASSERT((err.text[0] != '\0') == bad);
		*(bad ? &refused : &accepted) += 1;
	}
	(void)closedir(folder);
	CU_ASSERT(accepted >= 1 && refused >= 8);
}

static const struct unit_test tests[] = {
        {"what is written is read", what_is_written_is_read},
        {"longest name fits, whatever it is made of", longest_name_fits_whatever_it_is_made_of},
        {"what names no domain is not written", what_names_no_domain_is_not_written},
        {"UUID is set in lower case", uuid_is_set_in_lower_case},
        {"what is too long is refused", what_is_too_long_is_refused},
        {"examples are read as their names say", examples_are_read_as_their_names_say},
};

UNIT_MAIN("hooknote", tests)
