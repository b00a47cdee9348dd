/* SPDX-License-Identifier: BSD-3-Clause */
/* cross.c: see cross.h. */
#include "cross.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "run.h"

#define PATH_LEN  512
#define CROSS_MS  120000
#define STATUS_MS 10000
#define POLL_MS   20
#define AGAIN_MS  200

/* Indents what came since the last time; *at_start: the next character begins a line. */
static void
show_new(int fd, off_t *shown, bool *at_start)
{
	char bytes[1024];
	ssize_t n;

	while ((n = pread(fd, bytes, sizeof(bytes), *shown)) > 0) {
		*shown += n;
		for (ssize_t i = 0; i < n; i++) {
			if (*at_start)
				fputs("    ", stdout);
			putchar(bytes[i]);
			*at_start = bytes[i] == '\n';
		}
	}
	fflush(stdout);
}

static void
follow_until_end(const struct run *run, uint64_t deadline_us)
{
	siginfo_t ended = {0};
	bool at_start = true;
	off_t shown = 0;

	/* WNOWAIT: run_wait() collects it. */
	while (waitid(P_PID, (id_t)run->pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == 0 &&
	       clock_us() < deadline_us) {
		show_new(run->output, &shown, &at_start);
		clock_sleep_ms(POLL_MS);
	}
	show_new(run->output, &shown, &at_start);
}

static int
load_trip(const char *file, int status, const char *output, struct trip *trip, struct err *err)
{
	json_error_t why;
	json_t *report = json_load_file(file, 0, &why);
	uint64_t now = clock_read(CLOCK_REALTIME);

	if (report == NULL)
		return err_set(err, -EBADMSG, "vferry ended with %d and left no report (%s): %s", status,
		               why.text, output);
	return trip_take(trip, report, now - clock_from_realtime(now), err);
}

int
cross_run(const struct lab *lab, const struct host *from, const struct host *to, const char *name,
          bool follow, struct trip *trip, struct err *err)
{
	char program[PATH_LEN], file[PATH_LEN], output[RUN_OUTPUT];
	const char *argv[] = {program, "migrate", "--live", "--connect", from->uri,
	                      name,    to->uri,   "--json", file,        NULL};
	struct run run;
	int status;

	snprintf(program, sizeof(program), "%s/vferry", lab->build);
	snprintf(file, sizeof(file), "%s/qemu-tests/logs/crossing.json", lab->build);
	unlink(file);
	status = run_start(&run, argv, err);
	if (status < 0)
		return status;
	if (follow)
		follow_until_end(&run, clock_us() + CROSS_MS * 1000ull);
	status = run_wait(&run, CROSS_MS, output, sizeof(output), err);
	if (status < 0)
		return status;
	if (status != 0 && !follow)
		fputs(output, stdout);
	return load_trip(file, status, output, trip, err);
}

static bool
on_vf(const char *text)
{
	json_t *status = json_loads(text, 0, NULL);
	const char *path = NULL;
	bool on;

	on = json_unpack(status, "{s:[{s:s}]}", "pairs", "path", &path) == 0 && strcmp(path, "vf") == 0;
	json_decref(status);
	return on;
}

int
cross_wait_vf(const struct lab *lab, const struct host *host, const char *name, unsigned int timeout_ms,
              struct err *err)
{
	char program[PATH_LEN], output[RUN_OUTPUT] = "";
	const char *argv[] = {program, "status", "--connect", host->uri, "--json", name, NULL};
	uint64_t deadline = clock_us() + timeout_ms * 1000ull;
	int status;

	snprintf(program, sizeof(program), "%s/vferry", lab->build);
	do {
		status = run_program(argv, STATUS_MS, output, sizeof(output), err);
		if (status < 0)
			return status;
		if (status == 0 && on_vf(output))
			return 0;
		clock_sleep_ms(AGAIN_MS);
	} while (clock_us() < deadline);
	return err_set(err, -ETIMEDOUT, "the traffic of %s is not on the VF after %u ms; vferry status: %s",
	               name, timeout_ms, output);
}
