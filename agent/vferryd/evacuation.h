/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * evacuation.h: all guests of this host that have a pair go to other hosts: one evacuation at a time. It
 * looks at the hosts (survey.h), has the fleet decide (fleet.h), and has crossings run. Neighbours:
 * evacuating.c gives it the daemon's own; evacuation_fleet.c makes a fleet of a survey, evacuation_record.c
 * keeps it over a restart, evacuation_say.c is what the client hears.
 *
 *   begin ----> survey ----> dry run: the plan is the answer
 *                    \-----> tick: start crossings, wait, until the fleet is done: what became of each
 *   resume ---> survey ----> tick ...
 *
 * A guest whose crossing nobody here hears any more (after a restart, or when its process died) is a stray:
 * surveys are taken until one shows where it runs. One that is at home waits until its journal is settled.
 * One that runs nowhere is given up as lost when a host that may have it stays away for EVACUATION_LOOKS.
 *
 * The record is on the disk before a crossing starts, so a crossing is never begun twice. It goes when all is
 * done. Decides and keeps books: no libvirt, no process, no socket; time is asked of calls. One thread.
 */
#ifndef VFERRY_EVACUATION_H
#define VFERRY_EVACUATION_H

#include "control.h"
#include "err.h"
#include "fleet.h"
#include "vferryd/survey.h"

#define EVACUATION_LOOK_MS 10000 /* between surveys for strays */
#define EVACUATION_LOOKS   30

struct evacuation;

struct evacuation_calls {
	/* Of a steady clock, never 0. */
	uint64_t (*now_ms)(void *arg);
	/* Has evacuation_tick() called in so many ms, in the place of what was asked before; UINT64_MAX:
	 * not. */
	void (*wake)(void *arg, uint64_t in_ms);
	/* Begins a survey of this host and those; evacuation_surveyed() follows, later. */
	int (*survey)(void *arg, const char *const to[], unsigned int nto, struct err *err);
	/* Begins a crossing, whose domain is a UUID; evacuation_ended() follows, perhaps before it returns.
	 */
	int (*start)(void *arg, const struct control_request *migrate, struct err *err);
	/* Ends the crossing of that UUID in order. */
	void (*abort)(void *arg, const char *uuid);
	/* Whether somebody has yet to bring the guest of that UUID to rest. */
	bool (*is_held)(void *arg, const char *uuid);
	/* Crossings that run and are not the evacuation's: ours is how many of it do. */
	unsigned int (*others)(void *arg, unsigned int ours);
	/* A line for who asked, if he is still there. */
	void (*say)(void *arg, const char *line);
	void (*log)(void *arg, const char *text);
	void *arg;
};

/* path: of the record; copied, as *calls is. NULL when memory is out. */
struct evacuation *evacuation_new(const char *path, const struct evacuation_calls *calls, struct err *err);

/* Of the next one to begin. */
void evacuation_limits(struct evacuation *evacuation, const struct fleet_limits *limits);

/*
 * Begins one. 0: its answer comes by say(). -EBUSY with a sentence when one is under way; -EPERM, -EINVAL: a
 * destination is none that a client may name (uricheck.h); or another negative errno. Then it is none, and
 * nothing was changed.
 */
int evacuation_begin(struct evacuation *evacuation, const struct control_request *request, struct err *err);

/* Takes up what the record tells of. 0, also without one; negative errno with a sentence: it cannot be read.
 */
int evacuation_resume(struct evacuation *evacuation, struct err *err);

/* Whether one is under way. */
bool evacuation_runs(const struct evacuation *evacuation);

/* What calls tell of. result: of the survey; NULL: there is none, for that reason. */
void evacuation_tick(struct evacuation *evacuation);
void evacuation_surveyed(struct evacuation *evacuation, const json_t *result, enum outcome outcome,
                         const char *why);
void evacuation_progress(struct evacuation *evacuation, const char *uuid,
                         const struct crossing_progress *progress);
/* answered: the crossing said how it ended; else its guest is a stray from now on. */
void evacuation_ended(struct evacuation *evacuation, const char *uuid, bool answered, enum outcome outcome,
                      const char *message);

/* A guest of it, by name or UUID, stays here: its crossing is ended in order. 0, -ENOENT: it is none. */
int evacuation_abort(struct evacuation *evacuation, const char *domain, struct err *err);

/* The daemon ends: nothing more is begun, and the record stays. */
void evacuation_stop(struct evacuation *evacuation);

/* NULL is allowed. */
void evacuation_free(struct evacuation *evacuation);

#endif
