/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_table.c: the guests by UUID (a hash) and by when they are due (a heap for each thing that may be
 * due), so that ten thousand cost as little as ten. See watch_impl.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch_impl.h"

#define BUCKETS_MIN 64

/* FNV-1a. */
static uint32_t
hash_of(const char *uuid)
{
	uint32_t hash = 2166136261u;

	for (; *uuid; uuid++)
		hash = (hash ^ (unsigned char)*uuid) * 16777619u;
	return hash;
}

struct watch_guest *
table_find(const struct watch *watch, const char *uuid)
{
	struct watch_guest *guest = watch->nbuckets ? watch->buckets[hash_of(uuid) % watch->nbuckets] : NULL;

	while (guest && strcmp(guest->uuid, uuid) != 0)
		guest = guest->next;
	return guest;
}

static int
grow_buckets(struct watch *watch)
{
	size_t n = watch->nbuckets ? 2 * watch->nbuckets : BUCKETS_MIN;
	struct watch_guest **buckets = calloc(n, sizeof(struct watch_guest *)), *guest, *next;

	if (!buckets)
		return -1;
	for (size_t i = 0; i < watch->nbuckets; i++)
		for (guest = watch->buckets[i]; guest; guest = next) {
			next = guest->next;
			guest->next = buckets[guest->hash % n];
			buckets[guest->hash % n] = guest;
		}
	free(watch->buckets);
	watch->buckets = buckets;
	watch->nbuckets = n;
	return 0;
}

static int
grow_queues(struct watch *watch)
{
	size_t room = watch->room ? 2 * watch->room : BUCKETS_MIN;

	for (unsigned int due = 0; due < DUES; due++) {
		struct watch_guest **at = realloc(watch->queue[due].at, room * sizeof(struct watch_guest *));

		if (!at)
			return -1;
		watch->queue[due].at = at;
	}
	watch->room = room;
	return 0;
}

static void
put(struct watch_queue *queue, enum watch_due due, size_t place, struct watch_guest *guest)
{
	queue->at[place] = guest;
	guest->place[due] = place;
}

/* guest's time has changed, or it is new at its place. */
static void
settle(struct watch_queue *queue, enum watch_due due, struct watch_guest *guest)
{
	uint64_t at_ms = guest->due_ms[due];
	size_t place = guest->place[due], child;

	for (; place > 0 && queue->at[(place - 1) / 2]->due_ms[due] > at_ms; place = (place - 1) / 2)
		put(queue, due, place, queue->at[(place - 1) / 2]);
	for (;; place = child) {
		child = 2 * place + 1;
		if (child + 1 < queue->n && queue->at[child + 1]->due_ms[due] < queue->at[child]->due_ms[due])
			child++;
		if (child >= queue->n || queue->at[child]->due_ms[due] >= at_ms)
			break;
		put(queue, due, place, queue->at[child]);
	}
	put(queue, due, place, guest);
}

void
table_set_due(struct watch *watch, struct watch_guest *guest, enum watch_due due, uint64_t at_ms)
{
	if (guest->due_ms[due] == at_ms)
		return;
	guest->due_ms[due] = at_ms;
	settle(&watch->queue[due], due, guest);
}

uint64_t
table_first(const struct watch *watch, enum watch_due due)
{
	return watch->queue[due].n ? watch->queue[due].at[0]->due_ms[due] : WATCH_NEVER;
}

struct watch_guest *
table_add(struct watch *watch, const char *uuid)
{
	struct watch_guest *guest;

	if ((watch->n == watch->nbuckets && grow_buckets(watch) < 0) ||
	    (watch->n == watch->room && grow_queues(watch) < 0))
		return NULL;
	guest = calloc(1, sizeof(*guest));
	if (!guest)
		return NULL;
	(void)snprintf(guest->uuid, sizeof(guest->uuid), "%s", uuid);
	guest->hash = hash_of(guest->uuid);
	guest->next = watch->buckets[guest->hash % watch->nbuckets];
	watch->buckets[guest->hash % watch->nbuckets] = guest;
	for (unsigned int due = 0; due < DUES; due++) {
		guest->due_ms[due] = WATCH_NEVER;
		put(&watch->queue[due], due, watch->queue[due].n++, guest);
	}
	watch->n++;
	return guest;
}

struct watch_guest *
table_take(struct watch *watch, const char *uuid, uint64_t now_ms)
{
	struct watch_guest *guest = table_find(watch, uuid);

	if (!guest)
		guest = table_add(watch, uuid);
	else if (!guest->gone)
		return guest;
	if (guest) {
		guest->gone = false;
		guest->look_ms = now_ms;
		guest->state = WATCH_UNKNOWN;
		guest->since_ms = now_ms;
	}
	return guest;
}

static void
free_guest(struct watch_guest *guest)
{
	for (unsigned int i = 0; i < TROUBLES; i++) {
		free(guest->trouble[i]);
		free(guest->said[i]);
	}
	free(guest->told);
	free(guest);
}

void
table_drop(struct watch *watch, struct watch_guest *guest)
{
	struct watch_guest **at = &watch->buckets[guest->hash % watch->nbuckets];

	while (*at != guest)
		at = &(*at)->next;
	*at = guest->next;
	for (unsigned int due = 0; due < DUES; due++) {
		struct watch_queue *queue = &watch->queue[due];
		struct watch_guest *last = queue->at[--queue->n];

		if (last == guest)
			continue;
		put(queue, due, guest->place[due], last);
		settle(queue, due, last);
	}
	watch->n--;
	free_guest(guest);
}

void
watch_free(struct watch *watch)
{
	if (!watch)
		return;
	for (size_t i = 0; i < watch->queue[DUE_LOOK].n; i++)
		free_guest(watch->queue[DUE_LOOK].at[i]);
	for (unsigned int due = 0; due < DUES; due++)
		free(watch->queue[due].at);
	free(watch->buckets);
	free(watch);
}
