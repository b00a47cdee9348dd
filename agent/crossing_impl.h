/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * crossing_impl.h: one crossing's memory and what its parts call of each other. Neighbours: crossing.c and
 * ending.c (its life), checks.c, checks_vf.c, checks_stay.c, checks_room.c, choose.c, observe.c, collect.c,
 * link.c, steps_guest.c, steps_host.c, copy.c. Not for others, but for the engine's tests.
 *
 * All of it belongs to the thread that runs the crossing; crossing_end() gives everything back.
 */
#ifndef VFERRY_CROSSING_IMPL_H
#define VFERRY_CROSSING_IMPL_H

#include "crossing.h"
#include "devxml.h"
#include "domxml.h"
#include "guest.h"
#include "host_ops.h"
#include "packets.h"
#include "plan.h"
#include "poolxml.h"

#define CROSSING_TICK_US  200000   /* longest sleep: progress, and a stop that was asked for by a signal */
#define CROSSING_LOOK_US  1000000  /* what is not looked at because of an event is looked at this often */
#define CROSSING_CUT_US   10000000 /* a connection that is gone for longer has not merely been restarted */
#define CROSSING_HELLO_MS 3000
#define CROSSING_BUSY_US \
	4000000 /* somebody who has the guest link for longer drives the guest; a watch asks for 3 s */
#define CROSSING_ASIDE_MAX \
	PLAN_REPLACED_MAX /* VFs set aside on one host; past these the first one is tried again */

struct crossing_pair {
	char mac[18];
	struct domxml_nic vf, backup;     /* on the source, as the crossing began */
	struct devxml device[HOST_SIDES]; /* what is plugged in on that side */
	char alias[HOST_SIDES][64];       /* its alias there, when plugged */
	char model[HOST_SIDES][32];
	bool plugged[HOST_SIDES];
	char host[HOST_SIDES][13]; /* address of its VF on the host, when it was plugged in last; "" none */
	unsigned int vlan;         /* tag of its VF; 0: none that can be seen */
	const char *given;         /* where its device for the destination was named; NULL: nowhere */
	bool choose[HOST_SIDES];   /* the engine may take another VF than its device names; of a pool's
	                              device, once it has named one */
	bool chosen[HOST_SIDES];   /* and has found one */
	bool again[HOST_SIDES];    /* and is to choose before the next attempt */
	struct poolxml
	        *pool[HOST_SIDES]; /* that the VF is chosen from; NULL: libvirt chooses, or there is none */
	char aside_why[128];       /* why the one before is set aside; "" it is not */
	char pf_netdev[16], kind[10]; /* of the VF on the source; "" unknown */
	bool asked;                   /* told to let its VF go, and not on a VF since */
	bool gone;                    /* its VF has left the source since */
	enum wire_path path;          /* as the guest said last */
	struct packets packets;       /* as it said */
	struct host_task *task;       /* detach or attach under way */
	enum plan_step task_step;     /* that started it */
};

/* What is to be asked of the guest, as soon as the link is there. */
struct crossing_request {
	bool due;            /* until it is answered */
	bool sent;           /* on the stream that is open now */
	enum plan_step step; /* that asks */
	enum wire_name name;
	uint32_t timeout_ms;
};

/* The copy of the memory. */
struct copy {
	struct host_task *task;
	struct host_job job; /* as last seen */
	uint64_t begun_us;
	uint64_t looped_us;       /* since when memory is copied for the second time or more; 0: not yet */
	uint64_t max_downtime_ms; /* as it was before; 0: unknown */
	bool lowered, suspended, failed;
};

struct crossing {
	const struct host_ops *ops;
	void *hosts;
	const struct crossing_wish *wish;
	crossing_progress_fn *progress;
	void *progress_arg;
	struct report *report;

	struct host_identity host[HOST_SIDES];
	struct host_domain domain;
	char *xml; /* the live XML on the source, as the crossing began */
	unsigned int npairs;
	struct crossing_pair pairs[WIRE_PAIRS_MAX];

	struct inventory *inventory[HOST_SIDES]; /* NULL: not asked, or the host cannot say */
	struct err unsaid[HOST_SIDES]; /* why it does not say it, when a check has asked in vain; code 0: none
	                                  has */
	unsigned int naside[HOST_SIDES];
	char aside[HOST_SIDES][CROSSING_ASIDE_MAX][13]; /* VFs that failed to be plugged in, for all pairs:
	                                                   in the order in which they failed last */

	struct plan_wish plan;
	struct plan_seen seen;
	struct plan_history history;

	struct guest guest;
	struct crossing_request request;
	enum host_side link_side;
	bool link_open;
	uint64_t link_tried_us;

	enum host_side side;            /* where the guest is: for the link and the steps */
	bool announced;                 /* the guest has announced itself on the destination */
	uint64_t wake_us;               /* when what is seen changes without an event; 0: never */
	bool away;                      /* the domain's metadata says that it is away from its VFs */
	bool removal_failed;            /* a VF's removal was refused: not yet noted */
	bool stale[HOST_SIDES];         /* an event says that state and XML have changed */
	bool closed[HOST_SIDES];        /* the connection is gone */
	uint64_t closed_us[HOST_SIDES]; /* since when */
	uint64_t looked_us, opened_us;

	struct copy copy;
	struct err why;  /* what failed first and was not overcome */
	bool why_open;   /* that was an attempt of the step that is open: it may be overcome yet */
	struct err last; /* what failed last, for the current step's note */
	struct report_step *open_step;
	uint64_t progress_us;
};

/* With ops, hosts, wish and report set and all else zero: what comes before the first look. */
void crossing_begin(struct crossing *crossing);
uint64_t crossing_now_ms(const struct crossing *crossing);
/* The current attempt has failed. final, outcome: as plan_failed(). */
void crossing_fail(struct crossing *crossing, bool final, enum outcome outcome, const struct err *err);
/* Adds text to the note of the current step. */
void crossing_note(struct crossing *crossing, const char *text);
/*
 * Ends the step that is open. failed: the step that came to nothing, whose last failure becomes its note, if
 * that is the one; STEP_NUM: none did.
 */
void crossing_close_step(struct crossing *crossing, enum plan_step failed);
void crossing_tell(struct crossing *crossing, bool begins, bool ends);
/* Whether this pair's VF was let go and never left: abandon brings it back. */
bool crossing_holds(const struct crossing *crossing, const struct crossing_pair *pair);
/* Whether its VF is plugged in where the guest is, and is to be taken. */
bool crossing_is_fresh(const struct crossing *crossing, const struct crossing_pair *pair);

/* observe.c: brings seen up to date with both hosts and the guest. */
void observe(struct crossing *crossing);
void observe_event(void *arg, const struct host_event *event);
void observe_pair(void *arg, const struct wire_pair *pair, bool whole);

/* collect.c: takes the results of tasks that have ended, and the guest's answer. */
void collect_tasks(struct crossing *crossing);
void collect_answer(struct crossing *crossing);

/* link.c: opens the link where the guest is, and asks what is due. */
void link_pump(struct crossing *crossing);
void link_request(struct crossing *crossing, enum plan_step step, enum wire_name name);
int link_send_bytes(void *arg, const char *bytes, size_t size, struct err *err);
/* Opens the link on the source and waits for hello's answer: at most twice CROSSING_HELLO_MS. */
enum outcome link_hello(struct crossing *crossing, struct err *err);

/*
 * Asks the guest, where it is, how its pairs are, and waits for what it tells: at most CROSSING_HELLO_MS,
 * also when the user has stopped.
 */
void link_status(struct crossing *crossing);

/* Waits for the answer to what was asked, at most until its deadline or until the user stops. */
enum guest_state link_await(struct crossing *crossing);

/* checks.c: OUTCOME_OK, or how the crossing ends, with *err. */
enum outcome checks_run(struct crossing *crossing, struct err *err);
/* Connects to that side and learns who it is. what: "the source host". 0 or negative errno, with *err. */
int checks_reach(struct crossing *crossing, enum host_side side, const char *what, struct err *err);
/* checks_vf.c: works out the device of each pair on either side. */
enum outcome checks_devices(struct crossing *crossing, struct err *err);
/* checks_stay.c: whether all of the source's devices leave. */
enum outcome checks_stay(struct crossing *crossing, struct err *err);
/* checks_room.c: asks whether the destination takes them. */
enum outcome checks_room(struct crossing *crossing, struct err *err);
/* What that host has, asked once, when the first check wants to know it; as choose_learn(). */
int checks_learn(struct crossing *crossing, enum host_side side, struct err *err);

/*
 * choose.c: which VF of a host a pair gets. learn: asks that host what it has; 0, -EOPNOTSUPP when it cannot
 * say, or another negative errno. vf: chooses for one pair and puts the address into its device; as vfpick().
 */
int choose_learn(struct crossing *crossing, enum host_side side, struct err *err);
int choose_vf(struct crossing *crossing, struct crossing_pair *pair, enum host_side side, struct err *err);
/* The VF in the pair's device failed to be plugged in, which why tells: another one is to be chosen, if one
 * may be. */
void choose_set_aside(struct crossing *crossing, struct crossing_pair *pair, enum host_side side,
                      const char *why);
/* Whether there is one that has not been tried yet, as far as the host has said. */
bool choose_has_untried(const struct crossing *crossing, const struct crossing_pair *pair,
                        enum host_side side);
/*
 * Chooses anew where that is to be done, among what the host had when it was asked last; when all are set
 * aside, the one whose failure is the oldest. A pool's device becomes one of the pool's VFs. 0, or why none
 * is free.
 */
int choose_again(struct crossing *crossing, struct crossing_pair *pair, enum host_side side, struct err *err);
/* Whether the pair's device there is a function of the host, and not one that QEMU emulates. */
bool choose_is_function(const struct crossing_pair *pair, enum host_side side);
/* The MAC that the VF must show already there, as libvirt sets none; NULL: it will be set. */
const char *choose_mac(const struct crossing_pair *pair, enum host_side side);

/* checks_restore.c: which pairs the domain's metadata says it is away from, and what to plug in for them. */
enum outcome checks_away(struct crossing *crossing, struct err *err);
/* Once the guest has answered: all of them were told to let their VF go, whatever they say. */
enum outcome checks_let_go(struct crossing *crossing, struct err *err);

/* away.c: the domain's metadata says that its pairs leave their VFs; 0 or negative errno, with *err. forget:
 * it says so no longer, when all of them are back. */
int away_note(struct crossing *crossing, struct err *err);
void away_forget(struct crossing *crossing);

/* copy.c: the migration call, its downtime and its limits. */
int copy_begin(struct crossing *crossing, struct err *err);
void copy_tick(struct crossing *crossing);
void copy_restore(struct crossing *crossing);

/* ending.c: fills the report and *err and gives back all that the crossing holds, but crossing itself. */
void crossing_end(struct crossing *crossing, enum outcome outcome, struct err *err);

/* The whole life, on any hosts. */
enum outcome crossing_run_on(const struct host_ops *ops, void *hosts, const struct crossing_wish *wish,
                             crossing_progress_fn *progress, void *arg, struct report *report,
                             struct err *err);

#endif
