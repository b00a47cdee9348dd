/* SPDX-License-Identifier: BSD-3-Clause */
/* control_lines.c: see control_lines.h. */
#include "control_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"

#define KEPT_MAX 16384 /* bytes of memory that stay when nothing is unread */

int
control_lines_add(struct control_lines *lines, const char *bytes, size_t size)
{
	size_t unread = lines->end - lines->begin;

	if (lines->begin > 0) {
		memmove(lines->buf, lines->buf + lines->begin, unread);
		lines->looked -= lines->begin;
		lines->begin = 0;
		lines->end = unread;
	}
	if (size > lines->size - unread) {
		size_t wanted = unread + size > 2 * lines->size ? unread + size : 2 * lines->size;
		char *buf = realloc(lines->buf, wanted);

		if (!buf)
			return -ENOMEM;
		lines->buf = buf;
		lines->size = wanted;
	}
	memcpy(lines->buf + unread, bytes, size);
	lines->end += size;
	return 0;
}

/* No newline is left. */
static int
run_dry(struct control_lines *lines)
{
	bool too_long = lines->end - lines->begin > CONTROL_LINE_MAX - 1;

	lines->looked = lines->end;
	if (too_long || lines->dropping)
		lines->begin = lines->end;
	if (lines->begin == lines->end) {
		lines->begin = lines->end = lines->looked = 0;
		if (lines->size > KEPT_MAX) {
			free(lines->buf);
			lines->buf = NULL;
			lines->size = 0;
		}
	}
	if (!too_long || lines->dropping)
		return 0;
	lines->dropping = true;
	return -EMSGSIZE;
}

int
control_lines_next(struct control_lines *lines, const char **line, size_t *size)
{
	while (lines->looked < lines->end) {
		char *newline = memchr(lines->buf + lines->looked, '\n', lines->end - lines->looked);
		char *begin = lines->buf + lines->begin;
		bool dropping = lines->dropping;

		if (!newline)
			break;
		lines->begin = lines->looked = (size_t)(newline + 1 - lines->buf);
		lines->dropping = false;
		if (dropping || newline == begin)
			continue;
		*line = begin;
		*size = (size_t)(newline - begin);
		return *size > CONTROL_LINE_MAX - 1 ? -EMSGSIZE : 1;
	}
	return run_dry(lines);
}

void
control_lines_clear(struct control_lines *lines)
{
	free(lines->buf);
	memset(lines, 0, sizeof(*lines));
}
