/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * host_ops.h: the seam between the engine and the two hosts. host_libvirt.c is the real one
 * (hosts_libvirt()), tests/host_fake.c the other.
 *
 * Both hosts belong to one `self`; a side says which. All calls come from one thread. A call blocks until its
 * answer is there or its deadline (HOST_CALL_MS, or as said) has passed: -ETIMEDOUT. Calls whose result may
 * take long are tasks: they return at once and are asked for their result. Events come only inside calls of
 * this table, on the same thread; the function they call must only take notes, never call this table. Errors
 * are negative errno with *err: -ENOTCONN when the host cannot be asked at all, -EAGAIN when something else
 * kept it from trying.
 */
#ifndef VFERRY_HOST_OPS_H
#define VFERRY_HOST_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"
#include "inventory.h"

#define HOST_CALL_MS 10000
#define HOST_OPEN_MS \
	30000 /* opening a connection, as ssh may ask a person; and what a fresh daemon must find out */
#define HOST_INVENTORY_MS 15000 /* shorter than an attempt to plug in, of which it is a part */

enum host_side { HOST_SOURCE, HOST_DESTINATION, HOST_SIDES };

struct host_identity {
	char name[128]; /* as the host calls itself */
	char uuid[37];  /* of the host; "" when it has none */
};

struct host_domain {
	char name[128];
	char uuid[37];
};

/* PAUSED: every state in which the domain is there and its processors stand still. */
enum host_state { HOST_ABSENT, HOST_RUNNING, HOST_PAUSED };

struct host_job {
	bool active;
	uint64_t elapsed_ms, total, remaining, processed; /* bytes of memory */
	uint64_t bytes_per_s;
	uint64_t iteration; /* passes over the memory */
};

enum host_event_kind {
	HOST_DEVICE,    /* a device came, went or would not go: look at the XML; removal_failed */
	HOST_LIFECYCLE, /* the domain was started, suspended, resumed or stopped: look at its state */
	HOST_JOB,       /* a job has ended: downtime_ms, processed */
	HOST_CLOSED,    /* the connection is gone */
	HOST_BYTES,     /* the guest link says: bytes, size */
	HOST_HANGUP,    /* the guest link has ended */
};

enum host_lifecycle { HOST_SUSPENDED = 1, HOST_RESUMED, HOST_OTHER_LIFECYCLE };

struct host_event {
	enum host_event_kind kind;
	enum host_side side;
	uint64_t at_us;      /* CLOCK_MONOTONIC */
	bool removal_failed; /* HOST_DEVICE */
	char alias[64];      /* HOST_DEVICE */
	enum host_lifecycle lifecycle;
	uint64_t downtime_ms, processed; /* HOST_JOB; 0: not said */
	const char *bytes;               /* HOST_BYTES: borrowed */
	size_t size;
};

typedef void host_event_fn(void *arg, const struct host_event *event);

struct host_migration {
	const char *destination_uri; /* for p2p: as the source host reaches it */
	const char *migrate_uri;     /* NULL: libvirt chooses */
	bool live, p2p, persistent, undefine_source;
	uint64_t bandwidth_mib; /* 0: no limit */
};

struct host_task;

struct host_ops {
	/* CLOCK_MONOTONIC in microseconds. */
	uint64_t (*now_us)(void *self);
	/* Returns when something has happened, at the latest at until_us. */
	void (*wait)(void *self, uint64_t until_us);
	/* Whom events of both sides go to. Before the first open. */
	void (*listen)(void *self, host_event_fn *fn, void *arg);

	/*
	 * From now on a call that waits ends with -EINTR soon after asked() has become true, within 0.2 s.
	 * NULL: calls end by themselves only.
	 */
	void (*stop_when)(void *self, bool (*asked)(void));

	/* Connects, again when it was connected before, within HOST_OPEN_MS. uri NULL: libvirt's default. */
	int (*open)(void *self, enum host_side side, const char *uri, struct err *err);
	/* Within HOST_OPEN_MS. */
	int (*identify)(void *self, enum host_side side, struct host_identity *identity, struct err *err);

	/* The source's domain by name, UUID or id; what follows on either side is about this one. -ENOENT. */
	int (*find)(void *self, const char *domain, struct host_domain *found, struct err *err);
	/* Its state there. Not there: 0 with HOST_ABSENT. */
	int (*state)(void *self, enum host_side side, enum host_state *state, struct err *err);
	/* Its live XML, or the one its next start takes; malloc'ed. -ENOENT: not there (or not persistent).
	 */
	int (*xml)(void *self, enum host_side side, bool inactive, char **xml, struct err *err);
	int (*job)(void *self, enum host_side side, struct host_job *job, struct err *err);

	/* Asks that host to translate a domain without making it: a device its QEMU lacks is refused. */
	int (*translate)(void *self, enum host_side side, const char *domain_xml, struct err *err);
	/* The live XML of that host's network, malloc'ed. -ENOENT with the reason: it has none of that name,
	 * or it is not active; -EOPNOTSUPP: the host has nobody to say it. */
	int (*network)(void *self, enum host_side side, const char *name, char **xml, struct err *err);
	/* That host's PFs and VFs, within HOST_INVENTORY_MS; to be given to free(). -EOPNOTSUPP: it has
	 * nobody to say it. */
	int (*inventory)(void *self, enum host_side side, struct inventory **inventory, struct err *err);

	/* Puts xml, an element of vferry's own (awayxml.h), into the live domain's metadata in place of the
	 * one before; NULL: takes that away. */
	int (*away)(void *self, enum host_side side, const char *xml, struct err *err);

	int (*get_max_downtime)(void *self, enum host_side side, uint64_t *ms, struct err *err);
	int (*set_max_downtime)(void *self, enum host_side side, uint64_t ms, struct err *err);
	int (*abort)(void *self, struct err *err); /* the source's job */
	int (*suspend)(void *self, enum host_side side, struct err *err);
	int (*resume)(void *self, enum host_side side, struct err *err);

	/* Tasks; NULL when memory is out. detach asks the guest: done says that it was asked, not that it
	 * obeyed. */
	struct host_task *(*detach)(void *self, enum host_side side, const char *alias);
	struct host_task *(*attach)(void *self, enum host_side side, const char *device_xml);
	struct host_task *(*migrate)(void *self, const struct host_migration *how);
	/* -EINPROGRESS, 0, or its error. */
	int (*result)(void *self, struct host_task *task, struct err *err);
	/* Gives it up: it may still be under way. NULL is allowed. */
	void (*leave)(void *self, struct host_task *task);

	/* The guest link of the domain on that side: one at a time, the one before is closed. -EBUSY: someone
	 * else holds it. What it says comes as HOST_BYTES. */
	int (*link_open)(void *self, enum host_side side, struct err *err);
	/* All of size bytes or none. */
	int (*link_send)(void *self, const char *bytes, size_t size, struct err *err);
	void (*link_close)(void *self);
};

/* The hosts through libvirt. One at a time in a process. NULL when libvirt does not start; then *err. */
extern const struct host_ops host_libvirt;
void *hosts_libvirt_new(struct err *err);
/* Closes everything; tasks still under way end by themselves later. */
void hosts_libvirt_free(void *self);

#endif
