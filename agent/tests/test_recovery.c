/* SPDX-License-Identifier: BSD-3-Clause */
/* test_recovery.c: what becomes of journals that a daemon finds: told, removed, set aside, taken up. The time
 * is made up, the journals are real. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_dir.h"
#include "tests/unit.h"
#include "vferryd/recovery.h"

#define START_MS 1000000

static struct journal_dir dir;
static struct recovery *recovery;
static struct journal *journal;
static struct err err;
static bool running;
static int resume_says;
static unsigned int resumes, lines;
static char said[4096], resumed[64];

static bool
is_running(void *arg, const char *uuid)
{
	(void)arg, (void)uuid;
	return running;
}

static int
resume(void *arg, const char *uuid)
{
	(void)arg;
	resumes++;
	(void)snprintf(resumed, sizeof(resumed), "%s", uuid);
	return resume_says;
}

static void
note(void *arg, const char *text)
{
	size_t used = strlen(said);

	(void)arg;
	lines++;
	(void)snprintf(said + used, sizeof(said) - used, "%s\n", text);
}

static void
forget_what_was_said(void)
{
	said[0] = '\0';
	lines = 0;
}

static void
begin(void)
{
	static const struct recovery_calls calls = {is_running, resume, note, NULL};

	running = false;
	resume_says = 0;
	resumes = 0;
	forget_what_was_said();
	journal_dir_make(&dir);
	recovery = recovery_new(dir.path, &calls, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(recovery);
}

static void
end(void)
{
	recovery_free(recovery);
	journal_dir_drop(&dir);
}

static bool
is_there(const char *ending)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/" SAMPLE_UUID "%s", dir.path, ending);
	return access(path, F_OK) == 0;
}

/* A folder that nothing can be renamed in or removed from: a file of that name's own stands in the way. */
static void
block(const char *ending)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/" SAMPLE_UUID "%s", dir.path, ending);
	CU_ASSERT_EQUAL_FATAL(mkdir(path, 0700), 0);
}

static void
nothing_is_found_in_nothing(void)
{
	begin();
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(resumes + lines + recovery_waiting(recovery), 0);
	end();
	recovery_free(NULL);
}

static void
what_has_ended_is_told_and_removed(void)
{
	begin();
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	CU_ASSERT_EQUAL(journal_end(journal, OUTCOME_BACK_ON_VF, "detach: it stays", &err), 0);
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(lines, 0); /* its process is not gone yet */
	journal_close(journal);
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "detach: it stays"));
	CU_ASSERT_PTR_NOT_NULL(strstr(said, sample_begin.domain));
	CU_ASSERT(!is_there(".journal"));
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(lines, 1);
	/* The domain's next one is told, too. */
	journal_dir_begin_and_end(&dir, SAMPLE_UUID);
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(lines, 2);
	CU_ASSERT_EQUAL(resumes + recovery_waiting(recovery), 0);
	end();
}

static void
what_never_began_goes_without_a_word(void)
{
	begin();
	CU_ASSERT_EQUAL_FATAL(mkdir(dir.path, 0700), 0);
	journal_dir_write(dir.file, "{\"v\":1,\"ki");
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(resumes + lines, 0);
	CU_ASSERT(!is_there(".journal"));
	end();
}

static void
what_cannot_be_read_is_set_aside(void)
{
	begin();
	CU_ASSERT_EQUAL_FATAL(mkdir(dir.path, 0700), 0);
	journal_dir_write(dir.file, "{}\n");
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "set aside: " SAMPLE_UUID ": "));
	CU_ASSERT(is_there(".journal.bad") && !is_there(".journal"));
	recovery_look(recovery, START_MS + 5000);
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT_EQUAL(resumes + recovery_waiting(recovery), 0);
	end();
}

/* A look every two seconds must not fill the log. */
static void
what_cannot_be_set_aside_is_told_once(void)
{
	begin();
	CU_ASSERT_EQUAL_FATAL(mkdir(dir.path, 0700), 0);
	journal_dir_write(dir.file, "{}\n");
	block(".journal.bad");
	for (unsigned int i = 0; i < 5; i++)
		recovery_look(recovery, START_MS + i * 2000);
	CU_ASSERT_EQUAL(lines, 2);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "cannot be set aside: " SAMPLE_UUID ": cannot rename"));
	CU_ASSERT_EQUAL(recovery_waiting(recovery), 0);
	end();
}

static void
a_folder_that_cannot_be_read_is_told_once(void)
{
	begin();
	journal_dir_write(dir.path, "no folder");
	for (unsigned int i = 0; i < 5; i++)
		recovery_look(recovery, START_MS + i * 2000);
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT_EQUAL_FATAL(unlink(dir.path), 0);
	recovery_look(recovery, START_MS);
	journal_dir_write(dir.path, "again");
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(lines, 2);
	end();
}

static void
take_up(void)
{
	struct journal_state state;

	CU_ASSERT_EQUAL_FATAL(journal_open(dir.path, SAMPLE_UUID, &journal, &state, &err), 0);
	journal_clear(&state);
}

/* Its attempt runs for so long, and is looked at meanwhile: with its process, then with its lock. */
static void
attempt_for(uint64_t *now_ms, uint64_t ms)
{
	running = true;
	recovery_look(recovery, *now_ms);
	take_up();
	*now_ms += ms;
	recovery_look(recovery, *now_ms);
	journal_close(journal);
	recovery_look(recovery, *now_ms);
	running = false;
	recovery_look(recovery, *now_ms);
}

static void
what_was_cut_off_is_resumed_with_pauses(void)
{
	static const uint64_t pauses[] = {2000,  4000,   8000,   16000,  32000,
	                                  64000, 128000, 256000, 300000, 300000};
	uint64_t now_ms = START_MS;

	begin();
	journal_close(journal_dir_begin(&dir, SAMPLE_UUID));
	recovery_look(recovery, now_ms);
	CU_ASSERT_EQUAL(resumes, 1);
	CU_ASSERT_STRING_EQUAL(resumed, SAMPLE_UUID);
	CU_ASSERT_EQUAL(recovery_waiting(recovery), 1);
	for (unsigned int i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
		attempt_for(&now_ms, 1000000);
		CU_ASSERT_EQUAL(resumes, i + 1);
		recovery_look(recovery, now_ms + pauses[i] - 1);
		CU_ASSERT_EQUAL(resumes, i + 1);
		now_ms += pauses[i];
		recovery_look(recovery, now_ms);
		CU_ASSERT_EQUAL(resumes, i + 2);
	}
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "was cut off"));
	end();
}

static void
what_cannot_be_resumed_is_tried_later(void)
{
	begin();
	journal_close(journal_dir_begin(&dir, SAMPLE_UUID));
	resume_says = -ENOMEM;
	recovery_look(recovery, START_MS);
	recovery_look(recovery, START_MS + RECOVERY_FIRST_MS - 1);
	CU_ASSERT_EQUAL(resumes, 1);
	recovery_look(recovery, START_MS + RECOVERY_FIRST_MS);
	CU_ASSERT_EQUAL(resumes, 2);
	CU_ASSERT_EQUAL(lines, 1);
	/* What was no attempt makes no pause longer. */
	resume_says = 0;
	recovery_look(recovery, START_MS + 2 * RECOVERY_FIRST_MS);
	CU_ASSERT_EQUAL(resumes, 3);
	recovery_look(recovery, START_MS + 2 * RECOVERY_FIRST_MS);
	recovery_look(recovery, START_MS + 3 * RECOVERY_FIRST_MS);
	CU_ASSERT_EQUAL(resumes, 4);
	end();
}

static void
what_lives_is_left_alone(void)
{
	begin();
	journal = journal_dir_begin(&dir, SAMPLE_UUID);
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(resumes + lines + recovery_waiting(recovery), 0);
	journal_close(journal);
	running = true; /* a process of ours is about to take it up */
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(resumes + lines, 0);
	CU_ASSERT_EQUAL(recovery_waiting(recovery), 1);
	end();
}

static void
what_is_home_is_forgotten(void)
{
	begin();
	journal_close(journal_dir_begin(&dir, SAMPLE_UUID));
	journal_close(journal_dir_begin(&dir, SAMPLE_UUID_2));
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(recovery_waiting(recovery), 2);
	take_up();
	CU_ASSERT_EQUAL(journal_end(journal, OUTCOME_OK, "", &err), 0);
	journal_close(journal);
	forget_what_was_said();
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(recovery_waiting(recovery), 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "a crossing has ended"));
	/* Another one of that domain begins anew. */
	journal_close(journal_dir_begin(&dir, SAMPLE_UUID));
	resumes = 0;
	recovery_look(recovery, START_MS);
	CU_ASSERT_EQUAL(resumes, 1);
	CU_ASSERT_EQUAL(recovery_waiting(recovery), 2);
	end();
}

static const struct unit_test tests[] = {
        {"nothing is found in nothing", nothing_is_found_in_nothing},
        {"what has ended is told and removed", what_has_ended_is_told_and_removed},
        {"what never began goes without a word", what_never_began_goes_without_a_word},
        {"what cannot be read is set aside", what_cannot_be_read_is_set_aside},
        {"what cannot be set aside is told once", what_cannot_be_set_aside_is_told_once},
        {"a folder that cannot be read is told once", a_folder_that_cannot_be_read_is_told_once},
        {"what was cut off is resumed with pauses", what_was_cut_off_is_resumed_with_pauses},
        {"what cannot be resumed is tried later", what_cannot_be_resumed_is_tried_later},
        {"what lives is left alone", what_lives_is_left_alone},
        {"what is home is forgotten", what_is_home_is_forgotten},
};

UNIT_MAIN("recovery", tests)
