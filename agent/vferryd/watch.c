/* SPDX-License-Identifier: BSD-3-Clause */
/* watch.c: what was seen of the guests goes in, what to do next comes out. See watch.h. */
#include "watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch_impl.h"

#define LOOK_AGAIN_MS 5000 /* after one that failed, and while a job keeps a guest that is away */
#define LOOK_PACE_MS                                                                           \
	10 /* between the guests of a list, as long as they all get their look in the interval \
	    */

static uint32_t
at_least_1s(uint32_t interval_ms)
{
	return interval_ms > 1000 ? interval_ms : 1000;
}

struct watch *
watch_new(uint32_t interval_ms, uint32_t takeover_ms, uint64_t now_ms)
{
	struct watch *watch = calloc(1, sizeof(*watch));

	if (!watch)
		return NULL;
	watch_configure(watch, interval_ms, takeover_ms);
	watch->blind = true;
	watch->blind_since_ms = now_ms;
	return watch;
}

void
watch_configure(struct watch *watch, uint32_t interval_ms, uint32_t takeover_ms)
{
	watch->interval_ms = at_least_1s(interval_ms);
	watch->takeover_ms = takeover_ms;
}

const char *
watch_host(const struct watch *watch)
{
	return watch->host;
}

/* Looks at all of them, soon but not all at once; also at those that the list does not have. */
static void
look_at_all(struct watch *watch, uint64_t now_ms)
{
	uint64_t pace = watch->n ? watch->interval_ms / watch->n : 0;
	struct watch_guest *guest;

	pace = pace < LOOK_PACE_MS ? pace : LOOK_PACE_MS;
	for (size_t b = 0, i = 0; b < watch->nbuckets; b++)
		for (guest = watch->buckets[b]; guest; guest = guest->next, i++)
			guest->look_ms = now_ms + i * pace;
}

static int
by_uuid(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* What it does not have has gone, or came after it was made: a look tells. */
static void
look_at_unlisted(struct watch *watch, char (*sorted)[WATCH_UUID_SIZE], size_t n, uint64_t now_ms)
{
	struct watch_guest *guest;

	for (size_t b = 0; b < watch->nbuckets; b++)
		for (guest = watch->buckets[b]; guest; guest = guest->next)
			if (!bsearch(guest->uuid, sorted, n, WATCH_UUID_SIZE, by_uuid))
				guest->look_ms = now_ms;
}

/* due_again() may drop the guest, whose place in the queue another one then takes: from the last on. */
static void
all_due_again(struct watch *watch, uint64_t now_ms)
{
	size_t n = watch->n;
	struct watch_guest **all = malloc((n + 1) * sizeof(struct watch_guest *));

	if (!all)
		return;
	memcpy(all, watch->queue[DUE_LOOK].at, n * sizeof(struct watch_guest *));
	for (size_t i = 0; i < n; i++)
		due_again(watch, all[i], now_ms);
	free(all);
}

void
watch_listed(struct watch *watch, const char *host, const char (*uuids)[WATCH_UUID_SIZE], size_t n,
             uint64_t now_ms)
{
	char(*sorted)[WATCH_UUID_SIZE] = malloc((n + 1) * sizeof(*sorted));

	(void)snprintf(watch->host, sizeof(watch->host), "%s", host);
	for (size_t i = 0; i < n; i++)
		(void)table_take(watch, uuids[i], now_ms);
	if (watch->blind) {
		watch->blind = false;
		watch->blind_ms += now_ms - watch->blind_since_ms;
		look_at_all(watch, now_ms);
	} else if (sorted) {
		memcpy(sorted, uuids, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), by_uuid);
		look_at_unlisted(watch, sorted, n, now_ms);
	}
	free(sorted);
	all_due_again(watch, now_ms);
}

void
watch_blind(struct watch *watch, uint64_t now_ms)
{
	if (watch->blind)
		return;
	watch->blind = true;
	watch->blind_since_ms = now_ms;
}

void
watch_event(struct watch *watch, const char *uuid, enum watch_event event, uint64_t now_ms)
{
	struct watch_guest *guest = table_take(watch, uuid, now_ms);

	if (!guest)
		return;
	/* A look under way may have passed what this event is about; one before has. */
	guest->look_ms = now_ms;
	guest->fresh_ms = 0;
	if (event != WATCH_OTHER)
		guest->ask_ms = now_ms;
	due_again(watch, guest, now_ms);
}

static bool
same_pairs(const struct watch_facts *a, const struct watch_facts *b)
{
	if (a->npairs != b->npairs || a->channel != b->channel)
		return false;
	for (unsigned int i = 0; i < a->npairs; i++)
		if (strcmp(a->pairs[i].mac, b->pairs[i].mac) != 0 || a->pairs[i].vf != b->pairs[i].vf)
			return false;
	return true;
}

static bool
same_way(const struct watch_facts *a, const struct watch_facts *b)
{
	return a->state == b->state && a->job == b->job && a->away == b->away && a->until_s == b->until_s &&
	       strcmp(a->left, b->left) == 0;
}

static uint64_t
until_ms(const struct watch_facts *facts, uint64_t now_ms, uint64_t wall_ms)
{
	uint64_t until_ms = facts->until_s < WATCH_NEVER / 2000 ? facts->until_s * 1000 : WATCH_NEVER / 2;

	return until_ms > wall_ms ? now_ms + (until_ms - wall_ms) : 0;
}

static void
clean(char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name < ' ' || *name == 127)
			*name = '?';
}

static void
take_facts(struct watch *watch, struct watch_guest *guest, const struct watch_facts *facts, uint64_t now_ms)
{
	bool pairs = !guest->seen || !same_pairs(&guest->facts, facts);

	if (pairs || !same_way(&guest->facts, facts))
		guest->changed_ms = now_ms;
	if (pairs || guest->facts.state != facts->state || guest->facts.job != facts->job)
		guest->ask_ms = now_ms;
	if (!facts->away) {
		guest->failed = 0;
		guest->retry_ms = 0;
		say_trouble(guest, TROUBLE_RESTORE, NULL);
	}
	guest->facts = *facts;
	guest->seen = true;
	clean(guest->facts.name);
	guest->look_ms = due_turn(watch, guest, now_ms);
	/* No event tells when a job has ended that came to nothing. */
	if (facts->away && (facts->job || facts->state != HOST_RUNNING) &&
	    guest->look_ms > now_ms + LOOK_AGAIN_MS)
		guest->look_ms = now_ms + LOOK_AGAIN_MS;
}

/* The guest whose look has ended; NULL: none was under way. */
static struct watch_guest *
end_look(struct watch *watch, const char *uuid)
{
	struct watch_guest *guest = table_find(watch, uuid);

	if (!guest || !guest->looking)
		return NULL;
	guest->looking = false;
	watch->looking--;
	return guest;
}

void
watch_looked(struct watch *watch, const char *uuid, const struct watch_facts *facts, uint64_t now_ms,
             uint64_t wall_ms)
{
	struct watch_guest *guest = end_look(watch, uuid);
	uint64_t again_ms = guest ? guest->look_ms : WATCH_NEVER;
	/* Something came in meanwhile. */
	bool stale = again_ms != WATCH_NEVER;

	if (!guest)
		return;
	if (facts->state == HOST_ABSENT) {
		guest->gone = !stale;
		guest->seen = false;
		guest->facts = (struct watch_facts){0};
	} else {
		take_facts(watch, guest, facts, now_ms);
		guest->until_ms = until_ms(facts, now_ms, wall_ms);
		guest->fresh_ms = guest->began_ms;
		say_trouble(guest, TROUBLE_LOOK, facts->unreadable[0] ? facts->unreadable : NULL);
	}
	if (stale)
		guest->look_ms = again_ms;
	due_again(watch, guest, now_ms);
}

void
watch_unseen(struct watch *watch, const char *uuid, const char *why, uint64_t now_ms)
{
	struct watch_guest *guest = end_look(watch, uuid);

	if (!guest)
		return;
	guest->look_ms = guest->look_after_ms = now_ms + LOOK_AGAIN_MS;
	/* While libvirt is away, its absence is one thing to say, not one for every guest. */
	if (!watch->blind)
		say_trouble(guest, TROUBLE_LOOK, why);
	due_again(watch, guest, now_ms);
}
