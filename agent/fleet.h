/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fleet.h: which guest of many crosses next, and where to. Pure: no libvirt, no clock, no log; what hosts
 * have, what became of crossings and `now` go in, a decision comes out, the same for the same. Neighbours:
 * fleet.c and fleet_ended.c keep the books, fleet_next.c decides, fleet_plan.c is the dry run, fleet_json.c
 * and fleet_read.c keep a fleet over a restart. Who carries a guest across is crossing.h.
 *
 *            fleet_next()                    fleet_ended()
 *   WAITING -------------> CROSSING -------------------------> ARRIVED   on the destination: 0, 32
 *      ^  |   (the caller            |-----------------------> GONE      13, 14: there is nothing to carry
 *      |  |    says fleet_started()) |-----------------------> GIVEN_UP  33; attempts used up; refused
 * everywhere |  |                          | |  +--> GIVEN_UP  no room     | failed and at home, hosts out of
 * reach, refused here
 *      +-----------------------------+
 *
 * Order. The biggest guest that may start now starts, those of a size as given. What takes longest must not
 * come last, when all links but one have nothing left to do: on m links that are kept busy the last guest
 * ends within 4/3 - 1/(3m) of the best that is possible when the longest come first, and within 2 - 1/m in
 * any order (Graham 1969). In bench/bench_fleet.c, 100 guests of 1 to 64 GiB over 8 crossings at once, it is
 * 1.00 of the bound (all the work divided by 8), and 1.10 as given. The biggest is also the one that soon
 * fits nowhere: it chooses while hosts are empty. A guest that cannot start now keeps no smaller one from
 * starting.
 *
 * Where to. Of the hosts that have room (memory, and a VF for each pair in its network): the one where this
 * guest has failed least, then where the last crossings did not fail, then where the fewest run, then which
 * has the most memory left. A guest that failed somewhere waits for a host where it has not, even a busy one;
 * else one that fails fast, and so is never busy, would draw every guest until its attempts are used up.
 *
 * What comes back. A crossing that failed and left the guest at home costs the guest an attempt, and it waits
 * FLEET_BACKOFF_MS, twice as long each time. A refusal costs the guest that host for good. A host that cannot
 * be reached costs the guest nothing: the host is set aside in the same way, comes back, and is given up when
 * it could not be reached FLEET_REACH_TRIES times in a row. One on which two crossings in a row failed is set
 * aside too, but never given up, as the guests may be to blame. So every fleet ends.
 */
#ifndef VFERRY_FLEET_H
#define VFERRY_FLEET_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "outcome.h"

#define FLEET_HOSTS_MAX      65 /* 64 destinations, and the host that is left */
#define FLEET_GUESTS_MAX     4096
#define FLEET_POOLS_MAX      16
#define FLEET_ATTEMPTS_MAX   100
#define FLEET_BACKOFF_MS     10000
#define FLEET_BACKOFF_MAX_MS 300000
#define FLEET_REACH_TRIES    6
#define FLEET_UNKNOWN        UINT64_MAX /* memory that the host does not tell: there is room */
#define FLEET_NEVER          UINT64_MAX
#define FLEET_NOWHERE        UINT32_MAX /* in the place of a host */

/* 0 for the first three: no limit. */
struct fleet_limits {
	unsigned int crossings; /* at once in all */
	unsigned int per_host;  /* with a host that takes guests; who is left only has `crossings` */
	unsigned int per_link;  /* from one host to another */
	unsigned int attempts;  /* of a guest; 0: 3 */
};

/* VFs in one network, by the name of the pool or of what else stands for it. */
struct fleet_pool {
	char name[64];
	unsigned int vfs;
};

/*
 * A host, as source, destination or both. memory and pools are what it has free but for crossings of the
 * fleet that run; the fleet takes off what has arrived. The caller sets them, and others, whenever it knows
 * better.
 */
struct fleet_host {
	char uri[256];
	bool takes;      /* guests may go there */
	uint64_t memory; /* bytes, or FLEET_UNKNOWN */
	bool tells_vfs;  /* false: pools is empty, and there is a VF for everyone */
	unsigned int npools;
	struct fleet_pool pools[FLEET_POOLS_MAX]; /* one that is missing has none */
	unsigned int others;                      /* crossings that run there and are not the fleet's */

	unsigned int failed;    /* crossings in a row that failed there */
	unsigned int unreached; /* times in a row that it could not be reached */
	uint64_t aside_ms;      /* nothing starts there before */
	bool given_up;
};

enum fleet_state { FLEET_WAITING, FLEET_CROSSING, FLEET_ARRIVED, FLEET_GONE, FLEET_GIVEN_UP, FLEET_STATES };

struct fleet_guest {
	char uuid[37], name[128];
	uint64_t memory; /* bytes */
	unsigned int npools;
	struct fleet_pool
	        pools[FLEET_POOLS_MAX]; /* VFs that it needs; empty: it may come to a host without */
	unsigned int from;              /* index of the host on which it is */

	enum fleet_state state;
	unsigned int to;       /* CROSSING, ARRIVED: where; else FLEET_NOWHERE */
	unsigned int failures; /* crossings that failed: attempts used up */
	bool dropped;          /* whatever becomes of its crossing, it is the last one */
	uint64_t not_before_ms;
	bool refused[FLEET_HOSTS_MAX];   /* hosts that will not have it */
	uint8_t failed[FLEET_HOSTS_MAX]; /* of its failures, those on each host */
	enum outcome outcome;            /* of the last crossing; OUTCOME_OK: none has failed */
	char message[384];               /* its sentence; why it was given up */
};

/* Made by fleet_new(), read by anyone; written by the calls below, but for the facts of hosts. */
struct fleet {
	struct fleet_limits limits;
	unsigned int others; /* crossings in all that are not the fleet's: they count for limits.crossings */
	unsigned int nhosts, nguests;
	struct fleet_host *hosts;
	struct fleet_guest *guests;
};

enum fleet_what { FLEET_START, FLEET_WAIT, FLEET_DONE };

struct fleet_decision {
	enum fleet_what what;
	unsigned int guest, host; /* FLEET_START */
	uint64_t until_ms; /* FLEET_WAIT: ask again then, or when a crossing has ended, of whomever; may be
	                      FLEET_NEVER */
};

/* NULL when memory is out. */
struct fleet *fleet_new(const struct fleet_limits *limits);
/* NULL is allowed. */
void fleet_free(struct fleet *fleet);

/*
 * Copies what the caller has filled in, the fleet's own part zeroed (of a guest: state and what follows).
 * Returns the index, which stays; or -EINVAL (a text is empty or the URI, UUID or `from` is wrong), -EEXIST,
 * -ENOSPC (more than FLEET_*_MAX), -ENOMEM, with *err. Hosts come before the guests that are on them.
 */
int fleet_add_host(struct fleet *fleet, const struct fleet_host *host, struct err *err);
int fleet_add_guest(struct fleet *fleet, const struct fleet_guest *guest, struct err *err);
/* Index of the host or guest; FLEET_NOWHERE when there is none. */
unsigned int fleet_find_host(const struct fleet *fleet, const char *uri);
unsigned int fleet_find_guest(const struct fleet *fleet, const char *uuid);

/*
 * What to do now. The times are those of any one clock in milliseconds. When nothing runs and nothing can
 * come back, guests that fit nowhere are given up here, each with its reason; then FLEET_DONE.
 */
struct fleet_decision fleet_next(struct fleet *fleet, uint64_t now_ms);

/*
 * The caller has begun what fleet_next() decided. -EINVAL when the guest is not WAITING, or the host takes
 * none.
 */
int fleet_started(struct fleet *fleet, unsigned int guest, unsigned int host);
/*
 * A crossing has ended; message is its sentence, or NULL. A crossing that could not be begun for want of
 * something here (OUTCOME_ERROR) is one that failed. -EINVAL when the guest is not CROSSING.
 */
int fleet_ended(struct fleet *fleet, unsigned int guest, enum outcome outcome, const char *message,
                uint64_t now_ms);
/*
 * Where a guest runs whose crossing nobody has any more, as after a restart, or that someone else moved: a
 * host, or FLEET_NOWHERE. Nowhere it is GONE; where it was it WAITS; on another host it has ARRIVED if that
 * takes guests, else it WAITS there. A guest that is at its end stays so. What hosts have free is to be set
 * after this. -EINVAL when there is no such guest or host.
 */
int fleet_found(struct fleet *fleet, unsigned int guest, unsigned int host);
/* The operator takes a guest out: GIVEN_UP at once, or when the crossing that runs leaves it at home. */
void fleet_drop(struct fleet *fleet, unsigned int guest, const char *why);

/* How many guests are in that state. */
unsigned int fleet_count(const struct fleet *fleet, enum fleet_state state);
/* "waiting", ...: as in the record. */
const char *fleet_state_name(enum fleet_state state);

/* One row of a dry run. */
struct fleet_planned {
	unsigned int guest;
	unsigned int host;  /* FLEET_NOWHERE: it does not cross */
	unsigned int order; /* from 1: it is the how manieth to start; 0: it does not */
	char why[384];      /* why it does not cross; "" it does */
};

/*
 * What would happen if every crossing went well and took as long as its guest's memory is big, without
 * crossings of others. *planned has a row for each guest that is not at its end, in the order of starting,
 * those that do not cross last; to be given to free(). The fleet stays as it is. Returns the number of rows,
 * or -ENOMEM with *err. What comes may differ: crossings take the time that they take.
 */
int fleet_plan(const struct fleet *fleet, uint64_t now_ms, struct fleet_planned **planned, struct err *err);

/*
 * The record of the fleet for resuming, schemas/fleet-1.schema.json: a new reference, NULL when memory is
 * out. Times are written as what is left at now_ms, since a clock may start anew with the machine. Crossings
 * of others are not written.
 */
json_t *fleet_json(const struct fleet *fleet, uint64_t now_ms);
/* Pools as they stand in it, likewise. */
json_t *fleet_pools_json(const struct fleet_pool *pools, unsigned int npools);
/*
 * Reads one. A guest that was CROSSING still is: whose crossing runs no more is told by fleet_ended() or
 * fleet_found(). 0 with *fleet, -EINVAL (what is wrong, and where) or -ENOMEM, with *err.
 */
int fleet_read(const json_t *record, uint64_t now_ms, struct fleet **fleet, struct err *err);

#endif
