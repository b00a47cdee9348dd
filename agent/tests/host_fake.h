/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * host_fake.h: two hosts and a guest in memory, with a clock of their own, behind host_ops.h. Waiting costs
 * no time: the clock jumps to the next thing that happens. What goes wrong is named by faults. Neighbours:
 * fake_guest.c is the guest, fake_vfs.c has the VFs, test_crossing.c runs whole crossings.
 */
#ifndef VFERRY_HOST_FAKE_H
#define VFERRY_HOST_FAKE_H

#include <stdio.h>

#include "host_ops.h"
#include "wire.h"

#define FAKE_PAIRS_MAX         4
#define FAKE_DUE_MAX           64
#define FAKE_BROKEN_MAX        8
#define FAKE_SLOW_MS           30000
#define FAKE_COPY_MS           1500
#define FAKE_TRIES_MAX         16
#define FAKE_DOWNTIME_HERE_MS  500 /* largest downtime, as the crossing finds it */
#define FAKE_DOWNTIME_THERE_MS 300
#define FAKE_END_US            3600000000u /* a crossing that lasts so long would never end: the program aborts */

/* One bit each; several may be given. */
enum fake_fault {
	FAKE_NO_SOURCE,
	FAKE_NO_DESTINATION,
	FAKE_SAME_HOST,
	FAKE_NO_UUID, /* neither host has one */
	FAKE_NO_DOMAIN,
	FAKE_SHUT_OFF,
	FAKE_PAUSED,
	FAKE_NO_CHANNEL,
	FAKE_NO_VF_IN_XML,
	FAKE_JOB_RUNS,
	FAKE_ACTIVE_THERE,
	FAKE_NO_VF_THERE,   /* the destination says that it has none */
	FAKE_CANNOT_SAY,    /* the destination does not know what it has */
	FAKE_LINK_HELD,     /* someone else has the guest link */
	FAKE_OTHER_VERSION, /* the guest answers in another version */
	FAKE_NOISE,         /* the link begins with the end of an old line and an old reply */
	FAKE_FIRST_HELLO_LOST,
	FAKE_UNKNOWN_PAIR, /* the guest library has no pair of that MAC */
	FAKE_GUEST_SILENT, /* it answers nothing */
	FAKE_PREPARE_REFUSED,
	FAKE_PREPARE_HALF_REFUSED, /* the last pair refuses, the others have moved */
	FAKE_PREPARE_HANGS,        /* from then on nothing is answered */
	FAKE_LINK_BREAKS,          /* the stream ends instead of the first answer to prepare */
	FAKE_LINK_CUT, /* the connection under the stream breaks instead of the first answer to adopt */
	FAKE_ABANDON_REFUSED,
	FAKE_DETACH_FAILS_ONCE,
	FAKE_DETACH_LOST_ONCE,     /* the guest does not react to the first request */
	FAKE_DETACH_FAILS_LATE,    /* the guest obeys, and the call fails all the same, when the copy runs
	                              already */
	FAKE_DETACHED_IN_QUESTION, /* the VF leaves while the host answers about it */
	FAKE_DETACH_NEVER,
	FAKE_REMOVAL_FAILED, /* the guest says no to every request */
	FAKE_EVENTS_LOST,    /* no device, lifecycle or job event ever */
	FAKE_MIGRATE_FAILS,
	FAKE_MIGRATE_FAILS_PAUSED, /* and leaves the guest paused on the source */
	FAKE_DESTINATION_DIES,     /* in the middle of the copy */
	FAKE_DESTINATION_SILENT,   /* from the middle of the copy on, which neither goes on nor fails */
	FAKE_MIGRATE_HANGS,        /* the guest arrives, and the call does not return */
	FAKE_SOURCE_RESTARTS,      /* the connection to the source breaks in the copy, and it fails */
	FAKE_LINK_ENDS_IN_COPY,    /* the source's stream ends before the guest moves */
	FAKE_HANGUP_LOST,          /* the end of the source's stream is never told */
	FAKE_GUEST_LOST,           /* the guest is on neither host after the copy */
	FAKE_THERE_UNREACHABLE,    /* the destination cannot be reached after the copy */
	FAKE_STOP_EARLY,           /* the user interrupts after half a second */
	FAKE_STOP_IN_COPY,         /* the user interrupts */
	FAKE_STOP_REFUSED,         /* the copy cannot be aborted */
	FAKE_STOP_TOO_LATE,        /* the user interrupts, and the guest moves all the same */
	FAKE_ARRIVED_SILENT,       /* the guest does not answer `arrived` */
	FAKE_ATTACH_FAILS_ONCE,
	FAKE_ATTACH_BUSY_ONCE, /* another job has the domain for too long */
	FAKE_ATTACH_FAILS_THERE,
	FAKE_ATTACH_FAILS, /* on either host */
	FAKE_ATTACH_HANGS, /* the call does not return */
	FAKE_ADOPT_REFUSED_ONCE,
	FAKE_ADOPT_REFUSED,
	FAKE_NEVER_CONVERGES, /* at a short pause */
	FAKE_NO_PACKETS,      /* its library does not count */
	FAKE_STARTS_ANEW,     /* its application does, on the destination: it counts from zero */
	FAKE_AWAY_FAILS,      /* its metadata cannot be written */
	FAKE_SLOW_COPY,       /* takes a minute unless the guest is suspended */
	FAKE_FAULTS
};

/* What a pair's VF is in the domain's XML. */
enum fake_kind { FAKE_IGB, FAKE_HOSTDEV, FAKE_PLAIN, FAKE_POOL };

/* What the hosts are; zeroed: they cannot say, and QEMU emulates the VFs. Lists end with NULL. */
struct fake_hosts {
	enum fake_kind kind;
	const char *vlan;                       /* <vlan> of the VFs on the source; NULL: none */
	const char *other;                      /* XML of a further device of the domain; NULL: none */
	const char *next_model;                 /* <model> of the VFs as the domain's next start makes them */
	bool unnamed;                           /* the user has given the VFs no aliases */
	const char *next_vlan;                  /* of the VFs as the domain's next start makes them */
	const char *backup_vlan;                /* of the backups */
	const char *const *devices[HOST_SIDES]; /* XML of node devices; NULL: the host cannot say */
	const char *const *domains[HOST_SIDES]; /* XML of other domains */
	bool freed;               /* these are gone from the destination once memory has moved */
	const char *const *later; /* of others that the destination has once memory has moved */
	const char *const
	        *interfaces[HOST_SIDES];     /* XML of the host's interfaces, where it tells addresses */
	const char *has[FAKE_PAIRS_MAX];     /* address of each pair's VF on the source */
	const char *pool[FAKE_PAIRS_MAX];    /* VFs that the pool of either host gives out */
	const char *broken[FAKE_BROKEN_MAX]; /* VFs that cannot be plugged in on the destination */
	const char *slow;       /* VF that takes FAKE_SLOW_MS to be plugged in on the destination */
	const char *network;    /* XML of the destination's network; "": it has none; NULL: it cannot say */
	unsigned int answers;   /* how often the destination says which VFs it has; 0: always */
	const char *metadata;   /* what stands in the domain's <metadata>; NULL: it has none */
	bool swapped;           /* the guest goes from "right" to "left" */
	bool silent;            /* the destination answers no question about VFs and networks */
	unsigned int deaf;      /* how often it does not, before it does */
	uint64_t held_until_us; /* someone else has the guest link until then */
	bool on_backup;         /* the guest has its traffic on the backup before it crosses */
	unsigned int copy_ms;   /* how long the copy of the memory takes; 0: FAKE_COPY_MS */
};

struct fake_pair {
	bool plugged[HOST_SIDES];
	char host[HOST_SIDES][13]; /* address of its VF there, when it is one */
	enum wire_path path;
	struct wire_packets packets; /* as it tells them next */
	unsigned int detaches;
	struct host_task *plugging; /* that takes long */
};

struct fake;
struct fake_due {
	uint64_t at_us;
	void (*fn)(struct fake *fake, unsigned int which);
	unsigned int which;
};

struct host_task {
	bool done, left;
	int ret;
	const char *why;
};

struct fake {
	struct fake_hosts hosts;
	uint64_t faults;
	uint64_t now_us;
	host_event_fn *fn;
	void *arg;
	bool (*asked)(void); /* as stop_when() was told */
	struct fake_due due[FAKE_DUE_MAX];
	unsigned int ndue;

	enum host_state state[HOST_SIDES];
	bool down[HOST_SIDES];
	unsigned int npairs;
	struct fake_pair pairs[FAKE_PAIRS_MAX];
	uint64_t max_downtime_ms[HOST_SIDES];
	unsigned int leaving; /* pairs whose VF leaves during the next question */
	uint64_t copy_begun_us;
	bool copying;
	unsigned int suspended; /* times */
	struct host_task *copy, *late;
	char tried[FAKE_TRIES_MAX]
	          [13]; /* addresses on the destination that were to be plugged in, in order */
	unsigned int tries;
	unsigned int attaches, hellos, prepares, abandons, statuses, opens;
	unsigned int inventories;  /* times that the destination was asked which VFs it has */
	unsigned int xmls_in_copy; /* questions about devices while memory moved */
	unsigned int tasks;        /* made and neither asked for nor left */
	char away[2048];           /* what the crossing has put into the domain's metadata; "": nothing */
	unsigned int aways;        /* times */
	char attached[1024];       /* the device XML plugged in last on the destination */

	bool link_open, hung;
	enum host_side link_side;
	struct wire_framer framer;
};

/* Faults as a mask of 1 << enum fake_fault. hosts NULL: zeroed. */
void fake_init(struct fake *fake, uint64_t faults, unsigned int npairs, const struct fake_hosts *hosts);
bool fake_has(const struct fake *fake, enum fake_fault fault);
void fake_later(struct fake *fake, uint64_t ms, void (*fn)(struct fake *, unsigned int), unsigned int which);
void fake_tell(struct fake *fake, const struct host_event *event);

/* 0, or -ENOTCONN while that host cannot be reached. */
int fake_reach(struct fake *fake, enum host_side side, struct err *err);

/* fake_acts.c: the orders of host_ops.h. */
struct host_task *fake_detach(void *self, enum host_side side, const char *alias);
struct host_task *fake_attach(void *self, enum host_side side, const char *device_xml);
struct host_task *fake_migrate(void *self, const struct host_migration *how);
int fake_abort_job(void *self, struct err *err);
int fake_suspend(void *self, enum host_side side, struct err *err);
int fake_resume(void *self, enum host_side side, struct err *err);

/* The user interrupts. */
void fake_interrupt(struct fake *fake, unsigned int which);

/* The VFs that leave while a question is answered do so. */
void fake_let_leave(struct fake *fake);

/* fake_vfs.c: a question of host_ops.h. */
int fake_inventory(void *self, enum host_side side, struct inventory **inventory, struct err *err);
/* Gives pair i's device the VF that it names, or the pool's. Whether that is free and works. */
bool fake_take_vf(struct fake *fake, unsigned int i, enum host_side side, const char *device_xml);

/* fake_xml.c: a question of host_ops.h, and what it is made of. */
void fake_print_domain(const struct fake *fake, enum host_side side, bool inactive, FILE *to);
int fake_away(void *self, enum host_side side, const char *xml, struct err *err);
int fake_xml(void *self, enum host_side side, bool inactive, char **text, struct err *err);

/* fake_guest.c: what the guest hears, and says. */
void fake_guest_hears(struct fake *fake, const char *bytes, size_t size);
void fake_guest_connects(struct fake *fake);
void fake_guest_hangs_up(struct fake *fake, unsigned int which);

extern const struct host_ops host_fake;

#endif
