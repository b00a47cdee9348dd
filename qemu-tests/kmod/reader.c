/* SPDX-License-Identifier: BSD-3-Clause */
/* reader.c: other processes that have /dev/uioN open. Neighbour: prober.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "prober.h"

#define HAMMERS 2

static pid_t children[HAMMERS];
static int result = -1; /* the reader writes an errno, 0 for an event, when its read returns */

/* Whether a process sleeps in the kernel, as in a read that has nothing to return. */
static bool
wait_asleep(pid_t pid)
{
	char path[64], line[256];

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	for (unsigned int i = 0; i < WAIT_MS; i++) {
		const char *state;

		read_file(path, line, sizeof(line));
		state = strrchr(line, ')');
		if (state != NULL && state[2] == 'S')
			return true;
		sleep_ms(1);
	}
	return false;
}

static void
read_once(bool own, int out)
{
	int fd = own ? open(device_path(), O_RDWR | O_CLOEXEC) : device_fd(), code = 0;
	int32_t count;

	if (read(fd, &count, sizeof(count)) < 0)
		code = errno;
	if (write(out, &code, sizeof(code)) < 0)
		_exit(1);
	/* It holds the file until it is ended. */
	for (;;)
		pause();
}

bool
reader_start(int argc, char **argv, char *answer, size_t size)
{
	bool own = argc > 1 && strcmp(argv[1], "own") == 0;
	int ends[2];

	(void)size;
	answer[0] = '\0';
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	children[0] = fork();
	if (children[0] == 0) {
		/* One of its own alone: what it inherits would count as well. */
		if (own)
			close(device_fd());
		read_once(own, ends[1]);
	}
	close(ends[1]);
	result = ends[0];
	return wait_asleep(children[0]);
}

bool
reader_woken(int argc, char **argv, char *answer, size_t size)
{
	struct pollfd p = {.fd = result, .events = POLLIN};
	int code;

	(void)argc, (void)argv;
	if (poll(&p, 1, WAIT_MS) != 1 || read(result, &code, sizeof(code)) != sizeof(code)) {
		snprintf(answer, size, "asleep");
		return false;
	}
	snprintf(answer, size, "%s", code == 0 ? "event" : error_name(code));
	return true;
}

void
reader_stop(void)
{
	for (unsigned int i = 0; i < HAMMERS; i++) {
		if (children[i] > 0) {
			kill(children[i], SIGKILL);
			waitpid(children[i], NULL, 0);
		}
		children[i] = 0;
	}
	if (result >= 0)
		close(result);
	result = -1;
}

static void
open_and_close(void)
{
	for (;;) {
		int fd = open(device_path(), O_RDWR | O_CLOEXEC);
		int32_t on = 1;

		if (fd >= 0) {
			if (write(fd, &on, sizeof(on)) < 0)
				on = 0;
			close(fd);
		}
	}
}

bool
reader_hammer(int argc, char **argv, char *answer, size_t size)
{
	int rounds = argc < 6 ? 0 : atoi(argv[5]), code = 0;

	for (unsigned int i = 0; i < HAMMERS; i++) {
		children[i] = fork();
		if (children[i] == 0)
			open_and_close();
	}
	for (int i = 0; i < rounds && code == 0; i++) {
		code = write_file(argv[1], argv[2]);
		if (code == 0)
			code = write_file(argv[3], argv[4]);
	}
	reader_stop();
	snprintf(answer, size, "%s", code == 0 ? "" : error_name(code));
	return rounds > 0 && code == 0;
}
