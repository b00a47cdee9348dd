/* SPDX-License-Identifier: BSD-3-Clause */
/* test_journal_full.c: journals on disks that are full. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_dir.h"
#include "tests/unit.h"

static struct journal_dir dir;
static struct journal *journal;
static struct journal_state state;
static struct err err;

static void
limit_files(rlim_t size)
{
	struct rlimit limit;

	CU_ASSERT_EQUAL(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size;
	CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &limit), 0);
	(void)signal(SIGXFSZ, size == RLIM_INFINITY ? SIG_DFL : SIG_IGN);
}

/* Whether the file ends with a whole record, and no byte later. */
static bool
ends_whole(void)
{
	char *text = journal_dir_text(dir.file);
	size_t size = strlen(text);
	struct stat is;
	bool whole =
	        size > 0 && text[size - 1] == '\n' && stat(dir.file, &is) == 0 && is.st_size == (off_t)size;

	free(text);
	return whole;
}

/*
 * The disk takes a part of a record, longer than the next one: the part is no harm, and when there is room
 * again it goes on.
 */
static void
part_of_a_record_is_cut_off(void)
{
	struct stat is;

	journal_dir_make(&dir);
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	CU_ASSERT_EQUAL(journal_append_step(journal, STEP_DETACH, 1, &err), 0);
	CU_ASSERT_EQUAL(stat(dir.file, &is), 0);
	limit_files((rlim_t)is.st_size + 48);
	CU_ASSERT_EQUAL(journal_append_step(journal, STEP_DETACH, 2, &err), -EFBIG);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, SAMPLE_UUID ".journal: cannot write to it"));
	CU_ASSERT_EQUAL(journal_append_step(journal, STEP_DETACH, 2, &err), -EFBIG);
	limit_files(RLIM_INFINITY);
	CU_ASSERT(!ends_whole() && journal_dir_status(&dir) == JOURNAL_LIVE);
	CU_ASSERT_EQUAL(journal_append_turned(journal, PLAN_SOURCE, &err), 0);
	CU_ASSERT(ends_whole());
	journal_close(journal);
	CU_ASSERT_EQUAL_FATAL(journal_open(dir.path, SAMPLE_UUID, &journal, &state, &err), 0);
	CU_ASSERT(state.attempts[STEP_DETACH] == 1 && state.host == PLAN_SOURCE);
	journal_clear(&state);
	journal_close(journal);
	journal_dir_drop(&dir);
}

/* A filesystem of its own at dir.top, seen by this process alone. false: not allowed, and said so. */
static bool
mount_at_top(const char *type, const char *options)
{
	journal_dir_make(&dir);
	if (unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount(type, dir.top, type, 0, options) == 0)
		return true;
	journal_dir_drop(&dir);
	unit_skip("a disk of its own needs root");
	return false;
}

static void
unmount_top(void)
{
	CU_ASSERT_EQUAL(umount(dir.top), 0);
	journal_dir_drop(&dir);
}

static bool
is_reserved(void)
{
	struct stat is;

	return stat(dir.file, &is) == 0 && is.st_blocks * 512 >= JOURNAL_RESERVE;
}

/* Takes what is left of the disk. */
static void
fill_disk(void)
{
	char path[64], zeros[4096] = {0};
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/filler", dir.top);
	file = fopen(path, "a");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	setbuf(file, NULL);
	while (fwrite(zeros, 1, sizeof(zeros), file) == sizeof(zeros)) {
	}
	(void)fclose(file);
}

static unsigned int
append_steps(unsigned int n)
{
	unsigned int done = 0;

	while (done < n && journal_append_step(journal, STEP_DETACH, done + 1, &err) == 0)
		done++;
	return done;
}

static void
full_disk_is_met_at_the_beginning_only(void)
{
	const struct journal_record *checked = &sample_records[2];
	struct journal_begin begin = sample_begin;
	struct journal *other;

	if (!mount_at_top("tmpfs", "size=256k"))
		return;
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	CU_ASSERT_EQUAL(journal_append_checked(journal, checked->pairs, checked->npairs, &err), 0);
	CU_ASSERT(is_reserved());
	fill_disk();
	begin.uuid = SAMPLE_UUID_2;
	CU_ASSERT_EQUAL(journal_create(dir.path, &begin, &other, &err), -ENOSPC);
	CU_ASSERT_PTR_NOT_NULL(
	        strstr(err.text, "cannot reserve space for it: No space left on device; make room"));
	CU_ASSERT_EQUAL(append_steps(1000), 1000);
	CU_ASSERT_EQUAL(journal_end(journal, OUTCOME_LOST, "it is full", &err), 0);
	journal_close(journal);
	CU_ASSERT_EQUAL(journal_open(dir.path, SAMPLE_UUID_2, &journal, &state, &err), -ENOENT);
	CU_ASSERT_EQUAL(journal_dir_status(&dir), JOURNAL_ENDED);
	unmount_top();
}

/* What checked needs more is refused; that gives up what was reserved, and it is reserved again. */
static void
full_disk_lets_the_end_be_written(void)
{
	static char xml[JOURNAL_XML_MAX + 1];
	const struct journal_pair pair = {"52:54:00:00:00:01", xml, xml};

	if (!mount_at_top("tmpfs", "size=256k"))
		return;
	memset(xml, 'x', sizeof(xml) - 1);
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	fill_disk();
	CU_ASSERT_EQUAL(journal_append_checked(journal, &pair, 1, &err), -ENOSPC);
	CU_ASSERT_EQUAL(append_steps(1), 1);
	fill_disk();
	CU_ASSERT_EQUAL(append_steps(500), 500);
	CU_ASSERT_EQUAL(journal_end(journal, OUTCOME_ERROR, err.text, &err), 0);
	journal_close(journal);
	CU_ASSERT_EQUAL(journal_dir_status(&dir), JOURNAL_ENDED);
	unmount_top();
}

/* ramfs reserves nothing, and takes all; so the limit of files stands for the disk. */
static void
space_that_cannot_be_reserved_is_tried(void)
{
	if (!mount_at_top("ramfs", NULL))
		return;
	limit_files(JOURNAL_RESERVE);
	CU_ASSERT_EQUAL(journal_create(dir.path, &sample_begin, &journal, &err), -EFBIG);
	limit_files(RLIM_INFINITY);
	CU_ASSERT_EQUAL(access(dir.file, F_OK), -1);
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	CU_ASSERT(ends_whole() && journal_dir_status(&dir) == JOURNAL_LIVE);
	journal_close(journal);
	unmount_top();
}

static const struct unit_test tests[] = {
        {"a part of a record is cut off", part_of_a_record_is_cut_off},
        {"a full disk is met at the beginning only", full_disk_is_met_at_the_beginning_only},
        {"a full disk lets the end be written", full_disk_lets_the_end_be_written},
        {"space that cannot be reserved is tried", space_that_cannot_be_reserved_is_tried},
};

UNIT_MAIN("journal-full", tests)
