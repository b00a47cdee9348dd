/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_list.c: the table as `list` and the metrics show it. See watch.h. */
#include <stdlib.h>
#include <string.h>

#include "watch_impl.h"

#define GUESTS_MAX 4096 /* schemas/control-1.schema.json */

const char *
watch_state_name(enum watch_state state)
{
	static const char *const names[WATCH_STATES] = {[WATCH_HOME] = "home",
	                                                [WATCH_BACKUP] = "backup",
	                                                [WATCH_AWAY] = "away",
	                                                [WATCH_CROSSING] = "crossing",
	                                                [WATCH_UNKNOWN] = "unknown"};

	return (unsigned int)state < WATCH_STATES ? names[state] : "unknown";
}

bool
list_is_ours(const struct watch_guest *guest)
{
	const struct watch_facts *facts = &guest->facts;

	return !guest->gone && (guest->held || facts->channel || facts->away || facts->npairs > 0);
}

enum watch_state
list_state(const struct watch_guest *guest)
{
	if (guest->held)
		return WATCH_CROSSING;
	if (guest->facts.away)
		return WATCH_AWAY;
	if (guest->ntold == 0)
		return WATCH_UNKNOWN;
	for (unsigned int i = 0; i < guest->ntold; i++)
		if (guest->told[i].path != WIRE_PATH_VF)
			return WATCH_BACKUP;
	return WATCH_HOME;
}

static void
count_pairs(const struct watch_guest *guest, struct watch_counts *counts)
{
	for (unsigned int i = 0; i < guest->ntold; i++)
		counts->pairs[guest->told[i].path]++;
	if (guest->ntold == 0)
		counts->pairs_unknown += guest->facts.npairs;
}

void
watch_count(const struct watch *watch, uint64_t now_ms, struct watch_counts *counts)
{
	*counts = (struct watch_counts){.looks = watch->looks, .asks = watch->asks, .blind = watch->blind};
	for (size_t i = 0; i < watch->n; i++) {
		const struct watch_guest *guest = watch->queue[DUE_LOOK].at[i];

		if (!list_is_ours(guest))
			continue;
		counts->guests[guest->state]++;
		count_pairs(guest, counts);
	}
	if (watch->blind)
		counts->blind_now_ms = now_ms - watch->blind_since_ms;
	counts->blind_ms = watch->blind_ms + counts->blind_now_ms;
}

static json_t *
pairs_json(const struct watch_guest *guest)
{
	json_t *pairs = json_array();

	for (unsigned int i = 0; i < guest->ntold; i++)
		(void)json_array_append_new(pairs, json_pack("{s:s, s:s}", "mac", guest->told[i].mac, "path",
		                                             wire_path_name(guest->told[i].path)));
	return pairs;
}

/* A name that is no UTF-8 cannot be said. */
static json_t *
name_json(const struct watch_guest *guest)
{
	json_t *name = guest->facts.name[0] ? json_string(guest->facts.name) : NULL;

	return name ? name : json_string(guest->uuid);
}

static json_t *
guest_json(const struct watch *watch, const struct watch_guest *guest, uint64_t now_ms)
{
	const char *library = guest->library[0] ? guest->library : NULL;

	return json_pack("{s:o, s:s, s:s, s:s, s:s?, s:I, s:o}", "domain", name_json(guest), "uuid",
	                 guest->uuid, "host", watch->host, "state", watch_state_name(guest->state), "library",
	                 library, "since_s", (json_int_t)((now_ms - guest->since_ms) / 1000), "pairs",
	                 pairs_json(guest));
}

static int
by_name(const void *a, const void *b)
{
	const struct watch_guest *const *one = a, *const *other = b;
	int order = strcmp((*one)->facts.name, (*other)->facts.name);

	return order ? order : strcmp((*one)->uuid, (*other)->uuid);
}

/* Ours, by name. For free(); NULL when memory is out. */
static const struct watch_guest **
sorted(const struct watch *watch, size_t *n)
{
	const struct watch_guest **all = malloc((watch->n + 1) * sizeof(const struct watch_guest *));

	*n = 0;
	for (size_t i = 0; all && i < watch->n; i++)
		if (list_is_ours(watch->queue[DUE_LOOK].at[i]))
			all[(*n)++] = watch->queue[DUE_LOOK].at[i];
	if (all)
		qsort(all, *n, sizeof(const struct watch_guest *), by_name);
	return all;
}

json_t *
watch_list_json(const struct watch *watch, uint64_t now_ms, size_t bytes_max)
{
	json_t *list = json_array();
	size_t n, used = 0;
	const struct watch_guest **all = sorted(watch, &n);

	for (size_t i = 0; all && i < n && i < GUESTS_MAX; i++) {
		json_t *guest = guest_json(watch, all[i], now_ms);

		used += guest ? json_dumpb(guest, NULL, 0, JSON_COMPACT) + 1 : 0;
		if (used > bytes_max)
			json_decref(guest);
		if (used > bytes_max || json_array_append_new(list, guest) < 0)
			break;
	}
	free(all);
	return all ? json_pack("{s:o}", "guests", list) : (json_decref(list), NULL);
}

bool
watch_find(const struct watch *watch, const char *text, char uuid[WATCH_UUID_SIZE])
{
	const struct watch_guest *guest = NULL;

	for (size_t i = 0; i < watch->nbuckets && !guest; i++)
		for (guest = watch->buckets[i]; guest; guest = guest->next)
			if (guest->seen &&
			    (strcmp(guest->facts.name, text) == 0 || strcmp(guest->uuid, text) == 0))
				break;
	if (guest)
		memcpy(uuid, guest->uuid, WATCH_UUID_SIZE);
	return guest != NULL;
}

const char *
watch_name(const struct watch *watch, const char *uuid)
{
	const struct watch_guest *guest = table_find(watch, uuid);

	return guest && guest->seen ? guest->facts.name : NULL;
}
