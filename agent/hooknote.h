/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hooknote.h: the note that libvirt's hook leaves for vferryd when a domain comes in: one datagram of JSON,
 * schemas/hook-1.schema.json. Neighbours: host-tools/hooks writes it; the daemon reads it.
 *
 * A note is a hint to look sooner, never a command: it may be lost (no daemon, a full queue), and what came
 * in may fail later. Text in, text out, any thread.
 */
#ifndef VFERRY_HOOKNOTE_H
#define VFERRY_HOOKNOTE_H

#include <stddef.h>

#include "err.h"

#define HOOKNOTE_SOCKET "/run/vferry/hook.sock" /* a datagram socket, the daemon's */
#define HOOKNOTE_MAX    2048                    /* bytes of a note; a longer datagram is none */

struct hooknote {
	char domain[256]; /* its name on the host that it comes to */
	char uuid[37];    /* 8-4-4-4-12 hex digits, lower case */
};

/*
 * The note as text without a newline, into text (size bytes, HOOKNOTE_MAX are enough). Its length; -EINVAL
 * when the name is empty or no UTF-8 or the UUID is none.
 */
int hooknote_write(const struct hooknote *note, char *text, size_t size);

/* Reads a datagram of size bytes. 0; -EBADMSG with a reason when it is no note of version 1. */
int hooknote_read(const char *text, size_t size, struct hooknote *note, struct err *err);

/* uuid in lower case into note. 0; -EINVAL when it is none, and note stays as it was. */
int hooknote_set_uuid(struct hooknote *note, const char *uuid);

#endif
