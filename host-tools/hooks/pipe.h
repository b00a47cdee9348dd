/* SPDX-License-Identifier: BSD-3-Clause */
/* pipe.h: reads and writes a hook's standard streams to the end. Neighbours: main.c, late.h. Any thread. */
#ifndef VFERRY_PIPE_H
#define VFERRY_PIPE_H

#include <stddef.h>

#include "err.h"

/*
 * Reads fd to its end into *text (malloc'ed, the caller's; not terminated) and *size: at most limit bytes, in
 * at most ms milliseconds. 0; -EMSGSIZE, -ETIMEDOUT, -ENOMEM or what read(2) said, with *text untouched.
 */
int pipe_read(int fd, size_t limit, unsigned int ms, char **text, size_t *size, struct err *err);

/* Writes all of it, however long that takes: late.h ends it. 0 or negative errno. */
int pipe_write(int fd, const char *text, size_t size, struct err *err);

#endif
