/* SPDX-License-Identifier: BSD-3-Clause */
/* test_journal_scan.c: what a process that starts anew finds in the folder. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_dir.h"
#include "tests/unit.h"

#define UUID(digit) digit "7a5fdbd-edaf-9455-926a-d65c16db1809"

struct seen {
	unsigned int n;
	int stop; /* returned at the first */
	struct {
		char uuid[37];
		enum journal_status status;
		bool begun;
		unsigned int checks;
		struct err err;
	} at[8];
};

static struct journal_dir dir;
static struct err err;

static int
see(void *arg, const struct journal_entry *entry)
{
	struct seen *seen = arg;
	unsigned int i = seen->n++;

	CU_ASSERT_FATAL(i < sizeof(seen->at) / sizeof(seen->at[0]));
	memcpy(seen->at[i].uuid, entry->uuid, sizeof(seen->at[i].uuid));
	seen->at[i].status = entry->status;
	seen->at[i].begun = entry->state->begun;
	seen->at[i].checks = entry->state->attempts[STEP_CHECK];
	seen->at[i].err = entry->err;
	return seen->stop;
}

static void
path_of(const char *name, char path[128])
{
	(void)snprintf(path, 128, "%s/%s", dir.path, name);
}

static void
put(const char *name, const char *text)
{
	char path[128];

	path_of(name, path);
	journal_dir_write(path, text);
}

static bool
is_there(const char *name)
{
	char path[128];
	struct stat is;

	path_of(name, path);
	return lstat(path, &is) == 0;
}

static void
expect(const struct seen *seen, unsigned int i, const char *uuid, enum journal_status status)
{
	CU_ASSERT_STRING_EQUAL(seen->at[i].uuid, uuid);
	CU_ASSERT_EQUAL(seen->at[i].status, status);
	CU_ASSERT_EQUAL(seen->at[i].begun, status != JOURNAL_UNBEGUN && status != JOURNAL_BAD);
	CU_ASSERT_EQUAL(seen->at[i].err.code != 0, status == JOURNAL_BAD);
}

static void
each_has_its_status(void)
{
	struct journal *live, *left;
	struct seen seen = {0};
	char path[128];

	journal_dir_make(&dir);
	live = journal_dir_begin(&dir, UUID("1"));
	CU_ASSERT_EQUAL(journal_append_step(live, STEP_CHECK, 1, &err), 0);
	left = journal_dir_begin(&dir, UUID("0"));
	journal_close(left);
	journal_dir_begin_and_end(&dir, UUID("2"));
	put(UUID("3") ".journal", "");
	put(UUID("4") ".journal", "{}\n");
	path_of(UUID("5") ".journal", path);
	CU_ASSERT_EQUAL(symlink("/dev/null", path), 0);
	CU_ASSERT_EQUAL(journal_scan(dir.path, see, &seen, &err), 0);
	CU_ASSERT_EQUAL_FATAL(seen.n, 6);
	expect(&seen, 0, UUID("0"), JOURNAL_UNFINISHED);
	expect(&seen, 1, UUID("1"), JOURNAL_LIVE);
	CU_ASSERT_EQUAL(seen.at[1].checks, 1);
	expect(&seen, 2, UUID("2"), JOURNAL_ENDED);
	expect(&seen, 3, UUID("3"), JOURNAL_UNBEGUN);
	expect(&seen, 4, UUID("4"), JOURNAL_BAD);
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.at[4].err.text, UUID("4") ".journal: line 1: v: is not"));
	expect(&seen, 5, UUID("5"), JOURNAL_BAD);
	journal_close(live);
	journal_dir_drop(&dir);
}

static void
other_names_are_not_looked_at(void)
{
	static const char *const names[] = {"README",
	                                    ".journal",
	                                    "router7.journal",
	                                    UUID("1") ".journal.bad",
	                                    UUID("1") ".journal~",
	                                    UUID("X") ".journal",
	                                    UUID("1"),
	                                    "x" UUID("1") ".journal"};
	struct seen seen = {0};

	journal_dir_make(&dir);
	CU_ASSERT_EQUAL(journal_scan(dir.path, see, &seen, &err), 0); /* no folder: nothing */
	CU_ASSERT_EQUAL_FATAL(mkdir(dir.path, 0700), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		put(names[i], "junk\n");
	CU_ASSERT_EQUAL(journal_scan(dir.path, see, &seen, &err), 0);
	CU_ASSERT_EQUAL(seen.n, 0);
	journal_dir_drop(&dir);
	journal_dir_make(&dir);
	journal_dir_write(dir.path, "no folder");
	CU_ASSERT_EQUAL(journal_scan(dir.path, see, &seen, &err), -ENOTDIR);
	journal_dir_drop(&dir);
}

static void
file_of_another_domain_is_bad(void)
{
	struct seen seen = {0};
	char from[128], to[128];

	journal_dir_make(&dir);
	journal_close(journal_dir_begin(&dir, UUID("1")));
	path_of(UUID("1") ".journal", from);
	path_of(UUID("2") ".journal", to);
	CU_ASSERT_EQUAL(rename(from, to), 0);
	CU_ASSERT_EQUAL(journal_scan(dir.path, see, &seen, &err), 0);
	CU_ASSERT_EQUAL_FATAL(seen.n, 1);
	expect(&seen, 0, UUID("2"), JOURNAL_BAD);
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.at[0].err.text, "uuid: is not that of the file's name"));
	journal_dir_drop(&dir);
}

static void
scan_ends_when_told(void)
{
	struct seen seen = {.stop = -ENOENT};

	journal_dir_make(&dir);
	journal_dir_begin_and_end(&dir, UUID("1"));
	journal_dir_begin_and_end(&dir, UUID("2"));
	CU_ASSERT_EQUAL(journal_scan(dir.path, see, &seen, &err), -ENOENT);
	CU_ASSERT_EQUAL(seen.n, 1);
	journal_dir_drop(&dir);
}

/* As a daemon does it that starts: from inside the scan. */
static int
clean_up(void *arg, const struct journal_entry *entry)
{
	struct journal **resumed = arg;
	struct journal_state state;

	switch (entry->status) {
	case JOURNAL_BAD:
		return journal_set_aside(dir.path, entry->uuid, &err);
	case JOURNAL_ENDED:
	case JOURNAL_UNBEGUN:
		return journal_remove(dir.path, entry->uuid, &err);
	case JOURNAL_UNFINISHED:
		CU_ASSERT_EQUAL(journal_open(dir.path, entry->uuid, resumed, &state, &err), 0);
		journal_clear(&state);
		return 0;
	default:
		return -EBUSY;
	}
}

static void
all_is_cleaned_up_from_inside(void)
{
	struct journal *resumed = NULL;
	struct seen seen = {0};
	char path[128];

	journal_dir_make(&dir);
	journal_close(journal_dir_begin(&dir, UUID("1")));
	journal_dir_begin_and_end(&dir, UUID("2"));
	put(UUID("3") ".journal", "{\"v\":1");
	put(UUID("4") ".journal", "{}\n");
	put(UUID("4") ".journal.bad", "an older one");
	path_of(UUID("5") ".journal", path);
	CU_ASSERT_EQUAL(symlink("nowhere", path), 0);
	CU_ASSERT_EQUAL(journal_scan(dir.path, clean_up, &resumed, &err), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(resumed);
	CU_ASSERT_EQUAL(journal_scan(dir.path, see, &seen, &err), 0);
	CU_ASSERT_EQUAL(seen.n, 1);
	expect(&seen, 0, UUID("1"), JOURNAL_LIVE);
	CU_ASSERT(is_there(UUID("4") ".journal.bad") && is_there(UUID("5") ".journal.bad"));
	CU_ASSERT_EQUAL(journal_set_aside(dir.path, UUID("1"), &err), -EBUSY);
	CU_ASSERT_EQUAL(journal_set_aside(dir.path, UUID("6"), &err), -ENOENT);
	journal_close(resumed);
	journal_dir_drop(&dir);
}

static const struct unit_test tests[] = {
        {"each has its status", each_has_its_status},
        {"other names are not looked at", other_names_are_not_looked_at},
        {"a file of another domain is bad", file_of_another_domain_is_bad},
        {"a scan ends when told", scan_ends_when_told},
        {"all is cleaned up from inside", all_is_cleaned_up_from_inside},
};

UNIT_MAIN("journal-scan", tests)
