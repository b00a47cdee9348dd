/* SPDX-License-Identifier: BSD-3-Clause */
/* test_jobs_questions.c: questions beside crossings, with workers that never say a word: each is there until
 * it is killed. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "event.h"
#include "tests/unit.h"
#include "vferryd/jobs.h"

#define PATIENCE_S 20

static const char *const worker[] = {"/bin/sleep", "infinity", NULL};
static struct jobs *jobs;
static struct err err;
static unsigned int ended, wanted, wanted_ended;
static char somebody; /* stands for a client: nothing is said to it */

static struct server_client *
client(void)
{
	return (struct server_client *)&somebody;
}

static void
on_end(void *arg, const struct job_end *end)
{
	(void)arg;
	CU_ASSERT_EQUAL(end->method, CONTROL_RESTORE);
	ended++;
}

static void
begin(void)
{
	static const struct jobs_calls calls = {.on_end = on_end};

	ended = 0;
	CU_ASSERT_EQUAL_FATAL(event_init(&err), 0);
	jobs = jobs_new(worker, &calls, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(jobs);
}

static int
add(enum control_method method, const char *domain, struct server_client *whose)
{
	const struct control_request request = {
	        .id = {.kind = CONTROL_ID_NUMBER, .number = 1}, .method = method, .wish = {.domain = domain}};

	return jobs_add(jobs, &request, whose, &err);
}

static bool
are_running(void *arg)
{
	(void)arg;
	return jobs_running(jobs) == wanted && ended >= wanted_ended;
}

/* Runs the event loop until so many have a process, and so many crossings have ended. */
static bool
until(unsigned int running, unsigned int crossings)
{
	wanted = running;
	wanted_ended = crossings;
	return event_run(event_now_us() + PATIENCE_S * 1000000ull, are_running, NULL);
}

static void
end(void)
{
	jobs_drain(jobs);
	jobs_park(jobs);
	CU_ASSERT(until(0, 0));
	jobs_free(jobs);
}

static void
questions_and_crossings_do_not_wait_for_each_other(void)
{
	begin();
	for (unsigned int i = 0; i < JOBS_QUESTIONS; i++)
		CU_ASSERT_EQUAL(add(CONTROL_STATUS, "router", NULL), 0);
	CU_ASSERT_EQUAL(add(CONTROL_RESTORE, "router", NULL), 0);
	CU_ASSERT_EQUAL(jobs_running(jobs), JOBS_QUESTIONS + 1);
	CU_ASSERT_EQUAL(add(CONTROL_RESTORE, "router", NULL), -EBUSY);
	end();

	begin();
	CU_ASSERT_EQUAL(add(CONTROL_RESTORE, "router", NULL), 0);
	CU_ASSERT_EQUAL(add(CONTROL_RESTORE, "switch", NULL), 0);
	CU_ASSERT_EQUAL(add(CONTROL_PAIRS, "router", NULL), 0);
	CU_ASSERT_EQUAL(add(CONTROL_VFS, NULL, NULL), 0);
	CU_ASSERT_EQUAL(jobs_running(jobs), 3);
	end();
	CU_ASSERT_EQUAL(ended, 1);
}

static void
a_question_is_no_crossing_of_its_domain(void)
{
	begin();
	CU_ASSERT_EQUAL(add(CONTROL_VFS, NULL, NULL), 0);
	CU_ASSERT_EQUAL(add(CONTROL_STATUS, "router", NULL), 0);
	CU_ASSERT_FALSE(jobs_have(jobs, "router"));
	CU_ASSERT_EQUAL(jobs_abort(jobs, "router", &err), -ENOENT);
	CU_ASSERT_EQUAL(jobs_running(jobs), 2);
	end();
	CU_ASSERT_EQUAL(ended, 0);
}

static void
questions_have_a_number_of_their_own(void)
{
	begin();
	for (unsigned int i = 0; i < JOBS_QUESTIONS_MAX; i++)
		CU_ASSERT_EQUAL(add(CONTROL_STATUS, "router", NULL), 0);
	CU_ASSERT_EQUAL(jobs_running(jobs), JOBS_QUESTIONS);
	CU_ASSERT_EQUAL(add(CONTROL_STATUS, "router", NULL), -EBUSY);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "too many questions"));
	CU_ASSERT_EQUAL(add(CONTROL_RESTORE, "router", NULL), 0);
	CU_ASSERT_EQUAL(jobs_running(jobs), JOBS_QUESTIONS + 1);
	end();
}

/* A second crossing and a question more than may run wait until those before them have ended. */
static void
those_that_wait_have_their_turn(void)
{
	begin();
	CU_ASSERT_EQUAL(add(CONTROL_RESTORE, "router", NULL), 0);
	CU_ASSERT_EQUAL(add(CONTROL_RESTORE, "switch", NULL), 0);
	for (unsigned int i = 0; i <= JOBS_QUESTIONS; i++)
		CU_ASSERT_EQUAL(add(CONTROL_STATUS, "router", NULL), 0);
	CU_ASSERT_EQUAL(jobs_running(jobs), JOBS_QUESTIONS + 1);
	jobs_park(jobs);
	CU_ASSERT(until(2, 1));
	CU_ASSERT_EQUAL(ended, 1);
	CU_ASSERT(jobs_have(jobs, "switch"));
	end();
	CU_ASSERT_EQUAL(ended, 2);
}

static void
a_question_ends_with_its_client(void)
{
	begin();
	CU_ASSERT_EQUAL(add(CONTROL_RESTORE, "router", client()), 0);
	CU_ASSERT_EQUAL(add(CONTROL_VFS, NULL, NULL), 0);
	for (unsigned int i = 0; i <= JOBS_QUESTIONS; i++)
		CU_ASSERT_EQUAL(add(CONTROL_STATUS, "router", client()), 0);
	CU_ASSERT_EQUAL(jobs_running(jobs), JOBS_QUESTIONS + 1);
	jobs_forget(jobs, client());
	CU_ASSERT(until(2, 0));
	CU_ASSERT(jobs_have(jobs, "router"));
	end();
}

static const struct unit_test tests[] = {
        {"questions and crossings do not wait for each other",
         questions_and_crossings_do_not_wait_for_each_other},
        {"a question is no crossing of its domain", a_question_is_no_crossing_of_its_domain},
        {"questions have a number of their own", questions_have_a_number_of_their_own},
        {"those that wait have their turn", those_that_wait_have_their_turn},
        {"a question ends with its client", a_question_ends_with_its_client},
};

UNIT_MAIN("questions among jobs", tests)
