/* SPDX-License-Identifier: BSD-3-Clause */
/* workers.c: see workers.h. */
#include "vferryd/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "control_lines.h"
#include "vferryd/spawn.h"

#define READS_MAX 16 /* of one wake, so that a worker that never stops talking starves nobody */

struct worker_process {
	struct workers *workers;
	struct worker_process *next;
	void *tag;
	pid_t pid;
	int pidfd, from; /* -1: closed */
	int pid_watch, from_watch;
	struct control_lines lines;
};

struct workers {
	const char *const *argv;
	const struct workers_calls *calls;
	struct worker_process *first;
};

struct workers *
workers_new(const char *const argv[], const struct workers_calls *calls, struct err *err)
{
	struct workers *workers = calloc(1, sizeof(*workers));

	if (!workers) {
		err_set(err, -ENOMEM, "no memory for crossings");
		return NULL;
	}
	workers->argv = argv;
	workers->calls = calls;
	/* Who has started us may have it ignored: then the kernel forgets a process before we look at it. */
	(void)signal(SIGCHLD, SIG_DFL);
	return workers;
}

/* What is no message is dropped: it would not be understood further on. */
static void
take_line(struct worker_process *worker, const char *line, size_t size)
{
	const struct workers_calls *calls = worker->workers->calls;
	struct control_message message;
	char *whole;

	if (control_decode_message(line, size, &message, NULL) < 0)
		return;
	whole = malloc(size + 2);
	if (whole) {
		memcpy(whole, line, size);
		memcpy(whole + size, "\n", 2);
		calls->on_line(calls->arg, worker, whole, &message);
	}
	free(whole);
	control_message_clear(&message);
}

static void
stop_listening(struct worker_process *worker)
{
	if (worker->from < 0)
		return;
	virEventRemoveHandle(worker->from_watch);
	close(worker->from);
	worker->from = -1;
	control_lines_clear(&worker->lines);
}

/* All that is there, at most READS_MAX times. false: nothing more will come. */
static bool
listen_to(struct worker_process *worker)
{
	char buf[16384];
	const char *line;
	size_t size;

	for (unsigned int i = 0; i < READS_MAX; i++) {
		ssize_t n = read(worker->from, buf, sizeof(buf));
		int ret;

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (n <= 0 || control_lines_add(&worker->lines, buf, (size_t)n) < 0)
			return false;
		while ((ret = control_lines_next(&worker->lines, &line, &size)) != 0)
			if (ret == 1)
				take_line(worker, line, size);
	}
	return true;
}

static void
on_readable(int watch, int fd, int events, void *arg)
{
	struct worker_process *worker = arg;

	(void)watch, (void)fd, (void)events;
	if (!listen_to(worker))
		stop_listening(worker);
}

static void
describe_end(int status, char *text, size_t size)
{
	if (WIFSIGNALED(status))
		(void)snprintf(text, size, "was killed by signal %d", WTERMSIG(status));
	else
		(void)snprintf(text, size, "exited with %d", WEXITSTATUS(status));
}

static void
let_go(struct worker_process *worker)
{
	stop_listening(worker);
	virEventRemoveHandle(worker->pid_watch);
	close(worker->pidfd);
	free(worker);
}

/* What it said last is still in the pipe. */
static void
on_exit_of(int watch, int fd, int events, void *arg)
{
	struct worker_process *worker = arg, **at = &worker->workers->first;
	const struct workers_calls *calls = worker->workers->calls;
	char how[64];
	int status = 0;

	(void)watch, (void)fd, (void)events;
	if (waitpid(worker->pid, &status, WNOHANG) != worker->pid)
		return;
	if (worker->from >= 0)
		(void)listen_to(worker);
	while (*at != worker)
		at = &(*at)->next;
	*at = worker->next;
	describe_end(status, how, sizeof(how));
	calls->on_end(calls->arg, worker, how);
	let_go(worker);
}

/* One that cannot be watched is ended: it has not read what it is to do yet. */
static int
watch_process(struct worker_process *worker, int from, struct err *err)
{
	worker->from = from;
	worker->pidfd = pidfd_open(worker->pid, 0);
	worker->pid_watch = worker->from_watch = -1;
	if (worker->pidfd >= 0 && fcntl(from, F_SETFL, O_NONBLOCK) == 0) {
		worker->pid_watch =
		        virEventAddHandle(worker->pidfd, VIR_EVENT_HANDLE_READABLE, on_exit_of, worker, NULL);
		worker->from_watch = virEventAddHandle(
		        from, VIR_EVENT_HANDLE_READABLE | VIR_EVENT_HANDLE_HANGUP, on_readable, worker, NULL);
	}
	if (worker->pid_watch >= 0 && worker->from_watch >= 0)
		return 0;
	(void)kill(worker->pid, SIGKILL);
	(void)waitpid(worker->pid, NULL, 0);
	if (worker->pid_watch >= 0)
		virEventRemoveHandle(worker->pid_watch);
	if (worker->from_watch >= 0)
		virEventRemoveHandle(worker->from_watch);
	if (worker->pidfd >= 0)
		close(worker->pidfd);
	return err_set(err, -EMFILE, "a crossing's process cannot be watched: no file descriptor is left");
}

int
workers_start(struct workers *workers, const struct control_request *request, void *tag,
              struct worker_process **out, struct err *err)
{
	struct worker_process *worker = calloc(1, sizeof(*worker));
	int from = -1, ret;

	if (!worker)
		return err_set(err, -ENOMEM, "no memory for a crossing's process");
	ret = spawn(workers->argv, request, &worker->pid, &from, err);
	if (ret == 0)
		ret = watch_process(worker, from, err);
	if (ret < 0) {
		if (from >= 0)
			close(from);
		free(worker);
		return ret;
	}
	worker->workers = workers;
	worker->tag = tag;
	worker->next = workers->first;
	workers->first = worker;
	*out = worker;
	return 0;
}

void *
worker_tag(const struct worker_process *worker)
{
	return worker->tag;
}

void
worker_set_tag(struct worker_process *worker, void *tag)
{
	worker->tag = tag;
}

void
worker_interrupt(const struct worker_process *worker)
{
	(void)pidfd_send_signal(worker->pidfd, SIGINT, NULL, 0);
}

void
worker_park(const struct worker_process *worker)
{
	(void)pidfd_send_signal(worker->pidfd, SIGKILL, NULL, 0);
}

unsigned int
workers_count(const struct workers *workers)
{
	unsigned int n = 0;

	for (const struct worker_process *worker = workers->first; worker; worker = worker->next)
		n++;
	return n;
}

void
workers_free(struct workers *workers)
{
	while (workers && workers->first) {
		struct worker_process *worker = workers->first;

		workers->first = worker->next;
		let_go(worker);
	}
	free(workers);
}
