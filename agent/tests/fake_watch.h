/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fake_watch.h: a host with guests in memory, with a clock of its own, behind watch_ops.h. Waiting costs no
 * time: the clock jumps to the next thing that happens. Neighbours: test_watch_random.c, bench_watch.c.
 */
#ifndef VFERRY_FAKE_WATCH_H
#define VFERRY_FAKE_WATCH_H

#include "vferryd/watch_ops.h"

#define FAKE_WATCH_GUESTS 10000
#define FAKE_WATCH_DUE    1024 /* calls under way */
#define FAKE_WATCH_WALL_S 1800000000u

struct fake_watch_guest {
	char uuid[WATCH_UUID_SIZE];
	struct watch_facts facts; /* as they are now */
	enum watch_answer answer;
	enum wire_path path;
	bool held;            /* by another program: asking it is WATCH_BUSY */
	bool looking, asking; /* a call is under way */
	uint64_t looked_ms;   /* when the last look was begun */
};

struct fake_watch {
	uint64_t now_ms;
	bool real; /* looks read XML, and answers are read from lines, as in the real one */
	bool down; /* libvirt does not answer */
	bool told_down;
	bool looks_fail;
	uint32_t call_ms; /* how long a call takes */
	unsigned int nguests, nlooking, nasking;
	unsigned int broken; /* promises to the host that were not kept: looks too often, two at once */
	uint64_t looks, asks, lists;
	const struct watch_listener *listener;
	void *arg;
	uint64_t due_ms;
	unsigned int ndue;
	struct fake_due {
		uint64_t at_ms;
		enum { FAKE_LISTED, FAKE_LOOKED, FAKE_ANSWERED } what;
		unsigned int guest;
	} due[FAKE_WATCH_DUE];
	struct fake_watch_guest guests[FAKE_WATCH_GUESTS];
};

extern const struct watch_ops fake_watch_ops;

/* A host with n guests that are at home and answer. For free(). */
struct fake_watch *fake_watch_new(unsigned int n);

/* Lets time go by until then. */
void fake_watch_run(struct fake_watch *fake, uint64_t until_ms);

/* libvirt goes, and comes back. */
void fake_watch_go_down(struct fake_watch *fake);
void fake_watch_come_up(struct fake_watch *fake);

/* The guest of that UUID; NULL: none. */
struct fake_watch_guest *fake_watch_find(struct fake_watch *fake, const char *uuid);

#endif
