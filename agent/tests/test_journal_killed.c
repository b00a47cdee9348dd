/* SPDX-License-Identifier: BSD-3-Clause */
/* test_journal_killed.c: journals of processes that live, and that were killed. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal_dir.h"
#include "tests/unit.h"

#define KILLED_AFTER 20
#define ROUNDS       10
#define RIVALS       8

static struct journal_dir dir;
static struct journal *journal;
static struct journal_state state;
static struct err err;

/* A child that begins a journal and then writes attempts without end: a byte on the pipe after each record.
 */
static pid_t
start_writer(int *told)
{
	int ends[2];
	pid_t pid;

	CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
	pid = fork();
	CU_ASSERT_FATAL(pid >= 0);
	if (pid == 0) {
		struct journal *is;
		unsigned int n = 0;
		int rc = journal_create(dir.path, &sample_begin, &is, NULL);

		(void)close(ends[0]);
		while (!rc && write(ends[1], "", 1) == 1)
			rc = journal_append_step(is, STEP_DETACH, ++n, NULL);
		_exit(1);
	}
	(void)close(ends[1]);
	*told = ends[0];
	return pid;
}

static void
await_records(int told, unsigned int n)
{
	char byte;

	while (n-- > 0)
		CU_ASSERT_EQUAL_FATAL(read(told, &byte, 1), 1);
}

/* Kills it and returns how many more records it had told of. */
static unsigned int
kill_writer(pid_t pid, int told)
{
	unsigned int more = 0;
	char byte;
	int status;

	CU_ASSERT_EQUAL(kill(pid, SIGKILL), 0);
	CU_ASSERT_EQUAL(waitpid(pid, &status, 0), pid);
	CU_ASSERT(WIFSIGNALED(status));
	while (read(told, &byte, 1) == 1)
		more++;
	(void)close(told);
	return more;
}

static void
lock_lives_as_long_as_its_process(void)
{
	int told;
	pid_t pid;

	journal_dir_make(&dir);
	pid = start_writer(&told);
	await_records(told, 1);
	CU_ASSERT_EQUAL(journal_dir_status(&dir), JOURNAL_LIVE);
	CU_ASSERT_EQUAL(journal_create(dir.path, &sample_begin, &journal, &err), -EBUSY);
	CU_ASSERT_EQUAL(journal_open(dir.path, SAMPLE_UUID, &journal, &state, &err), -EBUSY);
	CU_ASSERT_EQUAL(journal_remove(dir.path, SAMPLE_UUID, &err), -EBUSY);
	CU_ASSERT_EQUAL(journal_set_aside(dir.path, SAMPLE_UUID, &err), -EBUSY);
	(void)kill_writer(pid, told);
	CU_ASSERT_EQUAL(journal_dir_status(&dir), JOURNAL_UNFINISHED);
	CU_ASSERT_EQUAL(journal_create(dir.path, &sample_begin, &journal, &err), -EEXIST);
	journal_dir_drop(&dir);
}

/* What was told is there, and at most one record more. */
static void
killed_writer_leaves_what_it_has_told(void)
{
	for (unsigned int round = 0; round < ROUNDS; round++) {
		unsigned int records;
		int told;
		pid_t pid;

		journal_dir_make(&dir);
		pid = start_writer(&told);
		await_records(told, KILLED_AFTER);
		records = KILLED_AFTER + kill_writer(pid, told) - 1; /* begin is none of them */
		CU_ASSERT_EQUAL_FATAL(journal_open(dir.path, SAMPLE_UUID, &journal, &state, &err), 0);
		CU_ASSERT(state.attempts[STEP_DETACH] == records ||
		          state.attempts[STEP_DETACH] == records + 1);
		journal_clear(&state);
		CU_ASSERT_EQUAL(journal_end(journal, OUTCOME_LOST, "killed", &err), 0);
		journal_close(journal);
		CU_ASSERT_EQUAL(journal_dir_status(&dir), JOURNAL_ENDED);
		journal_dir_drop(&dir);
	}
}

/* A child that tries to begin, tells what came of it, and holds what it has until stay hangs up. */
static void
start_rival(int tell, const int stay[2])
{
	struct journal *is;
	pid_t pid = fork();
	int rc;

	CU_ASSERT_FATAL(pid >= 0);
	if (pid > 0)
		return;
	(void)close(stay[1]);
	rc = journal_create(dir.path, &sample_begin, &is, NULL);
	if (write(tell, &rc, sizeof(rc)) == sizeof(rc))
		(void)read(stay[0], &rc, 1);
	_exit(0);
}

static void
one_of_many_begins(void)
{
	int told[2] = {-1, -1}, stay[2] = {-1, -1}, rc, won = 0;

	journal_dir_make(&dir);
	CU_ASSERT_FATAL(pipe(told) == 0 && pipe(stay) == 0);
	for (unsigned int i = 0; i < RIVALS; i++)
		start_rival(told[1], stay);
	for (unsigned int i = 0; i < RIVALS; i++) {
		CU_ASSERT_EQUAL_FATAL(read(told[0], &rc, sizeof(rc)), sizeof(rc));
		CU_ASSERT(rc == 0 || rc == -EBUSY);
		won += rc == 0;
	}
	CU_ASSERT_EQUAL(won, 1);
	(void)close(stay[1]);
	while (waitpid(-1, NULL, 0) > 0) {
	}
	CU_ASSERT(!close(stay[0]) && !close(told[0]) && !close(told[1]));
	CU_ASSERT_EQUAL(journal_dir_status(&dir), JOURNAL_UNFINISHED);
	journal_dir_drop(&dir);
}

static const struct unit_test tests[] = {
        {"a lock lives as long as its process", lock_lives_as_long_as_its_process},
        {"one of many begins", one_of_many_begins},
        {"a killed writer leaves what it has told", killed_writer_leaves_what_it_has_told},
};

UNIT_MAIN("journal-killed", tests)
