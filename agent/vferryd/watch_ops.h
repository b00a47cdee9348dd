/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch_ops.h: the seam between the watch and the host whose guests it watches. watch_libvirt.c is the real
 * one, tests/fake_watch.c the other. Neighbour: watching.c, which calls it.
 *
 * Everything is asynchronous: no call waits for anything, and what comes of it is told to the listener, on
 * the thread of the event loop; only when memory is out from inside the call that it is the end of. The
 * listener may call this table.
 */
#ifndef VFERRY_WATCH_OPS_H
#define VFERRY_WATCH_OPS_H

#include "err.h"
#include "watch.h"

struct watch_listener {
	/* The host can be asked: these domains run or are paused there. After start(), after blind(), and the
	 * answer to list(). */
	void (*listed)(void *arg, const char *host, const char (*uuids)[WATCH_UUID_SIZE], size_t n);
	/* The host cannot be asked (any more); what is under way ends all the same. It is tried again by
	 * itself: then listed() comes. Told once. */
	void (*blind)(void *arg, const char *why);
	void (*event)(void *arg, const char *uuid, enum watch_event event);
	/* The end of look(): facts, or NULL and why not. A domain that is not there is HOST_ABSENT. */
	void (*looked)(void *arg, const char *uuid, const struct watch_facts *facts, const char *why);
	/* The end of ask(): the guest's link is free again. */
	void (*answered)(void *arg, const char *uuid, const struct watch_reply *reply);
	/* The time that was set has come. */
	void (*due)(void *arg);
};

struct watch_ops {
	uint64_t (*now_ms)(void *self);  /* CLOCK_MONOTONIC */
	uint64_t (*wall_ms)(void *self); /* since the epoch */
	/* due() at that time, instead of the one before; WATCH_NEVER: none. */
	void (*set_due)(void *self, uint64_t at_ms);

	/* Begins: listed() or blind() follows. */
	int (*start)(void *self, const struct watch_listener *listener, void *arg, struct err *err);
	void (*list)(void *self);
	/* State, job and XML of a domain; one at a time for a domain, at most WATCH_LOOKS_MAX in all. */
	void (*look)(void *self, const char *uuid);
	/* hello and status, within seconds whatever the guest does; as above, WATCH_ASKS_MAX. */
	void (*ask)(void *self, const char *uuid);
	/* Somebody needs the link: answered() comes as soon as it is free. */
	void (*leave)(void *self, const char *uuid);
};

/*
 * The host through libvirt at uri (NULL: libvirt's default); event_init() was called, and the thread that
 * calls this runs the loop. NULL when memory is out.
 */
extern const struct watch_ops watch_libvirt;
void *watch_libvirt_new(const char *uri, struct err *err);
/* Nobody is told anything any more; calls still under way end by themselves. NULL is allowed. */
void watch_libvirt_free(void *self);

#endif
