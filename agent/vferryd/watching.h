/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watching.h: watches the guests of a host: does what watch.h says, in the world behind watch_ops.h.
 * Neighbours: main.c, which is called when a guest is to be brought home or something is for the log. All on
 * the thread of the event loop; nothing here waits.
 */
#ifndef VFERRY_WATCHING_H
#define VFERRY_WATCHING_H

#include "err.h"
#include "watch.h"
#include "watch_ops.h"

struct watching;

struct watching_listener {
	/* Bring it home: it is held by this from now on, and watching_release() tells how that ended, also
	 * when it cannot be begun, and also from inside. */
	void (*restore)(void *arg, const char *uuid);
	/* A line for the log, without a newline. */
	void (*log)(void *arg, const char *text);
	/* watching_hold() has said -EINPROGRESS: now the guest's link is free. */
	void (*free)(void *arg, const char *uuid);
};

/* Begins. ops and self are borrowed. NULL with *err when it cannot. */
struct watching *watching_new(const struct watch_ops *ops, void *self, uint32_t interval_s,
                              uint32_t takeover_s, const struct watching_listener *listener, void *arg,
                              struct err *err);
/* Before its `self` is freed. NULL is allowed. */
void watching_free(struct watching *watching);
void watching_configure(struct watching *watching, uint32_t interval_s, uint32_t takeover_s);

/* As watch_hold() and watch_release(). */
int watching_hold(struct watching *watching, const char *uuid);
void watching_release(struct watching *watching, const char *uuid, enum outcome outcome, const char *message);

/* Whether a watched guest is called so, by name or UUID: then its UUID. */
bool watching_find(const struct watching *watching, const char *text, char uuid[WATCH_UUID_SIZE]);
/* As watch_name(). */
const char *watching_name(const struct watching *watching, const char *uuid);
/* Something has been heard of this guest: it is looked at soon. */
void watching_note(struct watching *watching, const char *uuid);

/* As watch_list_json() and watch_count(), now. */
json_t *watching_list_json(const struct watching *watching, size_t bytes_max);
void watching_count(const struct watching *watching, struct watch_counts *counts);
const char *watching_host(const struct watching *watching);

#endif
