/* SPDX-License-Identifier: BSD-3-Clause */
/* test_journal_file.c: one journal on the disk: made, appended to, taken up again, removed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_dir.h"
#include "tests/unit.h"

static struct journal_dir dir;
static struct journal *journal, *other;
static struct journal_state state;
static struct err err;

static mode_t
mode_of(const char *path)
{
	struct stat is;

	return stat(path, &is) ? 0 : is.st_mode & 07777;
}

static int
open_it(void)
{
	memset(&err, 0, sizeof(err));
	return journal_open(dir.path, SAMPLE_UUID, &journal, &state, &err);
}

static bool
said(const char *part)
{
	return strstr(err.text, part) && strstr(err.text, dir.path);
}

static void
folder_and_file_are_made(void)
{
	mode_t mask = umask(0);

	journal_dir_make(&dir);
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	CU_ASSERT_EQUAL(mode_of(dir.path), 0700);
	CU_ASSERT_EQUAL(mode_of(dir.file), 0600);
	journal_close(journal);
	journal_close(NULL);
	(void)umask(mask);
	journal_dir_drop(&dir);
}

static void
all_that_was_appended_is_there(void)
{
	const struct journal_record *checked = &sample_records[2];
	char *text, *line;
	size_t size, at = 0;

	journal_dir_make(&dir);
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	CU_ASSERT_EQUAL(journal_append_step(journal, STEP_CHECK, 1, &err), 0);
	CU_ASSERT_EQUAL(journal_append_checked(journal, checked->pairs, checked->npairs, &err), 0);
	CU_ASSERT_EQUAL(journal_append_step(journal, STEP_DETACH, 1, &err), 0);
	CU_ASSERT_EQUAL(journal_append_step(journal, STEP_DETACH, 2, &err), 0);
	CU_ASSERT_EQUAL(journal_append_turned(journal, PLAN_SOURCE, &err), 0);
	CU_ASSERT_EQUAL(journal_append_step(journal, STEP_REATTACH, 1, &err), 0);
	CU_ASSERT_EQUAL(journal_end(journal, OUTCOME_BACK_ON_VF, sample_records[7].message, &err), 0);
	journal_close(journal);
	text = journal_dir_text(dir.file);
	for (unsigned int i = 0; i < SAMPLE_RECORDS; i++) {
		CU_ASSERT_EQUAL_FATAL(journal_encode(&sample_records[i], &line, &size, &err), 0);
		CU_ASSERT_EQUAL(strncmp(text + at, line, size), 0);
		at += size;
		free(line);
	}
	CU_ASSERT_EQUAL(strlen(text), at);
	free(text);
	journal_dir_drop(&dir);
}

static void
one_crossing_at_a_time(void)
{
	journal_dir_make(&dir);
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	CU_ASSERT_EQUAL(journal_create(dir.path, &sample_begin, &other, &err), -EBUSY);
	CU_ASSERT(said("a crossing of this domain is under way"));
	CU_ASSERT_EQUAL(journal_open(dir.path, SAMPLE_UUID, &other, &state, &err), -EBUSY);
	other = journal_dir_begin(&dir, SAMPLE_UUID_2);
	journal_close(other);
	journal_close(journal);
	CU_ASSERT_EQUAL(journal_create(dir.path, &sample_begin, &other, &err), -EEXIST);
	CU_ASSERT(said("was begun and has not ended") && said("resumed first"));
	CU_ASSERT_EQUAL_FATAL(open_it(), 0); /* none of that has changed it */
	CU_ASSERT(state.begun && !state.ended);
	journal_clear(&state);
	journal_close(journal);
	journal_dir_drop(&dir);
}

static void
ended_one_is_replaced(void)
{
	journal_dir_make(&dir);
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	CU_ASSERT_EQUAL(journal_append_step(journal, STEP_CHECK, 1, &err), 0);
	CU_ASSERT_EQUAL(journal_end(journal, OUTCOME_NO_VF, "none", &err), 0);
	CU_ASSERT_EQUAL(journal_append_turned(journal, PLAN_SOURCE, &err), -EINVAL);
	CU_ASSERT(said("has ended"));
	journal_close(journal);
	CU_ASSERT_EQUAL(open_it(), -EALREADY);
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	journal_close(journal);
	CU_ASSERT_EQUAL_FATAL(open_it(), 0);
	CU_ASSERT(state.attempts[STEP_CHECK] == 0 && !state.ended);
	journal_clear(&state);
	journal_close(journal);
	journal_dir_drop(&dir);
}

static void
one_that_never_began_is_replaced(void)
{
	journal_dir_make(&dir);
	CU_ASSERT_EQUAL_FATAL(mkdir(dir.path, 0700), 0);
	journal_dir_write(dir.file, "{\"v\":1,\"kind\":\"beg");
	CU_ASSERT_EQUAL(open_it(), -ENOENT);
	CU_ASSERT(said("nothing was begun"));
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	journal_close(journal);
	CU_ASSERT_EQUAL_FATAL(open_it(), 0);
	journal_clear(&state);
	journal_close(journal);
	journal_dir_drop(&dir);
}

/* It is longer than the record that comes into its place. */
static void
torn_line_is_cut_off_before_the_next(void)
{
	char *before, *after;

	journal_dir_make(&dir);
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	CU_ASSERT_EQUAL(journal_append_step(journal, STEP_DETACH, 1, &err), 0);
	journal_close(journal);
	before = journal_dir_text(dir.file);
	journal_dir_write(dir.file,
	                  "{\"v\":1,\"kind\":\"checked\",\"pairs\":[{\"mac\":\"52:54:00:00:00:01\",\"");
	CU_ASSERT_EQUAL_FATAL(open_it(), 0);
	CU_ASSERT(!state.checked && state.attempts[STEP_DETACH] == 1);
	journal_clear(&state);
	CU_ASSERT_EQUAL(journal_append_step(journal, STEP_DETACH, 2, &err), 0);
	journal_close(journal);
	after = journal_dir_text(dir.file);
	CU_ASSERT_EQUAL(strncmp(after, before, strlen(before)), 0);
	CU_ASSERT_STRING_EQUAL(after + strlen(before),
	                       "{\"v\":1,\"kind\":\"step\",\"name\":\"detach\",\"attempt\":2}\n");
	free(before);
	free(after);
	journal_dir_drop(&dir);
}

static void
bad_one_is_left_alone(void)
{
	char *text;

	journal_dir_make(&dir);
	CU_ASSERT_EQUAL_FATAL(mkdir(dir.path, 0700), 0);
	journal_dir_write(dir.file, "junk\njunk\n");
	CU_ASSERT_EQUAL(open_it(), -EBADMSG);
	CU_ASSERT(said(SAMPLE_UUID ".journal: line 1: is no JSON"));
	CU_ASSERT_EQUAL(journal_create(dir.path, &sample_begin, &journal, &err), -EBADMSG);
	CU_ASSERT_EQUAL(journal_remove(dir.path, SAMPLE_UUID, &err), -EBADMSG);
	text = journal_dir_text(dir.file);
	CU_ASSERT_STRING_EQUAL(text, "junk\njunk\n");
	free(text);
	journal_dir_drop(&dir);
}

static void
names_lead_nowhere_else(void)
{
	static const char *const bad[] = {"", "../" SAMPLE_UUID, SAMPLE_UUID "0",
	                                  "C7A5FDBD-EDAF-9455-926A-D65C16DB1809",
	                                  "c7a5fdbdedaf-9455-926a-d65c16db18090"};
	struct journal_begin begin = sample_begin;

	journal_dir_make(&dir);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin.uuid = bad[i];
		CU_ASSERT_EQUAL(journal_create(dir.path, &begin, &journal, &err), -EINVAL);
		CU_ASSERT_EQUAL(journal_open(dir.path, bad[i], &journal, &state, &err), -EINVAL);
		CU_ASSERT_EQUAL(journal_remove(dir.path, bad[i], &err), -EINVAL);
		CU_ASSERT_EQUAL(journal_set_aside(dir.path, bad[i], &err), -EINVAL);
	}
	CU_ASSERT_EQUAL(rmdir(dir.path), 0);
	journal_dir_drop(&dir);
}

static void
links_are_not_followed(void)
{
	char elsewhere[64], *text;

	journal_dir_make(&dir);
	(void)snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", dir.top);
	CU_ASSERT_EQUAL_FATAL(mkdir(dir.path, 0700), 0);
	journal_dir_write(elsewhere, "");
	CU_ASSERT_EQUAL(symlink(elsewhere, dir.file), 0);
	CU_ASSERT_EQUAL(journal_create(dir.path, &sample_begin, &journal, &err), -ELOOP);
	CU_ASSERT_EQUAL(open_it(), -ELOOP);
	CU_ASSERT_EQUAL(unlink(dir.file), 0);
	text = journal_dir_text(elsewhere);
	CU_ASSERT_STRING_EQUAL(text, "");
	free(text);
	CU_ASSERT_EQUAL(mkfifo(dir.file, 0600), 0); /* and nobody waits for who never comes */
	CU_ASSERT_EQUAL(open_it(), -EBADMSG);
	CU_ASSERT_EQUAL(unlink(dir.file), 0);
	CU_ASSERT(!rmdir(dir.path) && !unlink(elsewhere) && !mkdir(elsewhere, 0700));
	CU_ASSERT_EQUAL(symlink(elsewhere, dir.path), 0);
	CU_ASSERT(journal_create(dir.path, &sample_begin, &journal, &err) < 0);
	CU_ASSERT(said("cannot open the folder"));
	CU_ASSERT_EQUAL(rmdir(elsewhere), 0);
	journal_dir_drop(&dir);
}

static void
refused_begin_leaves_no_file(void)
{
	struct journal_begin begin = sample_begin;

	journal_dir_make(&dir);
	begin.wish.domain = "\xff";
	CU_ASSERT_EQUAL(journal_create(dir.path, &begin, &journal, &err), -EINVAL);
	CU_ASSERT(said("begin: wish: domain: is not given, or no UTF-8"));
	CU_ASSERT_EQUAL(access(dir.file, F_OK), -1);
	journal_dir_drop(&dir);
}

/* The way of one whose crossing has ended, and of others. */
static void
only_what_has_ended_is_removed(void)
{
	journal_dir_make(&dir);
	CU_ASSERT_EQUAL(journal_remove(dir.path, SAMPLE_UUID, &err), 0);
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	CU_ASSERT_EQUAL(journal_remove(dir.path, SAMPLE_UUID, &err), -EBUSY);
	journal_close(journal);
	CU_ASSERT_EQUAL(journal_remove(dir.path, SAMPLE_UUID, &err), -EEXIST);
	CU_ASSERT_EQUAL_FATAL(open_it(), 0);
	journal_clear(&state);
	CU_ASSERT_EQUAL(journal_end(journal, OUTCOME_OK, NULL, &err), 0);
	journal_close(journal);
	CU_ASSERT_EQUAL(journal_remove(dir.path, SAMPLE_UUID, &err), 0);
	CU_ASSERT_EQUAL(journal_remove(dir.path, SAMPLE_UUID, &err), 0);
	CU_ASSERT_EQUAL(open_it(), -ENOENT);
	journal_dir_drop(&dir);
}

static const struct unit_test tests[] = {
        {"folder and file are made", folder_and_file_are_made},
        {"all that was appended is there", all_that_was_appended_is_there},
        {"one crossing at a time", one_crossing_at_a_time},
        {"an ended one is replaced", ended_one_is_replaced},
        {"one that never began is replaced", one_that_never_began_is_replaced},
        {"a torn line is cut off before the next", torn_line_is_cut_off_before_the_next},
        {"a bad one is left alone", bad_one_is_left_alone},
        {"names lead nowhere else", names_lead_nowhere_else},
        {"links are not followed", links_are_not_followed},
        {"a refused begin leaves no file", refused_begin_leaves_no_file},
        {"only what has ended is removed", only_what_has_ended_is_removed},
};

UNIT_MAIN("journal-file", tests)
