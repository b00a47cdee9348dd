/* SPDX-License-Identifier: BSD-3-Clause */
/* line.c: see line.h. */
#include "line.h"

#include <poll.h>
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
