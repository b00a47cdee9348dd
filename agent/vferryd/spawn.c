/* SPDX-License-Identifier: BSD-3-Clause */
/* spawn.c: see spawn.h. */
#include "vferryd/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * In a session of its own: what a terminal sends to vferryd is not for it. An interrupt waits until it is
 * ready for one: it would end before it has said why.
 */
static int
start(const char *const argv[], int in, int out, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t blocked;
	int ret;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attr, &blocked);
	ret = posix_spawn(pid, argv[0], &actions, &attr, (char *const *)argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return -ret;
}

/* A request may be larger than a pipe, and the worker has to start before it reads: a file holds it. */
static int
file_of(const struct control_request *request, struct err *err)
{
	char *line = control_encode_request(request, err);
	size_t size = line ? strlen(line) : 0;
	int fd = line ? memfd_create("request", MFD_CLOEXEC) : -1;
	bool whole = fd >= 0 && write(fd, line, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0;

	if (line && !whole)
		err_set(err, -ENOMEM, "no memory for a crossing's request");
	free(line);
	if (whole)
		return fd;
	if (fd >= 0)
		close(fd);
	return err->code;
}

int
spawn(const char *const argv[], const struct control_request *request, pid_t *pid, int *from, struct err *err)
{
	int ends[2] = {-1, -1}, in = file_of(request, err), ret = in < 0 ? in : 0;

	if (ret == 0 && pipe2(ends, O_CLOEXEC) < 0)
		ret = err_set(err, -errno, "no pipe for a crossing's process: %s", strerror(errno));
	if (ret == 0) {
		ret = start(argv, in, ends[1], pid);
		if (ret < 0)
			err_set(err, ret, "cannot start %s: %s", argv[0], strerror(-ret));
	}
	if (in >= 0)
		close(in);
	if (ends[1] >= 0)
		close(ends[1]);
	if (ret == 0)
		*from = ends[0];
	else if (ends[0] >= 0)
		close(ends[0]);
	return ret;
}
