/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link.h: the guest's end of the link: a device file that may not be there yet, a host that may not listen,
 * lines in, lines out. Neighbours: control.c owns the one link of the process and polls it; schemas/wire.h is
 * what travels.
 *
 * Theory of operation. The device is opened when it appears and again after it failed. While nobody is
 * connected on the host side, a virtio-serial port is readable with end-of-file and polls as hung up, all the
 * time: it must be polled edge-triggered (EPOLLET; the kernel wakes the port's pollers when the host side
 * connects), and looked at again now and then besides. Nothing here ever waits.
 *
 * A host that floods or does not read: input is always taken, in portions, because the host side's hang-up is
 * seen behind it. Output has a bound: an event is dropped unless half of the queue is free, and a reply that
 * does not fit takes the place of everything queued: whoever did not read that will not miss it, and whoever
 * connects next waits for the newest reply.
 *
 * Threads: one, the control thread.
 */
#ifndef VFERRY_LINK_H
#define VFERRY_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire.h"

#define LINK_PATH      "/dev/virtio-ports/" WIRE_CHANNEL
#define LINK_QUEUE_MAX ((size_t)4 * WIRE_LINE_MAX)

/* A request came; or, msg NULL, the host side hung up: nobody waits for earlier requests' replies. */
typedef void link_fn(void *arg, const struct wire_msg *msg);

struct link {
	char path[256];
	int fd;               /* -1: closed */
	unsigned int opened;  /* how often */
	bool hung;            /* nobody is connected on the host side */
	bool more;            /* input was left unread */
	bool fresh;           /* nothing was sent since the host side connected */
	uint64_t again_ms;    /* when to open or look again though nothing was polled */
	uint64_t complain_ms; /* not before this is a bad line answered */
	uint64_t now_ms;
	link_fn *fn;
	void *arg;
	size_t queued;
	struct wire_framer framer;
	char queue[LINK_QUEUE_MAX];
};

/* A closed link to the device file at path (copied). 0, or -ENAMETOOLONG. */
int link_init(struct link *link, const char *path, link_fn *fn, void *arg);

/* Takes an open, non-blocking fd for the device; the link closes it. */
void link_take(struct link *link, int fd);

/*
 * Does what can be done without waiting: opens, reads, calls fn, writes. To be called when the fd polled (for
 * EPOLLIN | EPOLLOUT | EPOLLET) and at link_deadline(). The fd may be another one or -1 afterwards.
 */
void link_work(struct link *link, uint64_t now_ms);

/* When link_work() is due though nothing polled. */
uint64_t link_deadline(const struct link *link);

/*
 * Sends a reply or an event. 0; -ENOTCONN when nobody listens; -ENOBUFS when an event was dropped; errors of
 * wire_encode().
 */
int link_send(struct link *link, const struct wire_msg *msg);

/* Also in fn: what was read behind that request is dropped. */
void link_close(struct link *link);

#endif
