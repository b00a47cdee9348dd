/* SPDX-License-Identifier: BSD-3-Clause */
/* test_ask.c: what commands ask of vferryd, against a child that serves the control socket (server.h) and
 * does what the name of the domain says. What it was asked it writes into a pipe. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../ask.h"
#include "ask_daemon.h"
#include "tests/unit.h"

static char folder[64], path[80];
static pid_t daemon_pid;
static int tells; /* of the child's pipe: what it was asked */
static struct err err;
static json_t *report;

static struct {
	unsigned int n;
	char steps[256];
} shown;

static void
begin(void)
{
	int ends[2];
	char ready = 0;

	memset(&shown, 0, sizeof(shown));
	memset(&err, 0, sizeof(err));
	report = NULL;
	strcpy(folder, "/tmp/vferry-ask-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/s", folder);
	CU_ASSERT_EQUAL_FATAL(setenv("VFERRY_SOCKET", path, 1), 0);
	CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
	daemon_pid = fork();
	CU_ASSERT_FATAL(daemon_pid >= 0);
	if (daemon_pid == 0)
		ask_daemon_be(path, ends[1]);
	(void)close(ends[1]);
	tells = ends[0];
	CU_ASSERT_EQUAL_FATAL(read(tells, &ready, 1), 1);
}

/* The first letters of all methods that it was asked for. */
static void
end(const char *asked)
{
	char name[128], letters[16];
	ssize_t n;

	(void)kill(daemon_pid, SIGKILL);
	(void)waitpid(daemon_pid, NULL, 0);
	n = read(tells, letters, sizeof(letters) - 1);
	letters[n > 0 ? n : 0] = '\0';
	CU_ASSERT_STRING_EQUAL(letters, asked);
	(void)close(tells);
	(void)unlink(path);
	(void)snprintf(name, sizeof(name), "%s.lock", path);
	(void)unlink(name);
	(void)rmdir(folder);
	json_decref(report);
}

static void
show(void *arg, const struct crossing_progress *progress)
{
	size_t used = strlen(shown.steps);

	(void)snprintf(shown.steps + used, sizeof(shown.steps) - used, "%s ", progress->step);
	shown.n++;
	/* The user has seen enough. */
	if (arg)
		crossing_stop();
}

static int
cross_with(const char *domain, enum crossing_kind kind, void *arg)
{
	const struct crossing_wish wish = {.kind = kind,
	                                   .domain = domain,
	                                   .destination_uri = "test:///there",
	                                   .prepare_s = CROSSING_AS_CONFIGURED};
	struct control_client *daemon = ask_daemon();

	CU_ASSERT_PTR_NOT_NULL_FATAL(daemon);
	return ask_crossing(daemon, &wish, show, arg, &report, &err);
}

static int
cross(const char *domain)
{
	return cross_with(domain, CROSSING_MIGRATE, NULL);
}

static void
progress_and_report_come(void)
{
	begin();
	CU_ASSERT_EQUAL(cross("works"), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(shown.steps, "check copy ");
	CU_ASSERT_PTR_NOT_NULL(report);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(report, "exit_code")), 0);
	CU_ASSERT_STRING_EQUAL(err.text, "");
	end("m");
}

static void
each_kind_is_asked_for(void)
{
	begin();
	CU_ASSERT_EQUAL(cross_with("works", CROSSING_PREPARE, NULL), OUTCOME_OK);
	json_decref(report);
	CU_ASSERT_EQUAL(cross_with("works", CROSSING_RESTORE, NULL), OUTCOME_OK);
	end("pr");
}

static void
a_failure_has_code_and_sentence(void)
{
	begin();
	CU_ASSERT_EQUAL(cross("fails"), OUTCOME_BACK_ON_VF);
	CU_ASSERT_STRING_EQUAL(err.text, "the copy failed");
	CU_ASSERT_PTR_NOT_NULL(report);
	end("m");
}

static void
an_error_has_no_report(void)
{
	begin();
	CU_ASSERT_EQUAL(cross("refused"), OUTCOME_BUSY);
	CU_ASSERT_STRING_EQUAL(err.text, "another job");
	CU_ASSERT_PTR_NULL(report);
	CU_ASSERT_EQUAL(cross("internal"), OUTCOME_ERROR);
	CU_ASSERT_STRING_EQUAL(err.text, "it was killed");
	end("mm");
}

/* A daemon that cannot take the client, or its line, cannot say whose request that was. */
static void
an_error_without_a_name_is_ours(void)
{
	begin();
	CU_ASSERT_EQUAL(cross("nameless"), OUTCOME_ERROR);
	CU_ASSERT_STRING_EQUAL(err.text, "too many clients");
	end("m");
}

static void
a_daemon_dies_in_the_middle(void)
{
	begin();
	CU_ASSERT_EQUAL(cross("dies"), OUTCOME_ERROR);
	CU_ASSERT_STRING_EQUAL(shown.steps, "check ");
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "vferry list"));
	CU_ASSERT_PTR_NULL(report);
	end("m");
}

static void
an_interrupt_aborts_once(void)
{
	begin();
	CU_ASSERT_EQUAL(cross_with("silent", CROSSING_MIGRATE, &shown), OUTCOME_BACK_ON_VF);
	CU_ASSERT_STRING_EQUAL(err.text, "interrupted");
	CU_ASSERT_EQUAL(shown.n, 1);
	end("ma");
}

static void
a_question_has_an_answer(void)
{
	begin();
	CU_ASSERT_EQUAL(ask(CONTROL_LIST, NULL, &report, &err), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(report, "message")), "a list");
	CU_ASSERT_EQUAL(ask(CONTROL_ABORT, "works", &report, &err), OUTCOME_NO_DOMAIN);
	CU_ASSERT_STRING_EQUAL(err.text, "no crossing");
	CU_ASSERT_EQUAL(ask(CONTROL_VFS, NULL, &report, &err), OUTCOME_ERROR);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "hung up"));
	end("lav");
}

static void
without_a_daemon_nothing_is_asked(void)
{
	CU_ASSERT_EQUAL_FATAL(setenv("VFERRY_SOCKET", "/tmp/vferry-ask-nobody/s", 1), 0);
	CU_ASSERT_PTR_NULL(ask_daemon());
	CU_ASSERT_EQUAL(ask(CONTROL_LIST, NULL, &report, &err), OUTCOME_ERROR);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "vferryd does not answer on /tmp/vferry-ask-nobody/s"));
}

static const struct unit_test tests[] = {
        {"progress and report come", progress_and_report_come},
        {"each kind is asked for", each_kind_is_asked_for},
        {"a failure has code and sentence", a_failure_has_code_and_sentence},
        {"an error has no report", an_error_has_no_report},
        {"an error without a name is ours", an_error_without_a_name_is_ours},
        {"a daemon dies in the middle", a_daemon_dies_in_the_middle},
        {"a question has an answer", a_question_has_an_answer},
        {"without a daemon nothing is asked", without_a_daemon_nothing_is_asked},
        /* Last: what has stopped a crossing here stays so until this process has run one. */
        {"an interrupt aborts once", an_interrupt_aborts_once},
};

UNIT_MAIN("ask", tests)
