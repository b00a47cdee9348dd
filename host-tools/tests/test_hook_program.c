/* SPDX-License-Identifier: BSD-3-Clause */
/* test_hook_program.c: the hook as libvirt runs it: arguments, standard streams, time, and the daemon's
 * socket. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hooknote.h"
#include "run_hook.h"
#include "tests/sample_xml.h"
#include "tests/unit.h"

#define UUID       "4b5c1f0e-9a53-4f5c-8d0e-2f6a7b8c9d0e"
#define BRIDGE     "<interface type='bridge'><source bridge='br0'/></interface>"
#define COMES      "<domain><name>vnf</name><uuid>" UUID "</uuid><devices>" BRIDGE "</devices></domain>"
#define NAMES      "destination:\n  bridges:\n    br0: br-ext\n"
#define LIMIT_MS   1000 /* as promised */
#define AT_ONCE_MS 400  /* less than any of its own deadlines: it has waited for nothing */
#define TRIES      3    /* a machine that does something else for so long makes one run late, not three */

static void
passes(int in)
{
	char text[1024];
	struct run_hook run = run_hook_comes(in, text);

	CU_ASSERT_EQUAL(run.code, 0);
	CU_ASSERT_STRING_EQUAL(text, "");
	CU_ASSERT_STRING_EQUAL(run.error, "");
}

static void
refuses(int in, const char *why)
{
	char text[1024];
	struct run_hook run = run_hook_comes(in, text);

	CU_ASSERT_EQUAL(run.code, 1);
	CU_ASSERT_STRING_EQUAL(text, "");
	CU_ASSERT_EQUAL(strncmp(run.error, "vferry: ", 8), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(run.error, why));
	CU_ASSERT_PTR_EQUAL(strchr(run.error, '\n'), run.error + strlen(run.error) - 1);
}

static int
comes(void)
{
	return run_hook_says(COMES);
}

static void
is_rewritten(void)
{
	char text[1024];

	CU_ASSERT_EQUAL(run_hook_comes(comes(), text).code, 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "<source bridge=\"br-ext\"/>"));
}

static void
answers_what_comes_in(void)
{
	run_hook_configure(NULL);
	passes(comes());
	refuses(run_hook_says(DOMAIN(CHANNEL PASSED(M1) VIRTIO(M1, "b"))), "vferry prepare");
	passes(run_hook_says(DOMAIN(PASSED(M1))));
	run_hook_configure(NAMES);
	is_rewritten();
	passes(run_hook_says("<domain><devices/></domain>"));
}

static void
garbage_passes_unless_there_are_names(void)
{
	run_hook_configure(NULL);
	passes(run_hook_says("\x80\xff<<garbage"));
	passes(run_hook_says(""));
	run_hook_configure(NAMES);
	refuses(run_hook_says("\x80\xff<<garbage"), "cannot be looked at");
	refuses(run_hook_says(""), "cannot be looked at");
}

static void
broken_configuration_stops_only_who_needs_it(void)
{
	run_hook_configure("watch: {intervall_s: 1}\n# destination: {}\n");
	passes(comes());
	run_hook_configure("destination: [\n");
	refuses(comes(), "vferryd.conf:");
	passes(run_hook_says(DOMAIN(PASSED(M1))));
	run_hook_configure("{watch: {intervall_s: 1}, destination: {bridges: {br0: br-ext}}}\n");
	refuses(comes(), "intervall_s");
	run_hook_configure("watch: {intervall_s: 1}\n\n" NAMES "    br1:\nlimits: 3\n");
	refuses(comes(), "vferryd.conf:6:");
	run_hook_configure("watch: {intervall_s: 1}\n"
	                   "destination:\n\n# told by\n  bridges: {br0: br-ext}\nlimits: 3\n");
	is_rewritten();
}

/* Its standard input says nothing and never ends, which must not matter. */
static void
other_operations_end_at_once(void)
{
	static const char *const others[][2] = {
	        {"prepare", "begin"}, {"start", "begin"},     {"started", "begin"}, {"stopped", "end"},
	        {"release", "end"},   {"reconnect", "begin"}, {"restore", "begin"}, {"migrate", "end"}};
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
	run_hook_configure("destination: [\n");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct run_hook run = {.operation = others[i][0], .stage = others[i][1], .in = dup(ends[0])};

		run.out = open("/dev/full", O_WRONLY | O_CLOEXEC);
		run_hook(&run);
		CU_ASSERT_EQUAL(run.code, 0);
		CU_ASSERT_STRING_EQUAL(run.error, "");
	}
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* Runs until it was quick enough, since another program may have had the processor. */
static void
in_time(int (*input)(void), unsigned int limit_ms, int code, const char *why)
{
	struct run_hook run = {.ms = limit_ms};
	char text[1024];

	for (unsigned int i = 0; i < TRIES && run.ms >= limit_ms; i++) {
		run = run_hook_comes(input(), text);
		CU_ASSERT_EQUAL(run.code, code);
		CU_ASSERT_STRING_EQUAL(text, "");
		CU_ASSERT_PTR_NOT_NULL(strstr(run.error, why));
	}
	CU_ASSERT(run.ms < limit_ms);
}

static void
input_that_never_ends(void)
{
	run_hook_configure(NULL);
	in_time(run_hook_silent, LIMIT_MS, 0, "");
	in_time(run_hook_endless, LIMIT_MS, 0, "");
	run_hook_configure(NAMES);
	in_time(run_hook_silent, LIMIT_MS, 1, "did not end within");
	in_time(run_hook_dripping, LIMIT_MS, 1, "did not end within");
	in_time(run_hook_endless, LIMIT_MS, 1, "longer than 4194304 bytes");
}

/* More than a pipe holds, with a name to rewrite. */
static int
more_than_a_pipe_holds(void)
{
	FILE *file = tmpfile();

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fprintf(file, "<domain><description>%0200000d</description><devices>" BRIDGE "</devices></domain>",
	        0);
	return run_hook_reader_of(file);
}

static void
output_that_nobody_reads(void)
{
	struct run_hook run = {.ms = LIMIT_MS};
	int ends[2];

	run_hook_configure(NAMES);
	CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
	for (unsigned int i = 0; i < TRIES && run.ms >= LIMIT_MS; i++) {
		run = (struct run_hook){"migrate", "begin", .in = more_than_a_pipe_holds(),
		                        .out = dup(ends[1])};
		run_hook(&run);
		CU_ASSERT_EQUAL(run.code, 1);
		CU_ASSERT_PTR_NOT_NULL(strstr(run.error, "time was up"));
	}
	CU_ASSERT(run.ms < LIMIT_MS);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* libxml2 2.9 compares each attribute of an element with each other. */
static int
slow_to_read(void)
{
	FILE *file = tmpfile();

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	(void)fputs("<domain", file);
	for (unsigned int i = 0; i < 300000; i++)
		fprintf(file, " a%u=''", i);
	(void)fputs("><devices/></domain>", file);
	return run_hook_reader_of(file);
}

/* A configuration that is there is not yet one that has names. */
static void
input_that_takes_long_to_read(void)
{
	run_hook_configure("watch: {interval_s: 60}\n");
	in_time(slow_to_read, LIMIT_MS, 0, "");
}

static void
leaves_a_note(void)
{
	struct hooknote read = {0};
	char text[HOOKNOTE_MAX];
	int fd = run_hook_daemon();
	ssize_t n;

	run_hook_configure(NULL);
	passes(comes());
	n = recv(fd, text, sizeof(text), 0);
	CU_ASSERT_FATAL(n > 0);
	CU_ASSERT_EQUAL(hooknote_read(text, (size_t)n, &read, NULL), 0);
	CU_ASSERT_STRING_EQUAL(read.domain, "vnf");
	CU_ASSERT_STRING_EQUAL(read.uuid, UUID);
	refuses(run_hook_says(DOMAIN(CHANNEL PASSED(M1) VIRTIO(M1, "b"))), "");
	passes(run_hook_says("garbage"));
	CU_ASSERT_EQUAL(recv(fd, text, sizeof(text), 0), -1);
	(void)close(fd);
}

static void
full_queue_is_not_waited_for(void)
{
	int fd = run_hook_daemon(), other = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const struct sockaddr_un address = run_hook_address();

	run_hook_configure(NULL);
	while (sendto(other, "x", 1, 0, (const struct sockaddr *)&address, sizeof(address)) == 1)
		;
	CU_ASSERT_EQUAL(errno, EAGAIN);
	in_time(comes, AT_ONCE_MS, 0, "");
	(void)close(other);
	(void)close(fd);
	in_time(comes, AT_ONCE_MS, 0, ""); /* a socket of a daemon that is gone */
	(void)unlink(run_hook_address().sun_path);
	in_time(comes, AT_ONCE_MS, 0, "");
}

static const struct unit_test tests[] = {
        {"answers what comes in", answers_what_comes_in},
        {"garbage passes unless there are names", garbage_passes_unless_there_are_names},
        {"broken configuration stops only who needs it", broken_configuration_stops_only_who_needs_it},
        {"other operations end at once", other_operations_end_at_once},
        {"input that never ends", input_that_never_ends},
        {"output that nobody reads", output_that_nobody_reads},
        {"input that takes long to read", input_that_takes_long_to_read},
        {"leaves a note", leaves_a_note},
        {"full queue is not waited for", full_queue_is_not_waited_for},
};

int
main(void)
{
	int code = run_hook_set_up() ? unit_run("hook program", tests, sizeof(tests) / sizeof(tests[0])) : 1;

	run_hook_clean_up();
	return code;
}
