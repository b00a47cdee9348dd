/* SPDX-License-Identifier: BSD-3-Clause */
/* test_worker.c: vferryd's process of a crossing, run for real against libvirt's test driver, whose one
 * domain can be found and crosses nowhere. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "control.h"
#include "journal_dir.h"
#include "process.h"
#include "tests/unit.h"

#define UUID(digit) "6695eb01-f6a4-8304-79aa-97f2502e193" digit
#define RUNNING     UUID("f") /* as libvirt has it in its own, which is test:///default */
#define OFF         UUID("1")
#define PAUSED      UUID("2")
#define NONE        UUID("3")
#define NOWHERE     "qemu+unix:///system?socket=/nowhere/libvirt-sock"
#define ASK(method, params) \
	"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"" method "\",\"params\":{" params "}}\n"
#define RESUME(uuid) ASK("resume", "\"uuid\":\"" uuid "\"")

static struct journal_dir dir;
static char config[64], host_uri[96], said[65536];
static const char other_host[] = "";
static int to, from; /* its standard streams */
static pid_t pid;

static void
configure(const char *uri)
{
	char text[256];

	(void)snprintf(text, sizeof(text), "uri: %s\nstate: %s\n", uri, dir.path);
	journal_dir_write(config, text);
}

#define DOMAIN(name, uuid, state)                                                                         \
	"<domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'><name>" name         \
	"</name><uuid>" uuid "</uuid><memory>1024</memory><os><type>hvm</type></os><test:runstate>" state \
	"</test:runstate></domain>"

/* Another host of the test driver, with domains that do not run. */
static void
describe_host(void)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "%s/host.xml", dir.top);
	journal_dir_write(path, "<node>" DOMAIN("off", OFF, "5") DOMAIN("paused", PAUSED, "3") "</node>");
	(void)snprintf(host_uri, sizeof(host_uri), "test://%s", path);
}

static void
begin(const char *uri)
{
	journal_dir_make(&dir);
	describe_host();
	(void)snprintf(config, sizeof(config), "%s/conf", dir.top);
	configure(uri == other_host ? host_uri : uri);
}

static void
start(void)
{
	char program[512];
	const char *const argv[] = {process_built("vferryd", program), "--crossing", "--config", config,
	                            NULL};
	int in[2] = {-1, -1}, out[2] = {-1, -1};

	CU_ASSERT_FATAL(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
	pid = process_start(argv, in[0], out[1], -1);
	CU_ASSERT_FATAL(pid > 0);
	(void)close(in[0]);
	(void)close(out[1]);
	to = in[1];
	from = out[0];
	said[0] = '\0';
}

static void
tell(const char *text)
{
	CU_ASSERT_EQUAL(write(to, text, strlen(text)), (ssize_t)strlen(text));
}

/* All that it says, and its status. */
static int
finish(void)
{
	int status;

	(void)close(to);
	CU_ASSERT(process_hear(from, said, sizeof(said), NULL));
	status = process_end(pid);
	(void)close(from);
	return status;
}

static void
answers(const char *request, const char *part)
{
	start();
	tell(request);
	CU_ASSERT_EQUAL(finish(), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, part));
	if (!strstr(said, part))
		printf("%s\n", said);
}

/* No crossing was begun, so there is not even a folder. */
static void
end_untouched(void)
{
	CU_ASSERT(access(dir.path, F_OK) < 0);
	journal_dir_drop(&dir);
}

static void
reports_say_what_is_missing(void)
{
	begin("test:///default");
	answers(ASK("prepare", "\"domain\":\"test\""), "\"exit_code\":1,");
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{"));
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "not supported by the connection driver"));
	answers(ASK("restore", "\"domain\":\"test\""), "\"exit_code\":1,");
	answers(ASK("restore", "\"domain\":\"other\""), "\"exit_code\":13,");
	answers(ASK("migrate", "\"domain\":\"test\",\"destination_uri\":\"test:///default\""),
	        "\"exit_code\":12,");
	answers(ASK("migrate", "\"domain\":\"test\",\"destination_uri\":\"" NOWHERE "\""),
	        "\"exit_code\":11,");
	end_untouched();
	begin(other_host);
	answers(ASK("restore", "\"domain\":\"off\""), "\"exit_code\":14,");
	answers(ASK("prepare", "\"domain\":\"paused\""), "virsh resume");
	answers(ASK("migrate", "\"domain\":\"test\",\"source_uri\":\"" NOWHERE
	                       "\",\"destination_uri\":\"test:///default\""),
	        "\"exit_code\":10,");
	end_untouched();
}

static void
progress_is_said(void)
{
	begin("test:///default");
	answers(ASK("restore", "\"domain\":\"test\""),
	        "{\"jsonrpc\":\"2.0\",\"method\":\"progress\",\"params\":{\"request\":5,\"step\":\"check\",");
	CU_ASSERT(strstr(said, "\"result\":{") > strstr(said, "\"progress\""));
	end_untouched();
}

static void
nonsense_is_answered(void)
{
	static char much[CONTROL_LINE_MAX + 4096];

	begin("test:///default");
	answers("hello\n", "\"id\":null,\"error\":{\"code\":-32700,");
	answers(ASK("dance", ""), "\"id\":5,\"error\":{\"code\":-32601,");
	answers(ASK("list", ""), "\"id\":5,\"error\":{\"code\":-32601,");
	answers(ASK("restore", ""), "\"id\":5,\"error\":{\"code\":-32602,");
	answers("", "nothing was asked");
	answers("{\"jsonrpc\":\"2.0\"", "nothing was asked");
	memset(much, 'x', sizeof(much) - 2);
	much[sizeof(much) - 2] = '\n';
	answers(much, "\"id\":null,\"error\":{\"code\":-32600,");
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "longer than a message may be"));
	end_untouched();
}

static void
signals_end_it(void)
{
	static const int signals[] = {SIGTERM, SIGKILL};

	begin("test:///default");
	for (unsigned int i = 0; i < 2; i++) {
		int status;

		start();
		CU_ASSERT_EQUAL(kill(pid, signals[i]), 0);
		status = process_end(pid);
		CU_ASSERT(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
		(void)close(to);
		(void)close(from);
	}
	end_untouched();
}

/* It comes before the process has a handler, and before it was asked: as workers.h starts it. */
static void
an_interrupt_is_answered(void)
{
	sigset_t interrupt, before;

	begin("test:///default");
	(void)sigemptyset(&interrupt);
	(void)sigaddset(&interrupt, SIGINT);
	CU_ASSERT_EQUAL_FATAL(sigprocmask(SIG_BLOCK, &interrupt, &before), 0);
	start();
	CU_ASSERT_EQUAL_FATAL(sigprocmask(SIG_SETMASK, &before, NULL), 0);
	CU_ASSERT_EQUAL(kill(pid, SIGINT), 0);
	tell(ASK("restore", "\"domain\":\"off\""));
	CU_ASSERT_EQUAL(finish(), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "interrupted; nothing was changed"));
	end_untouched();
}

static void
write_journal(const char *uuid, const char *source, const char *destination, bool ended)
{
	const struct journal_begin record = {
	        .domain = "test",
	        .uuid = uuid,
	        .wish = {.domain = "test", .source_uri = source, .destination_uri = destination}};
	struct journal *journal;
	struct err err;

	CU_ASSERT_EQUAL_FATAL(journal_create(dir.path, &record, &journal, &err), 0);
	if (ended)
		CU_ASSERT_EQUAL(journal_end(journal, OUTCOME_OK, "", &err), 0);
	journal_close(journal);
}

static int
note_outcome(void *arg, const struct journal_entry *entry)
{
	*(enum outcome *)arg = entry->status == JOURNAL_ENDED ? entry->state->outcome : OUTCOME_LOST;
	return 0;
}

/* OUTCOME_LOST: it has not ended. */
static enum outcome
resumed(const char *uuid, const char *source, const char *destination)
{
	enum outcome outcome = OUTCOME_USAGE;
	char request[256];
	struct err err;

	begin("test:///default");
	write_journal(uuid, source == other_host ? host_uri : source,
	              destination == other_host ? host_uri : destination, false);
	(void)snprintf(request, sizeof(request), ASK("resume", "\"uuid\":\"%s\""), uuid);
	answers(request, "\"id\":5,\"result\":{");
	CU_ASSERT_EQUAL(journal_scan(dir.path, note_outcome, &outcome, &err), 0);
	journal_dir_drop(&dir);
	return outcome;
}

static void
what_is_gone_is_over_when_both_say_so(void)
{
	CU_ASSERT_EQUAL(resumed(NONE, NULL, other_host), OUTCOME_NO_DOMAIN);
	CU_ASSERT_EQUAL(resumed(NONE, NULL, NULL), OUTCOME_NO_DOMAIN);
	CU_ASSERT_EQUAL(resumed(NONE, NULL, NOWHERE), OUTCOME_LOST);
	CU_ASSERT_EQUAL(resumed(NONE, NOWHERE, other_host), OUTCOME_LOST);
	CU_ASSERT_EQUAL(resumed(OFF, NULL, other_host), OUTCOME_NOT_RUNNING);
	CU_ASSERT_EQUAL(resumed(OFF, other_host, "test:///default"), OUTCOME_NO_DOMAIN);
}

/* It may go on on either host. */
static void
what_is_there_is_not_given_up(void)
{
	CU_ASSERT_EQUAL(resumed(PAUSED, NULL, other_host), OUTCOME_LOST);
	CU_ASSERT_EQUAL(resumed(PAUSED, other_host, "test:///default"), OUTCOME_LOST);
	CU_ASSERT_EQUAL(resumed(RUNNING, NULL, other_host), OUTCOME_LOST);
	CU_ASSERT_EQUAL(resumed(RUNNING, other_host, "test:///default"), OUTCOME_LOST);
	CU_ASSERT_EQUAL(resumed(RUNNING, NOWHERE, "test:///default"), OUTCOME_LOST);
}

static void
what_cannot_be_taken_up_is_an_error(void)
{
	begin("test:///default");
	answers(RESUME(RUNNING), "\"id\":5,\"error\":{\"code\":1,");
	write_journal(RUNNING, NULL, NULL, true);
	answers(RESUME(RUNNING), "the crossing has ended");
	journal_dir_drop(&dir);
}

static const struct unit_test tests[] = {
        {"reports say what is missing", reports_say_what_is_missing},
        {"progress is said", progress_is_said},
        {"nonsense is answered", nonsense_is_answered},
        {"signals end it", signals_end_it},
        {"what is there is not given up", what_is_there_is_not_given_up},
        {"an interrupt is answered", an_interrupt_is_answered},
        {"what is gone is over when both say so", what_is_gone_is_over_when_both_say_so},
        {"what cannot be taken up is an error", what_cannot_be_taken_up_is_an_error},
};

/* One that has said enough and is gone must not end us. */
int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	return unit_run("worker", tests, sizeof(tests) / sizeof(tests[0]));
}
