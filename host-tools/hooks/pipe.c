/* SPDX-License-Identifier: BSD-3-Clause */
/* pipe.c: see pipe.h. */
#include "pipe.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint64_t
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* 0 when there is something to read, or the end. */
static int
wait_for(int fd, uint64_t until)
{
	struct pollfd poller = {.fd = fd, .events = POLLIN};
	uint64_t now = now_ms();
	int n = now < until ? poll(&poller, 1, (int)(until - now)) : 0;

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	return n == 0 ? -ETIMEDOUT : 0;
}

/* One byte more than limit is read, which tells what is too long from what just fits. */
static int
fill(int fd, char *text, size_t limit, uint64_t until, size_t *size)
{
	size_t n = 0;

	while (n <= limit) {
		int code = wait_for(fd, until);
		ssize_t got = code < 0 ? 0 : read(fd, text + n, limit + 1 - n);

		if (code < 0)
			return code;
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		if (got == 0) {
			*size = n;
			return 0;
		}
		n += got > 0 ? (size_t)got : 0;
	}
	return -EMSGSIZE;
}

int
pipe_read(int fd, size_t limit, unsigned int ms, char **text, size_t *size, struct err *err)
{
	char *buffer = malloc(limit + 1);
	int code;

	if (!buffer)
		return err_set(err, -ENOMEM, "no memory to read the domain's XML");
	code = fill(fd, buffer, limit, now_ms() + ms, size);
	if (code == 0) {
		*text = buffer;
		return 0;
	}
	free(buffer);
	if (code == -EMSGSIZE)
		return err_set(err, code, "the domain's XML is longer than %zu bytes", limit);
	if (code == -ETIMEDOUT)
		return err_set(err, code, "the domain's XML did not end within %u ms", ms);
	return err_set(err, code, "the domain's XML cannot be read: %s", strerror(-code));
}

int
pipe_write(int fd, const char *text, size_t size, struct err *err)
{
	while (size > 0) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno != EINTR)
			return err_set(err, -errno, "the domain's new XML cannot be given to libvirt: %m");
		text += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}
