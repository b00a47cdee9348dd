/* SPDX-License-Identifier: BSD-3-Clause */
/* test_jobs.c: crossings that wait, run and end, for clients of a real socket, by processes that act
 * (act_worker.c). */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "control_world.h"
#include "event.h"
#include "process.h"
#include "tests/unit.h"
#include "vferryd/jobs.h"

#define UUID "7f2c1a52-9c0e-4a4e-8d55-0f3a1b2c3d4e"

static struct jobs *jobs;
static struct err err;
static char program[512];
static unsigned int fds;
static int fd; /* the client's end */
static struct server_client *client;

/* How they ended. */
static struct {
	unsigned int n;
	char domain[64], message[384];
	enum control_method method;
	bool answered;
	enum outcome outcome;
} ended;

static void
on_end(void *arg, const struct job_end *how)
{
	(void)arg;
	ended.n++;
	(void)snprintf(ended.domain, sizeof(ended.domain), "%s", how->domain);
	(void)snprintf(ended.message, sizeof(ended.message), "%s", how->message);
	ended.method = how->method;
	ended.answered = how->answered;
	ended.outcome = how->outcome;
}

/* A client that is known: it has asked for a list, which is never answered. */
static struct server_client *
connect_one(int *its_end)
{
	unsigned int before = world.nkept;

	*its_end = client_connect();
	client_say(*its_end, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"list\",\"params\":{}}\n");
	CU_ASSERT_FATAL(world_until(&world.nkept, before + 1));
	return world.kept[before].client;
}

static void
begin(const char *name)
{
	static const char *argv[] = {program, NULL};
	static const struct jobs_calls calls = {.on_end = on_end};

	memset(&ended, 0, sizeof(ended));
	CU_ASSERT_EQUAL_FATAL(event_init(&err), 0);
	fds = process_fds();
	world_begin();
	client = connect_one(&fd);
	(void)process_built(name, program);
	jobs = jobs_new(argv, &calls, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(jobs);
}

static void
end(void)
{
	CU_ASSERT_EQUAL(jobs_running(jobs), 0);
	CU_ASSERT(!process_has_child());
	jobs_free(jobs);
	world_end();
	(void)close(fd);
	CU_ASSERT_EQUAL(process_fds(), fds);
}

static int
add_for(const char *act, long long id, struct server_client *whose)
{
	const struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = id},
	                                        .method = CONTROL_RESTORE,
	                                        .wish = {.domain = act}};

	return jobs_add(jobs, &request, whose, &err);
}

static int
add(const char *act, long long id)
{
	return add_for(act, id, client);
}

static bool
was_heard(const char *part)
{
	return strstr(client_heard, part) != NULL;
}

static void
lines_are_passed_on(void)
{
	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL(add("steps", 5), 0);
	CU_ASSERT(jobs_have(jobs, "steps") && !jobs_have(jobs, "other"));
	CU_ASSERT(client_hear(fd, 4));
	CU_ASSERT(was_heard("{\"jsonrpc\":\"2.0\",\"method\":\"progress\",\"params\":{\"request\":5,"));
	CU_ASSERT(was_heard("\n{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"exit_code\":0,"));
	CU_ASSERT(world_until(&ended.n, 1));
	CU_ASSERT(ended.answered && ended.outcome == OUTCOME_OK && ended.method == CONTROL_RESTORE);
	CU_ASSERT_STRING_EQUAL(ended.domain, "steps");
	CU_ASSERT_STRING_EQUAL(ended.message, "");
	CU_ASSERT(!jobs_have(jobs, "steps"));
	end();
}

static void
how_it_ended_is_told(void)
{
	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL(add("fail", 5), 0);
	CU_ASSERT(world_until(&ended.n, 1));
	CU_ASSERT(ended.answered && ended.outcome == OUTCOME_NO_CHANNEL);
	CU_ASSERT_STRING_EQUAL(ended.message, "no channel");
	CU_ASSERT_EQUAL(add("refuse", 6), 0);
	CU_ASSERT(world_until(&ended.n, 2));
	CU_ASSERT(ended.answered && ended.outcome == OUTCOME_BUSY);
	CU_ASSERT_STRING_EQUAL(ended.message, "another job");
	CU_ASSERT(client_hear(fd, 2));
	CU_ASSERT(was_heard("\"id\":6,\"error\":{\"code\":21,"));
	end();
}

/* As a script does it that waits for one and asks for the next. */
static void
who_has_an_answer_may_ask_again(void)
{
	begin("agent/tests/act_worker");
	for (unsigned int i = 1; i < 6; i++) {
		CU_ASSERT_EQUAL(add("answer", i), 0);
		CU_ASSERT(client_hear(fd, 1));
		CU_ASSERT(!jobs_have(jobs, "answer"));
	}
	end();
}

static void
only_the_first_answer_counts(void)
{
	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL(add("twice", 5), 0);
	CU_ASSERT(world_until(&ended.n, 1));
	CU_ASSERT(ended.outcome == OUTCOME_OK);
	CU_ASSERT_EQUAL(add("answer", 6), 0);
	CU_ASSERT(client_hear(fd, 2));
	CU_ASSERT(was_heard("\"id\":5,\"result\":{\"exit_code\":0,") &&
	          was_heard("\n{\"jsonrpc\":\"2.0\",\"id\":6,"));
	CU_ASSERT(world_until(&ended.n, 2));
	end();
}

static void
who_dies_without_an_answer(const char *act, const char *how, unsigned int progress)
{
	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL(add(act, 5), 0);
	CU_ASSERT(client_hear(fd, progress + 1));
	CU_ASSERT(was_heard("\"id\":5,\"error\":{\"code\":-32603,"));
	CU_ASSERT(was_heard(how));
	CU_ASSERT(world_until(&ended.n, 1));
	CU_ASSERT(!ended.answered);
	CU_ASSERT_PTR_NOT_NULL(strstr(ended.message, how));
	CU_ASSERT_STRING_EQUAL(ended.domain, act);
	end();
}

static void
a_dead_process_is_an_error(void)
{
	who_dies_without_an_answer("killed", "was killed by signal 9", 1);
	who_dies_without_an_answer("torn", "exited with 3", 0);
	who_dies_without_an_answer("mute", "exited with 0", 0);
}

static void
so_many_run_and_the_others_wait(void)
{
	begin("agent/tests/act_worker");
	jobs_limit(jobs, 2);
	CU_ASSERT_EQUAL(add("silent-1", 1), 0);
	CU_ASSERT_EQUAL(add("silent-2", 2), 0);
	CU_ASSERT_EQUAL(add("silent-3", 3), 0);
	CU_ASSERT_EQUAL(add("answer", 4), 0);
	CU_ASSERT_EQUAL(jobs_running(jobs), 2);
	CU_ASSERT(jobs_have(jobs, "silent-3") && jobs_have(jobs, "answer"));
	CU_ASSERT(client_hear(fd, 2));
	CU_ASSERT(was_heard("\"request\":1,") && was_heard("\"request\":2,"));
	CU_ASSERT_EQUAL(jobs_abort(jobs, "silent-1", &err), 0);
	CU_ASSERT(client_hear(fd, 2)); /* the first's end, the third's beginning */
	CU_ASSERT(was_heard("\"id\":1,\"result\"") && was_heard("\"request\":3,"));
	CU_ASSERT_EQUAL(jobs_running(jobs), 2);
	jobs_limit(jobs, 3);
	CU_ASSERT(client_hear(fd, 1));
	CU_ASSERT(was_heard("\"id\":4,\"result\""));
	CU_ASSERT(world_until(&ended.n, 2));
	/* Fewer than run: nobody is ended for it, and nobody begins. */
	jobs_limit(jobs, 1);
	CU_ASSERT_EQUAL(add("answer", 5), 0);
	CU_ASSERT_EQUAL(jobs_abort(jobs, "silent-2", &err), 0);
	CU_ASSERT(world_until(&ended.n, 3));
	CU_ASSERT(jobs_have(jobs, "answer") && jobs_running(jobs) == 1);
	CU_ASSERT_EQUAL(jobs_abort(jobs, "silent-3", &err), 0);
	CU_ASSERT(world_until(&ended.n, 5));
	CU_ASSERT_STRING_EQUAL(ended.domain, "answer");
	end();
}

static void
one_that_waits_is_dropped(void)
{
	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL(add("silent", 1), 0);
	CU_ASSERT_EQUAL(add("answer", 2), 0);
	CU_ASSERT(client_hear(fd, 1));
	CU_ASSERT_EQUAL(jobs_abort(jobs, "answer", &err), 0);
	CU_ASSERT(client_hear(fd, 1));
	CU_ASSERT(was_heard("\"id\":2,\"error\":{\"code\":1,") && was_heard("nothing was changed"));
	CU_ASSERT(!jobs_have(jobs, "answer"));
	CU_ASSERT_EQUAL(jobs_abort(jobs, "answer", &err), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "no crossing of domain answer"));
	CU_ASSERT_EQUAL(ended.n, 0);
	CU_ASSERT_EQUAL(jobs_abort(jobs, "silent", &err), 0);
	CU_ASSERT(world_until(&ended.n, 1));
	CU_ASSERT(ended.answered && ended.outcome == OUTCOME_BACK_ON_VF);
	end();
}

static void
one_for_a_domain(void)
{
	begin("agent/tests/act_worker");
	jobs_limit(jobs, 8);
	CU_ASSERT_EQUAL(add("silent", 1), 0);
	CU_ASSERT_EQUAL(add("silent", 2), -EBUSY);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "vferry list"));
	CU_ASSERT_EQUAL(jobs_running(jobs), 1);
	CU_ASSERT(client_hear(fd, 1));
	CU_ASSERT_EQUAL(jobs_abort(jobs, "silent", &err), 0);
	CU_ASSERT(world_until(&ended.n, 1));
	CU_ASSERT_EQUAL(add("answer", 3), 0);
	CU_ASSERT(world_until(&ended.n, 2));
	end();
}

/* Resuming and crossing by UUID are one domain's; and nobody waits for what the daemon does by itself. */
static void
a_uuid_is_a_domain(void)
{
	const struct control_request resume = {
	        .id = {.kind = CONTROL_ID_NUMBER, .number = 1}, .method = CONTROL_RESUME, .uuid = UUID};

	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL(add("silent", 1), 0);
	CU_ASSERT_EQUAL(jobs_add(jobs, &resume, NULL, &err), 0);
	CU_ASSERT(jobs_have(jobs, UUID));
	CU_ASSERT_EQUAL(add(UUID, 2), -EBUSY);
	CU_ASSERT_EQUAL(jobs_add(jobs, &resume, NULL, &err), -EBUSY);
	CU_ASSERT(client_hear(fd, 1));
	CU_ASSERT_EQUAL(jobs_abort(jobs, "silent", &err), 0);
	CU_ASSERT(world_until(&ended.n, 2));
	CU_ASSERT(ended.method == CONTROL_RESUME && ended.answered);
	CU_ASSERT_STRING_EQUAL(ended.domain, UUID);
	end();
}

static void
a_client_goes_and_its_crossing_stays(void)
{
	struct server_client *other;
	int its_end;

	begin("agent/tests/act_worker");
	other = connect_one(&its_end);
	CU_ASSERT_EQUAL(add_for("silent", 1, other), 0);
	CU_ASSERT_EQUAL(add_for("steps", 2, other), 0);
	CU_ASSERT(client_hear(its_end, 1));
	(void)close(its_end);
	CU_ASSERT(world_until(&world.gone, 1));
	jobs_forget(jobs, other);
	CU_ASSERT_EQUAL(jobs_abort(jobs, "silent", &err), 0);
	CU_ASSERT(world_until(&ended.n, 2));
	CU_ASSERT(ended.answered && ended.outcome == OUTCOME_OK);
	end();
}

static void
who_drains_begins_nothing(void)
{
	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL(add("silent", 1), 0);
	CU_ASSERT_EQUAL(add("steps", 2), 0);
	CU_ASSERT_EQUAL(add("answer", 3), 0);
	CU_ASSERT(client_hear(fd, 1));
	jobs_drain(jobs);
	CU_ASSERT(client_hear(fd, 2));
	CU_ASSERT(was_heard("\"id\":2,\"error\":{\"code\":1,") && was_heard("\"id\":3,\"error\""));
	CU_ASSERT_EQUAL(add("answer", 4), -ESHUTDOWN);
	CU_ASSERT_EQUAL(jobs_running(jobs), 1);
	CU_ASSERT_EQUAL(jobs_abort(jobs, "silent", &err), 0);
	CU_ASSERT(world_until(&ended.n, 1));
	CU_ASSERT_EQUAL(jobs_running(jobs), 0);
	end();
}

static void
who_parks_leaves_them(void)
{
	begin("agent/tests/act_worker");
	jobs_limit(jobs, 2);
	CU_ASSERT_EQUAL(add("deaf", 1), 0);
	CU_ASSERT_EQUAL(add("silent", 2), 0);
	CU_ASSERT_EQUAL(add("answer", 3), 0);
	CU_ASSERT(client_hear(fd, 2));
	jobs_drain(jobs);
	jobs_park(jobs);
	CU_ASSERT(client_hear(fd, 3));
	CU_ASSERT(world_until(&ended.n, 2));
	CU_ASSERT(!ended.answered);
	end();
}

static void
a_flood_ends_nobody(void)
{
	begin("agent/tests/act_worker");
	jobs_limit(jobs, 2);
	CU_ASSERT_EQUAL(add("flood", 1), 0);
	CU_ASSERT_EQUAL(add("garbage", 2), 0);
	CU_ASSERT(world_until(&ended.n, 2));
	CU_ASSERT(ended.answered);
	CU_ASSERT_EQUAL(world.gone, 0);
	end();
}

static void
what_cannot_start_is_told(void)
{
	begin("agent/tests/no_such_program");
	CU_ASSERT_EQUAL(add("answer", 1), 0);
	CU_ASSERT(client_hear(fd, 1));
	CU_ASSERT(was_heard("\"id\":1,\"error\":{\"code\":1,") && was_heard("cannot start"));
	CU_ASSERT(!jobs_have(jobs, "answer"));
	CU_ASSERT_EQUAL(ended.n, 1);
	CU_ASSERT(!ended.answered);
	CU_ASSERT_PTR_NOT_NULL(strstr(ended.message, "cannot start"));
	end();
}

static void
what_waits_goes_with_it(void)
{
	pid_t child;

	begin("agent/tests/act_worker");
	CU_ASSERT_EQUAL(add("silent", 1), 0);
	CU_ASSERT_EQUAL(add("answer", 2), 0);
	CU_ASSERT(client_hear(fd, 1));
	jobs_free(jobs);
	child = process_child();
	CU_ASSERT_EQUAL(kill(child, SIGKILL), 0);
	CU_ASSERT(WIFSIGNALED(process_end(child)));
	world_end();
	(void)close(fd);
	CU_ASSERT_EQUAL(process_fds(), fds);
	CU_ASSERT_EQUAL(ended.n, 0);
	jobs_free(NULL);
}

static const struct unit_test tests[] = {
        {"lines are passed on", lines_are_passed_on},
        {"how it ended is told", how_it_ended_is_told},
        {"who has an answer may ask again", who_has_an_answer_may_ask_again},
        {"only the first answer counts", only_the_first_answer_counts},
        {"a dead process is an error", a_dead_process_is_an_error},
        {"so many run and the others wait", so_many_run_and_the_others_wait},
        {"one that waits is dropped", one_that_waits_is_dropped},
        {"one for a domain", one_for_a_domain},
        {"a UUID is a domain", a_uuid_is_a_domain},
        {"a client goes and its crossing stays", a_client_goes_and_its_crossing_stays},
        {"who drains begins nothing", who_drains_begins_nothing},
        {"who parks leaves them", who_parks_leaves_them},
        {"a flood ends nobody", a_flood_ends_nobody},
        {"what cannot start is told", what_cannot_start_is_told},
        {"what waits goes with it", what_waits_goes_with_it},
};

UNIT_MAIN("jobs", tests)
