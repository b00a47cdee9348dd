/* SPDX-License-Identifier: BSD-3-Clause */
/* run.c: see run.h. */
#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

#define POLL_MS 5

int
run_start(struct run *run, const char *const *argv, struct err *err)
{
	*run = (struct run){.pid = -1, .output = memfd_create("output", MFD_CLOEXEC)};
	if (run->output < 0)
		return err_set(err, -errno, "cannot keep the output of %s: %s", argv[0], strerror(errno));
	run->pid = fork();
	if (run->pid < 0) {
		close(run->output);
		return err_set(err, -errno, "cannot start %s: %s", argv[0], strerror(errno));
	}
	if (run->pid == 0) {
		signal(SIGPIPE, SIG_DFL);
		dup2(run->output, STDOUT_FILENO);
		dup2(run->output, STDERR_FILENO);
		execvp(argv[0], (char *const *)argv);
		dprintf(STDERR_FILENO, "cannot run %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	return 0;
}

static int
wait_until(pid_t pid, uint64_t deadline_us, int *status)
{
	while (waitpid(pid, status, WNOHANG) == 0) {
		if (clock_us() > deadline_us) {
			kill(pid, SIGKILL);
			waitpid(pid, status, 0);
			return -ETIMEDOUT;
		}
		clock_sleep_ms(POLL_MS);
	}
	return 0;
}

int
run_wait(struct run *run, unsigned int timeout_ms, char *output, size_t size, struct err *err)
{
	int status = 0, code = wait_until(run->pid, clock_us() + timeout_ms * 1000ull, &status);
	ssize_t n = size > 0 ? pread(run->output, output, size - 1, 0) : 0;

	if (size > 0)
		output[n > 0 ? n : 0] = '\0';
	close(run->output);
	if (code < 0)
		return err_set(err, code, "program %d did not end within %u ms: killed", (int)run->pid,
		               timeout_ms);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool
has_ended(const struct run *run)
{
	siginfo_t info = {0};

	/* WNOWAIT: run_wait() collects it. */
	return waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid != 0;
}

bool
run_wait_text(const struct run *run, const char *text, unsigned int timeout_ms)
{
	uint64_t deadline = clock_us() + timeout_ms * 1000ull;
	char output[RUN_OUTPUT];
	bool ended;
	ssize_t n;

	do {
		ended = has_ended(run);
		n = pread(run->output, output, sizeof(output) - 1, 0);
		output[n > 0 ? n : 0] = '\0';
		if (strstr(output, text) != NULL)
			return true;
		clock_sleep_ms(1);
	} while (!ended && clock_us() < deadline);
	return false;
}

void
run_kill(struct run *run)
{
	kill(run->pid, SIGKILL);
	waitpid(run->pid, NULL, 0);
	close(run->output);
}

int
run_program(const char *const *argv, unsigned int timeout_ms, char *output, size_t size, struct err *err)
{
	struct run run;
	int code = run_start(&run, argv, err);

	return code < 0 ? code : run_wait(&run, timeout_ms, output, size, err);
}
