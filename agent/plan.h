/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * plan.h: what a crossing does next. Pure: a wish, what is seen, what was tried, and `now` in; one decision
 * out. No libvirt, no clock, no log. Neighbours: steps.h is the table of steps, observe.c fills plan_seen,
 * crossing.c does what is decided here.
 *
 * It works on levels, not edges: the next step is the first one whose goal is not met by what is seen, so it
 * makes no difference whether an event arrived, was lost or came twice. A step whose attempts are used up
 * does not lead to another list of steps but to another wish: back on the source (while the memory has not
 * moved), or it is passed over and the rest goes on. Undoing is the same plan with the wish PLAN_SOURCE.
 *
 *   wish destination:  check, prepare, detach, migrate | arrive, attach, adopt
 *   wish source:       check, stop, reattach, readopt, abandon
 *   wish source, away: check, prepare, detach
 */
#ifndef VFERRY_PLAN_H
#define VFERRY_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "outcome.h"

/* How many attempts of a crossing others may take the place of. */
#define PLAN_REPLACED_MAX 32

enum plan_host { PLAN_SOURCE, PLAN_DESTINATION, PLAN_HOSTS };

enum plan_step {
	STEP_CHECK,    /* everything that can be known before anything changes */
	STEP_PREPARE,  /* the guest moves its traffic to the backup and lets its VFs go */
	STEP_DETACH,   /* the VFs leave the source's domain */
	STEP_MIGRATE,  /* memory moves */
	STEP_ARRIVE,   /* the guest announces itself on the destination */
	STEP_ATTACH,   /* VFs are plugged in there */
	STEP_ADOPT,    /* the guest moves its traffic to them */
	STEP_STOP,     /* the copy is aborted, the guest runs on on the source */
	STEP_REATTACH, /* VFs that had left are plugged in on the source again */
	STEP_READOPT,  /* the guest moves its traffic to these */
	STEP_ABANDON,  /* the guest goes back to VFs that it let go but that never left */
	STEP_NUM
};

enum plan_domain {
	PLAN_UNKNOWN, /* the host does not say */
	PLAN_ABSENT,
	PLAN_PAUSED,
	PLAN_RUNNING,
};

/* What replaces numbers of the steps table; 0: as there. */
struct plan_limits {
	uint32_t timeout_ms[STEP_NUM];
	uint32_t attempts[STEP_NUM];
};

/*
 * What is wanted: the guest on that host, every pair's traffic on its VF, or all of them on their backups
 * with no VF plugged in (on the source only).
 */
struct plan_wish {
	enum plan_host host;
	bool away;                        /* from their VFs */
	bool turned;                      /* this is what is wanted since something else has failed */
	const struct plan_limits *limits; /* NULL: the steps table's; stay as they are in a turn */
};

/* What is seen now. Numbers count pairs. */
struct plan_seen {
	enum plan_domain domain[PLAN_HOSTS];
	unsigned int pairs;
	unsigned int plugged[PLAN_HOSTS]; /* whose VF the live XML of that host shows */
	unsigned int on_vf;               /* whose traffic the guest reports on the VF */
	unsigned int held;  /* that were told to let go a VF which never left the source and is not in use */
	unsigned int fresh; /* whose VF is plugged in where the guest is, not in use and not held */
	unsigned int pending; /* for which a call that the current step made has not returned */
	bool checked;         /* the checks have passed */
	bool released;        /* the guest has let go every pair's VF */
	bool announced;       /* the guest has announced itself on the destination, and QEMU no longer does */
	bool copying;         /* the migration call has not returned, or a job runs on the source */
	bool cut;             /* the destination's connection has been gone for long */
	bool stop;            /* the user wants to stop */
};

/* What was tried. Zeroed is the beginning; written by plan_apply() and plan_failed() only. */
struct plan_history {
	bool begun;          /* the step below was begun */
	enum plan_step step; /* the current step */
	bool failed;         /* its current attempt has failed, at failed_ms */
	bool final;          /* and asking again cannot help */
	bool instead;        /* and another one takes its place */
	uint64_t begun_ms;   /* when its current attempt began */
	uint64_t failed_ms;
	uint64_t unknown_ms; /* since when no host shows the guest; 0: it is seen */
	uint64_t moved_ms;   /* since when the call that moves it lasts on though it left the source; 0: no */
	unsigned int passed; /* bit per step that is passed over */
	unsigned int attempts[STEP_NUM]; /* never taken back: so every crossing ends; */
	unsigned int replaced;           /* and these, which are not among them, are bounded as well */
	bool changed;                    /* the guest was told to let its VFs go, and did not refuse */
	enum outcome untouched; /* how it ends when all is as before: set by a failed check or a refusal */
};

enum plan_kind {
	PLAN_WAIT, /* until something happens, at the latest until_ms */
	PLAN_DO,   /* (another attempt of) step */
	PLAN_TURN, /* wish again, for that wish: step has failed, the destination is cut off or the user stops
	            */
	PLAN_PASS, /* step has failed for good: go on without it */
	PLAN_END,  /* with outcome */
};

struct plan_decision {
	enum plan_kind kind;
	enum plan_step step;
	struct plan_wish wish;
	enum outcome outcome;
	uint64_t until_ms;
};

/* now in milliseconds of any steady clock, never 0. */
struct plan_decision plan_next(const struct plan_wish *wish, const struct plan_seen *seen,
                               const struct plan_history *history, uint64_t now);

/* Notes a decision in history and, for PLAN_TURN, in wish. Call it once for each before acting on it. */
void plan_apply(const struct plan_decision *decision, const struct plan_seen *seen, struct plan_wish *wish,
                struct plan_history *history, uint64_t now);

/*
 * Notes that the current attempt has failed. final: another attempt cannot help. outcome: what the crossing
 * is when nothing was changed (from a check or a refusal); OUTCOME_OK otherwise.
 */
void plan_failed(struct plan_history *history, bool final, enum outcome outcome, uint64_t now);

/*
 * The attempt that has failed did so because of what it was made with, and there is something else to make it
 * with: the next one takes its place and does not count, PLAN_REPLACED_MAX times in a crossing.
 */
void plan_instead(struct plan_history *history);

#endif
