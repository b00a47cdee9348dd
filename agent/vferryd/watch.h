/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch.h: what vferryd knows of the guests on its host, and what it is to do next about them: look at one
 * (libvirt), ask it (the guest link), or bring it home. Neighbours: watching.c does what is said here,
 * watch_ops.h is the world that it does it in; watch_due.c has the rules, watch_say.c the log's, watch_list.c
 * shows the table.
 *
 * Pure: what was seen and `now` go in, one action after another comes out. Levels, not edges: an event only
 * causes a look, once a second at most for a guest, and every guest is looked at once an interval anyway, so
 * that an event that was lost, came twice or came late makes no difference. Every time in ms is of one clock
 * that does not jump; wall_ms is the clock of a domain's metadata.
 *
 * A guest is brought home when the last look shows that it runs here, is away from its VFs (awayxml.h), no
 * job runs on it, and no crossing of this daemon holds it. A guest that was prepared here to leave has
 * until `until`; every other is left alone for takeover_ms after the last change that a look has shown, as
 * somebody else may still be at it. The look that decides was begun after that time.
 */
#ifndef VFERRY_WATCH_H
#define VFERRY_WATCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host_ops.h"
#include "outcome.h"
#include "wire.h"

#define WATCH_LOOKS_MAX 8  /* under way at a time */
#define WATCH_ASKS_MAX  64 /* the same: a guest that is silent takes seconds */
#define WATCH_NEVER     UINT64_MAX
#define WATCH_TEXT_MAX  512 /* a line for the log, with its NUL */
#define WATCH_UUID_SIZE 37  /* in lower case, with its NUL */

struct watch;

/* What a look has shown. */
struct watch_facts {
	char name[128];
	enum host_state state; /* HOST_ABSENT: the rest says nothing */
	bool job;              /* one runs on the domain, as a migration */
	bool channel;          /* it has the guest link's channel */
	bool away;             /* its metadata says so: */
	char left[128];        /* the host it left, as that calls itself */
	uint64_t until_s;      /* since the epoch; 0: a crossing carries it */
	unsigned int npairs;
	struct {
		char mac[18];
		bool vf; /* plugged in */
	} pairs[WIRE_PAIRS_MAX];
	char unreadable[160]; /* why its metadata says nothing; "": it can be read */
};

enum watch_event {
	WATCH_RUNS,    /* it was started, has arrived, goes on */
	WATCH_DEVICES, /* one came or went */
	WATCH_OTHER,   /* something else about it */
};

enum watch_answer {
	WATCH_TOLD,       /* it has answered: library, status */
	WATCH_BUSY,       /* somebody else has its link */
	WATCH_SILENT,     /* no answer in time, or none that is one */
	WATCH_ALIEN,      /* what answers speaks another version: why */
	WATCH_NO_CHANNEL, /* it has none */
	WATCH_UNASKED,    /* it could not be asked: why; or need not be any more */
};

struct watch_reply {
	enum watch_answer answer;
	const char *library;           /* WATCH_TOLD: its version */
	const struct wire_msg *status; /* WATCH_TOLD: the guest's answer to `status` */
	const char *why;               /* "" when there is nothing to say */
};

enum watch_what {
	WATCH_WAIT,    /* nothing until until_ms (WATCH_NEVER: until something happens) */
	WATCH_LOOK,    /* uuid; then watch_looked() or watch_unseen() */
	WATCH_ASK,     /* uuid; then watch_answered() */
	WATCH_RESTORE, /* uuid is held from now on; then watch_release() */
	WATCH_SAY,     /* text is for the log */
};

struct watch_action {
	enum watch_what what;
	char uuid[WATCH_UUID_SIZE];
	uint64_t until_ms;
	char text[WATCH_TEXT_MAX];
};

/* As `list` tells it: see schemas/control-1.schema.json. */
enum watch_state { WATCH_HOME, WATCH_BACKUP, WATCH_AWAY, WATCH_CROSSING, WATCH_UNKNOWN, WATCH_STATES };

/* A table without guests, which is blind until watch_listed(). NULL when memory is out. */
struct watch *watch_new(uint32_t interval_ms, uint32_t takeover_ms, uint64_t now_ms);
void watch_free(struct watch *watch);

/* A reload of the configuration. */
void watch_configure(struct watch *watch, uint32_t interval_ms, uint32_t takeover_ms);

/* libvirt is there; host is how it calls itself, and these n domains run or are paused. After it was blind
 * all guests are looked at anew, one after another; else only what the list has changed. */
void watch_listed(struct watch *watch, const char *host, const char (*uuids)[WATCH_UUID_SIZE], size_t n,
                  uint64_t now_ms);
/* libvirt is gone: nothing is to be done until watch_listed(). What is under way is answered all the same. */
void watch_blind(struct watch *watch, uint64_t now_ms);

void watch_event(struct watch *watch, const char *uuid, enum watch_event event, uint64_t now_ms);
void watch_looked(struct watch *watch, const char *uuid, const struct watch_facts *facts, uint64_t now_ms,
                  uint64_t wall_ms);
/* The look has failed. */
void watch_unseen(struct watch *watch, const char *uuid, const char *why, uint64_t now_ms);
/* Whether somebody holds the guest by now, and its link has just come free for them. */
bool watch_answered(struct watch *watch, const char *uuid, const struct watch_reply *reply, uint64_t now_ms);

/*
 * A crossing takes the guest, known or not: it is neither asked nor brought home until watch_release(). 0;
 * -EINPROGRESS: the same, but it is just being asked, which holds its link; -EBUSY: somebody has it; -ENOMEM.
 */
int watch_hold(struct watch *watch, const char *uuid, uint64_t now_ms);
/* The crossing has ended, or could not be begun (OUTCOME_BUSY: try again soon). message may be "". */
void watch_release(struct watch *watch, const char *uuid, enum outcome outcome, const char *message,
                   uint64_t now_ms);

/* What is to be done now; to be asked until it says WATCH_WAIT, and after whatever came in. */
void watch_next(struct watch *watch, uint64_t now_ms, struct watch_action *action);

/* Whether a guest in the table has that name, or UUID: then its UUID. */
bool watch_find(const struct watch *watch, const char *text, char uuid[WATCH_UUID_SIZE]);

/* What the guest of that UUID is called, until the table changes; NULL: it is not known. */
const char *watch_name(const struct watch *watch, const char *uuid);

/* What the table holds, for metrics. Guests with nothing of vferry's (no channel, no pair) do not count. */
struct watch_counts {
	uint64_t guests[WATCH_STATES];
	uint64_t pairs[3];      /* by enum wire_path */
	uint64_t pairs_unknown; /* in the domain's XML, and the guest has not said */
	uint64_t looks, asks;   /* so far */
	bool blind;             /* now */
	uint64_t blind_now_ms;  /* since when; 0: it is not */
	uint64_t blind_ms;      /* so far, with this time */
};
void watch_count(const struct watch *watch, uint64_t now_ms, struct watch_counts *counts);
/* "home", ...; never NULL for a value above. */
const char *watch_state_name(enum watch_state state);
/* How libvirt calls this host; "" until it was listed. */
const char *watch_host(const struct watch *watch);

/*
 * The result of `list`: guests by name, at most 4096, and as many as fit in bytes_max. NULL when memory is
 * out; else json_decref() it.
 */
json_t *watch_list_json(const struct watch *watch, uint64_t now_ms, size_t bytes_max);

#endif
