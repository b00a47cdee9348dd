/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control_private.h: what the control thread works on: control.c (the thread and its calls), control_pairs.c
 * (the pairs' next actions) and control_host.c (the host's requests). Everything here belongs to that thread.
 */
#ifndef VFERRY_CONTROL_PRIVATE_H
#define VFERRY_CONTROL_PRIVATE_H

#include "control.h"
#include "link.h"

/* A request that waits for one answer of each pair that it names, and then has its one reply. */
struct errand {
	bool used;
	uint64_t id; /* 0: nobody waits for the reply any more */
	enum wire_name name;
	uint32_t named, waiting; /* seats, a bit each */
	bool failed;             /* reason is the first failure's */
	char reason[WIRE_TEXT_MAX + 1];
};

/* Who gets the answer of a pair's request: the host, a caller of control_switch(), or nobody. */
struct asker {
	struct errand *errand;
	control_done_fn *done;
	void *arg;
};

/* A pair that the thread knows. askers: of the port's open request, and of the one that overtakes it. */
struct seat {
	struct pair *pair; /* NULL: free */
	struct asker askers[2];
	unsigned int nasking;
	enum bus_sign sign; /* of the VF, as it was told last */
};

struct control {
	struct link link;
	bool link_named; /* by a pair, not the default */
	struct seat seats[WIRE_PAIRS_MAX];
	struct errand errands[2 * WIRE_PAIRS_MAX]; /* as many as there can be askers */
	unsigned int announce_left;                /* after an arrival */
	uint64_t announce_ms, tick_ms;
};

uint64_t control_now(void);

/* The other files' calls; all in the control thread. */
int pairs_add(struct control *control, struct pair *pair, struct err *err);
void pairs_remove(struct control *control, struct pair *pair);
bool pairs_empty(const struct control *control);

/* Has every pair do what it can do now; true when one wants to be asked again in a millisecond. */
bool pairs_work(struct control *control);

/* See control_seeks(). */
bool pairs_seek(const struct control *control, const char *mac);

/* See control_look() and control_links(). */
void pairs_look(struct control *control);
void pairs_read_links(struct control *control);

/* What is done by the clock: the unused members' housekeeping, repeated announcements. */
void pairs_tick(struct control *control, uint64_t now_ms);

/* When pairs_work() or pairs_tick() is due though nothing happened. */
uint64_t pairs_deadline(const struct control *control, uint64_t now_ms);

/* A request for one pair; its asker is answered exactly once, perhaps at once. */
void pairs_ask(struct control *control, struct seat *seat, const struct asker *asker, enum wire_name name,
               enum wire_path path, uint32_t deadline_ms);

/* See control_switch(). */
int pairs_switch(struct control *control, struct pair *pair, enum wire_path path, uint32_t timeout_ms,
                 control_done_fn *done, void *arg);

/* Announces the started pairs. 0, or the first failure. */
int pairs_announce(struct control *control, struct err *err);

/* The link's callback: a request, or NULL after a hang-up. arg is the control. */
void host_message(void *arg, const struct wire_msg *msg);

/* One pair's answer for an errand: reason NULL when it is fulfilled. */
void host_answer(struct control *control, struct errand *errand, const struct seat *seat, const char *reason);

/* Events for whoever listens. */
void host_tell_path(struct control *control, const struct seat *seat, enum wire_path path, const char *why);
void host_tell_surprise(struct control *control, const struct seat *seat, const char *sign);
void host_tell_refused(struct control *control, const struct seat *seat, const char *reason);

#endif
