/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch_impl.h: what the files of the watch share. watch.c (what comes in), watch_table.c (guests by UUID and
 * by when they are due), watch_due.c (the rules), watch_say.c (the log), watch_list.c (what is shown).
 */
#ifndef VFERRY_WATCH_IMPL_H
#define VFERRY_WATCH_IMPL_H

#include "watch.h"

/* What may be due for a guest, each in a queue of its own; the first that is due comes first. */
enum watch_due { DUE_RESTORE, DUE_SAY, DUE_LOOK, DUE_ASK, DUES };

/* What went wrong with a guest, one of each. */
enum watch_trouble { TROUBLE_LOOK, TROUBLE_ASK, TROUBLE_RESTORE, TROUBLES };

struct watch_told {
	char mac[18];
	enum wire_path path;
	bool has_packets;
	struct wire_packets packets;
};

struct watch_guest {
	char uuid[WATCH_UUID_SIZE];
	uint32_t hash;
	struct watch_guest *next; /* of the same bucket */
	uint64_t due_ms[DUES];
	size_t place[DUES]; /* in each queue */

	bool seen; /* facts are from a look */
	bool gone; /* not here any more: it leaves the table when nothing of it is under way */
	bool looking, asking, held;
	bool restoring; /* held by what WATCH_RESTORE has begun */
	struct watch_facts facts;
	uint64_t changed_ms; /* the last change that was seen, or the end of the last crossing */
	uint64_t until_ms;   /* of facts.until_s; 0: that is over, or there is none */

	uint64_t look_ms, look_after_ms; /* when to look; not before */
	uint64_t began_ms;               /* when the look under way was begun */
	uint64_t fresh_ms;               /* when the last good one was; 0: something has come in since */
	uint64_t ask_ms, ask_after_ms;
	uint64_t retry_ms;                 /* after a failed restore */
	unsigned int busy, silent, failed; /* in a row: links held by others, silences, restores */

	char library[WIRE_NAME_MAX + 1]; /* "": it has not said */
	unsigned int ntold;
	struct watch_told *told; /* by the guest */

	enum watch_state state; /* as shown */
	uint64_t since_ms;

	char *trouble[TROUBLES], *said[TROUBLES]; /* NULL: none */
	uint64_t say_after_ms;
};

struct watch_queue {
	struct watch_guest **at; /* a heap: the first is due first */
	size_t n;
};

struct watch {
	uint32_t interval_ms, takeover_ms;
	char host[128];
	struct watch_guest **buckets;
	size_t nbuckets, n, room; /* room: of each queue */
	struct watch_queue queue[DUES];
	unsigned int looking, asking;
	uint64_t looks, asks;
	bool blind;
	uint64_t blind_since_ms, blind_ms; /* blind_ms: without the time since blind_since_ms */
};

/* watch_table.c. table_add(): a new guest that is never due; NULL when memory is out. */
struct watch_guest *table_find(const struct watch *watch, const char *uuid);
struct watch_guest *table_add(struct watch *watch, const char *uuid);
/* The guest, added when it is not there, back when it was gone: it is to be looked at. NULL: out of memory.
 */
struct watch_guest *table_take(struct watch *watch, const char *uuid, uint64_t now_ms);
void table_drop(struct watch *watch, struct watch_guest *guest);
/* guest is due then; its place in the queue follows. */
void table_set_due(struct watch *watch, struct watch_guest *guest, enum watch_due due, uint64_t at_ms);
/* When the first of that queue is due; WATCH_NEVER: none is. */
uint64_t table_first(const struct watch *watch, enum watch_due due);

/* watch_due.c. After every change of a guest: when each thing is due, and which state it shows. It may leave
 * the table: guest is not to be used any more. */
void due_again(struct watch *watch, struct watch_guest *guest, uint64_t now_ms);
/* The guest's turn in the interval, spread evenly over the guests. */
uint64_t due_turn(const struct watch *watch, const struct watch_guest *guest, uint64_t now_ms);
/* first_ms, twice that, ... up to max_ms after the n-th failure in a row (1: the first). */
uint64_t due_backoff(unsigned int n, uint64_t first_ms, uint64_t max_ms);
/* When to bring it home, by what is known. */
uint64_t due_restore_ms(const struct watch *watch, const struct watch_guest *guest);

/* watch_say.c. What is wrong now; NULL: nothing is. why is cleaned and cut. */
void say_trouble(struct watch_guest *guest, enum watch_trouble trouble, const char *why);
/* When something is to be said; WATCH_NEVER: nothing is. */
uint64_t say_due_ms(const struct watch_guest *guest);
/* The line that is due. */
void say_next(struct watch_guest *guest, uint64_t now_ms, char text[WATCH_TEXT_MAX]);

/* watch_list.c. The domain has to do with vferry. */
bool list_is_ours(const struct watch_guest *guest);
enum watch_state list_state(const struct watch_guest *guest);

#endif
