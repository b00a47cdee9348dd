/* SPDX-License-Identifier: BSD-3-Clause */
/* test_workers.c: processes that are started, listened to and ended, against one that acts (act_worker.c). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "event.h"
#include "process.h"
#include "tests/unit.h"
#include "vferryd/workers.h"

static struct workers *workers;
static struct worker_process *worker;
static struct err err;
static char program[512];
static unsigned int fds;

/* What was heard of all of them. */
static struct {
	unsigned int lines, results, ends;
	long long code; /* of the last result */
	char last[512], how[64];
	void *tag; /* of who ended last */
} heard;

static void
on_line(void *arg, struct worker_process *which, const char *line, const struct control_message *message)
{
	(void)arg, (void)which;
	heard.lines++;
	if (message->kind == CONTROL_RESULT) {
		heard.results++;
		heard.code = json_integer_value(json_object_get(message->result, "exit_code"));
	}
	(void)snprintf(heard.last, sizeof(heard.last), "%s", line);
}

static void
on_end(void *arg, struct worker_process *which, const char *how)
{
	(void)arg;
	heard.ends++;
	heard.tag = worker_tag(which);
	(void)snprintf(heard.how, sizeof(heard.how), "%s", how);
}

static void
begin(const char *name)
{
	static const struct workers_calls calls = {on_line, on_end, NULL};
	static const char *argv[] = {program, NULL};

	CU_ASSERT_EQUAL_FATAL(event_init(&err), 0);
	memset(&heard, 0, sizeof(heard));
	(void)process_built(name, program);
	fds = process_fds();
	workers = workers_new(argv, &calls, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(workers);
}

static void
expect_nothing_left(void)
{
	CU_ASSERT_EQUAL(workers_count(workers), 0);
	CU_ASSERT_EQUAL(process_fds(), fds);
	CU_ASSERT(!process_has_child());
}

static void
end(void)
{
	expect_nothing_left();
	workers_free(workers);
}

static int
start(const char *act, void *tag)
{
	const struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = 7},
	                                        .method = CONTROL_RESTORE,
	                                        .wish = {.domain = act}};

	return workers_start(workers, &request, tag, &worker, &err);
}

struct wanted {
	const unsigned int *count;
	unsigned int value;
};

static bool
is_there(void *arg)
{
	const struct wanted *wanted = arg;

	return *wanted->count >= wanted->value;
}

static bool
until(const unsigned int *count, unsigned int value)
{
	struct wanted wanted = {count, value};

	return event_run(event_now_us() + PROCESS_PATIENCE_MS * 1000ull, is_there, &wanted);
}

static void
run(const char *act)
{
	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL_FATAL(start(act, &heard), 0);
	CU_ASSERT_EQUAL(workers_count(workers), 1);
	CU_ASSERT(until(&heard.ends, 1));
	CU_ASSERT_PTR_EQUAL(heard.tag, &heard);
	end();
}

static void
an_answer_is_heard(void)
{
	run("answer");
	CU_ASSERT_STRING_EQUAL(heard.last, "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"exit_code\":0,"
	                                   "\"message\":\"\"}}\n");
	CU_ASSERT_EQUAL(heard.lines, 1);
	CU_ASSERT_STRING_EQUAL(heard.how, "exited with 0");
}

static void
progress_comes_before(void)
{
	run("steps");
	CU_ASSERT_EQUAL(heard.lines, 4);
	CU_ASSERT_EQUAL(heard.results, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(heard.last, "\"result\""));
}

static void
a_flood_is_heard_whole(void)
{
	run("flood");
	CU_ASSERT_EQUAL(heard.lines, 5001);
	CU_ASSERT_EQUAL(heard.results, 1);
}

static void
who_is_killed_is_told(void)
{
	run("killed");
	CU_ASSERT_EQUAL(heard.lines, 1);
	CU_ASSERT_EQUAL(heard.results, 0);
	CU_ASSERT_STRING_EQUAL(heard.how, "was killed by signal 9");
}

static void
what_is_no_message_is_dropped(void)
{
	run("garbage");
	CU_ASSERT_EQUAL(heard.lines, 4);
	CU_ASSERT_EQUAL(heard.results, 1);
}

static void
a_line_without_end_is_none(void)
{
	run("torn");
	CU_ASSERT_EQUAL(heard.lines, 0);
	CU_ASSERT_STRING_EQUAL(heard.how, "exited with 3");
}

static void
who_says_nothing_ends_all_the_same(void)
{
	run("mute");
	CU_ASSERT_EQUAL(heard.lines, 0);
	CU_ASSERT_STRING_EQUAL(heard.how, "exited with 0");
}

/* But what we were given by who has started us. */
static void
who_is_started_holds_nothing_of_ours(void)
{
	unsigned int given = 0;

	CU_ASSERT_EQUAL_FATAL(event_init(&err), 0);
	for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
		given += fcntl(fd, F_GETFD) == 0;
	run("count");
	CU_ASSERT_EQUAL(heard.code, given);
	CU_ASSERT_EQUAL(heard.results, 1);
}

static void
who_is_interrupted_ends_in_order(void)
{
	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL_FATAL(start("silent", NULL), 0);
	CU_ASSERT(until(&heard.lines, 1));
	worker_set_tag(worker, heard.how);
	worker_interrupt(worker);
	worker_interrupt(worker);
	CU_ASSERT(until(&heard.ends, 1));
	CU_ASSERT_EQUAL(heard.code, OUTCOME_BACK_ON_VF);
	CU_ASSERT_PTR_EQUAL(heard.tag, heard.how);
	end();
}

/* Before it can hear anything. */
static void
an_early_interrupt_is_none_too_early(void)
{
	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL_FATAL(start("silent", NULL), 0);
	worker_interrupt(worker);
	CU_ASSERT(until(&heard.ends, 1));
	CU_ASSERT_EQUAL(heard.lines, 2);
	CU_ASSERT_STRING_EQUAL(heard.how, "exited with 0");
	end();
}

/* By whoever has started us. */
static void
ignored_children_end_too(void)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};

	CU_ASSERT_EQUAL_FATAL(sigaction(SIGCHLD, &ignore, NULL), 0);
	run("killed");
	CU_ASSERT_STRING_EQUAL(heard.how, "was killed by signal 9");
}

/* One that hears no interrupt is parked all the same. */
static void
who_is_parked_is_gone(void)
{
	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL_FATAL(start("deaf", NULL), 0);
	CU_ASSERT(until(&heard.lines, 1));
	worker_interrupt(worker);
	worker_park(worker);
	worker_park(worker);
	CU_ASSERT(until(&heard.ends, 1));
	CU_ASSERT_STRING_EQUAL(heard.how, "was killed by signal 9");
	end();
}

static void
many_end_in_any_order(void)
{
	static const char *const acts[] = {"flood", "silent-1", "killed", "answer", "silent-2", "steps"};
	struct worker_process *silent[2];

	begin("agent/tests/act_worker");
	for (unsigned int i = 0; i < 6; i++) {
		CU_ASSERT_EQUAL_FATAL(start(acts[i], NULL), 0);
		if (i % 3 == 1)
			silent[i / 3] = worker;
	}
	CU_ASSERT_EQUAL(workers_count(workers), 6);
	CU_ASSERT(until(&heard.ends, 4));
	CU_ASSERT_EQUAL(workers_count(workers), 2);
	worker_park(silent[1]);
	CU_ASSERT(until(&heard.ends, 5));
	worker_park(silent[0]);
	CU_ASSERT(until(&heard.ends, 6));
	end();
}

static void
who_is_forgotten_goes_on(void)
{
	pid_t pid;

	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL_FATAL(start("silent", NULL), 0);
	CU_ASSERT(until(&heard.lines, 1));
	workers_free(workers);
	CU_ASSERT_EQUAL(process_fds(), fds);
	pid = process_child();
	CU_ASSERT_FATAL(pid > 0);
	CU_ASSERT_EQUAL(kill(pid, SIGINT), 0);
	/* It answers, and nobody listens. */
	CU_ASSERT(WIFSIGNALED(process_end(pid)));
	CU_ASSERT_EQUAL(heard.lines + heard.ends, 1);
	workers_free(NULL);
}

static void
what_cannot_be_started_is_told(void)
{
	begin("agent/tests/no_such_program");
	CU_ASSERT_EQUAL(start("answer", NULL), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "no_such_program: No such file"));
	end();
}

/* Whichever descriptor is the one too many. */
static void
without_descriptors_nothing_is_left(void)
{
	struct rlimit all, few;
	int next, rc = -1;

	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &all), 0);
	few = all;
	next = dup(0);
	(void)close(next);
	for (few.rlim_cur = (rlim_t)next; rc < 0 && few.rlim_cur < (rlim_t)next + 8; few.rlim_cur++) {
		CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &few), 0);
		rc = start("answer", NULL);
		CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &all), 0);
		if (rc < 0)
			expect_nothing_left();
	}
	CU_ASSERT_EQUAL(rc, 0);
	CU_ASSERT(few.rlim_cur >= (rlim_t)next + 3);
	CU_ASSERT(until(&heard.ends, 1));
	end();
}

static const struct unit_test tests[] = {
        {"an answer is heard", an_answer_is_heard},
        {"progress comes before", progress_comes_before},
        {"a flood is heard whole", a_flood_is_heard_whole},
        {"who is killed is told", who_is_killed_is_told},
        {"what is no message is dropped", what_is_no_message_is_dropped},
        {"a line without end is none", a_line_without_end_is_none},
        {"who says nothing ends all the same", who_says_nothing_ends_all_the_same},
        {"who is started holds nothing of ours", who_is_started_holds_nothing_of_ours},
        {"who is interrupted ends in order", who_is_interrupted_ends_in_order},
        {"an early interrupt is none too early", an_early_interrupt_is_none_too_early},
        {"ignored children end too", ignored_children_end_too},
        {"who is parked is gone", who_is_parked_is_gone},
        {"many end in any order", many_end_in_any_order},
        {"who is forgotten goes on", who_is_forgotten_goes_on},
        {"what cannot be started is told", what_cannot_be_started_is_told},
        {"without descriptors nothing is left", without_descriptors_nothing_is_left},
};

UNIT_MAIN("workers", tests)
