/* SPDX-License-Identifier: BSD-3-Clause */
/* line.c: see line.h. */
#include "line.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

bool
line_read(int fd, uint64_t deadline_us, char *line, size_t size)
{
	size_t n = 0;
	char c;

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		uint64_t now = clock_us();

		if (now >= deadline_us || poll(&p, 1, (int)((deadline_us - now) / 1000) + 1) <= 0 ||
		    read(fd, &c, 1) != 1)
			return false;
		if (c == '\n')
			break;
		if (n < size - 1)
			line[n++] = c;
	}
	line[n] = '\0';
	return true;
}

static int
read_answer(int fd, unsigned long id, uint64_t deadline_us, char *output, size_t size)
{
	char line[1024], prefix[32];
	size_t n = 0, length;

	length = (size_t)snprintf(prefix, sizeof(prefix), "%lu ", id);
	if (size > 0)
		output[0] = '\0';
	while (line_read(fd, deadline_us, line, sizeof(line))) {
		if (strncmp(line, prefix, length) != 0)
			continue;
		if (line[length] == 'x')
			return atoi(line + length + 2);
		if (n < size)
			n += (size_t)snprintf(output + n, size - n, "%s\n", line + length + 2);
	}
	return -ETIMEDOUT;
}

int
line_ask(int fd, const char *command, uint64_t deadline_us, char *output, size_t size)
{
	static unsigned long id;

	id++;
	/* The empty line ends what an earlier, broken connection may have left unfinished. */
	dprintf(fd, "\n%lu %s\n", id, command);
	return read_answer(fd, id, deadline_us, output, size);
}
