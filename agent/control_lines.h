/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control_lines.h: lines out of the control socket's byte stream. Memory grows with the line that is being
 * read, to CONTROL_LINE_MAX and what was added last, and is given back when nothing is left unread. Pure.
 * Neighbours: vferryd/client.c, control_client.c.
 */
#ifndef VFERRY_CONTROL_LINES_H
#define VFERRY_CONTROL_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed is empty. */
struct control_lines {
	char *buf;
	size_t size;       /* of buf */
	size_t begin, end; /* what is unread */
	size_t looked;     /* no newline stands between begin and here */
	bool dropping;     /* inside a line that is too long */
};

/* Adds bytes of the stream. 0 or -ENOMEM. Before the next, control_lines_next() must have said 0. */
int control_lines_add(struct control_lines *lines, const char *bytes, size_t size);

/*
 * The next line, without its '\n', not NUL-terminated, valid until the next call. 1; 0: there is none yet;
 * -EMSGSIZE: a line was longer than CONTROL_LINE_MAX, told once, and is dropped whole. Empty lines are
 * nothing.
 */
int control_lines_next(struct control_lines *lines, const char **line, size_t *size);

/* Gives the memory back and forgets what is unread. */
void control_lines_clear(struct control_lines *lines);

#endif
