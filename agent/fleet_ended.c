/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_ended.c: see fleet.h; what the end of a crossing means for its guest and for the hosts. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fleet_impl.h"

/* What an outcome is about. */
enum kind {
	ARRIVED,
	GONE,
	FAILED,    /* at home, and another attempt may go better */
	REFUSED,   /* at home, and there it will not go better */
	UNREACHED, /* the destination */
	CUT_OFF,   /* the source */
	LOST,
};

/* BUSY is no refusal of that host's: the job that is in the way ends, and is in the way everywhere. */
static enum kind
kind_of(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_OK:
	case OUTCOME_THERE_ON_BACKUP:
		return ARRIVED;
	case OUTCOME_NO_DOMAIN:
	case OUTCOME_NOT_RUNNING:
		return GONE;
	case OUTCOME_ERROR:
	case OUTCOME_BUSY:
	case OUTCOME_BACK_ON_VF:
	case OUTCOME_BACK_ON_BACKUP:
		return FAILED;
	case OUTCOME_DESTINATION_UNREACHABLE:
		return UNREACHED;
	case OUTCOME_SOURCE_UNREACHABLE:
		return CUT_OFF;
	case OUTCOME_LOST:
		return LOST;
	default:
		return REFUSED;
	}
}

static uint64_t
backoff(unsigned int times, uint64_t now_ms)
{
	uint64_t ms = FLEET_BACKOFF_MS;

	while (--times > 0 && ms < FLEET_BACKOFF_MAX_MS)
		ms *= 2;
	return now_ms + (ms < FLEET_BACKOFF_MAX_MS ? ms : FLEET_BACKOFF_MAX_MS);
}

/* What ends while the host is set aside began before: it is the same absence. */
static void
unreached(struct fleet_host *host, uint64_t now_ms)
{
	if (now_ms < host->aside_ms)
		return;
	host->given_up = ++host->unreached >= FLEET_REACH_TRIES;
	host->aside_ms = backoff(host->unreached, now_ms);
}

/* One failure may be the guest's; the host is set aside from the second in a row on. */
static void
failed_there(struct fleet_host *host, uint64_t now_ms)
{
	if (now_ms >= host->aside_ms && ++host->failed > 1)
		host->aside_ms = backoff(host->failed - 1, now_ms);
}

static void
failed(struct fleet *fleet, struct fleet_guest *guest, unsigned int host, uint64_t now_ms)
{
	guest->failed[host]++;
	if (++guest->failures >= fleet->limits.attempts)
		fleet_give_up(guest, NULL);
	else
		guest->not_before_ms = backoff(guest->failures, now_ms);
	if (guest->outcome != OUTCOME_BUSY)
		failed_there(&fleet->hosts[host], now_ms);
}

static void
refused(const struct fleet *fleet, struct fleet_guest *guest, unsigned int host)
{
	guest->refused[host] = true;
	for (unsigned int i = 0; i < fleet->nhosts; i++)
		if (fleet_may_ask(fleet, guest, i))
			return;
	fleet_give_up(guest, NULL);
}

static void
take(struct fleet_host *host, const struct fleet_guest *guest)
{
	if (host->memory != FLEET_UNKNOWN)
		host->memory -= guest->memory < host->memory ? guest->memory : host->memory;
	for (unsigned int i = 0; i < host->npools; i++) {
		unsigned int vfs = fleet_vfs(guest->pools, guest->npools, host->pools[i].name);

		host->pools[i].vfs -= vfs < host->pools[i].vfs ? vfs : host->pools[i].vfs;
	}
}

static void
arrived(struct fleet_host *host, struct fleet_guest *guest, unsigned int where)
{
	take(host, guest);
	guest->state = FLEET_ARRIVED;
	guest->to = where;
}

static void
judge(struct fleet *fleet, struct fleet_guest *guest, unsigned int host, uint64_t now_ms)
{
	struct fleet_host *there = &fleet->hosts[host], *here = &fleet->hosts[guest->from];
	enum kind kind = kind_of(guest->outcome);

	if (kind == CUT_OFF)
		unreached(here, now_ms);
	else
		here->unreached = 0;
	if (kind == UNREACHED)
		unreached(there, now_ms);
	else if (kind != CUT_OFF && kind != GONE)
		there->unreached = 0;
	if (kind == ARRIVED) {
		there->failed = 0;
		there->aside_ms = 0;
		arrived(there, guest, host);
	} else if (kind == GONE) {
		guest->state = FLEET_GONE;
	} else if (kind == LOST) {
		failed_there(there, now_ms);
		fleet_give_up(guest, NULL);
	} else if (kind == FAILED) {
		failed(fleet, guest, host, now_ms);
	} else if (kind == REFUSED) {
		refused(fleet, guest, host);
	}
}

int
fleet_ended(struct fleet *fleet, unsigned int guest, enum outcome outcome, const char *message,
            uint64_t now_ms)
{
	struct fleet_guest *g = guest < fleet->nguests ? &fleet->guests[guest] : NULL;
	unsigned int host;

	if (!g || g->state != FLEET_CROSSING)
		return -EINVAL;
	host = g->to;
	g->state = FLEET_WAITING;
	g->to = FLEET_NOWHERE;
	g->outcome = outcome;
	(void)snprintf(g->message, sizeof(g->message), "%s",
	               message                 ? message
	               : outcome == OUTCOME_OK ? ""
	                                       : outcome_text(outcome));
	judge(fleet, g, host, now_ms);
	if (g->dropped && g->state == FLEET_WAITING)
		fleet_give_up(g, NULL);
	return 0;
}

int
fleet_found(struct fleet *fleet, unsigned int guest, unsigned int host)
{
	struct fleet_guest *g = guest < fleet->nguests ? &fleet->guests[guest] : NULL;

	if (!g || (host >= fleet->nhosts && host != FLEET_NOWHERE))
		return -EINVAL;
	if (g->state != FLEET_WAITING && g->state != FLEET_CROSSING)
		return 0;
	g->state = FLEET_WAITING;
	g->to = FLEET_NOWHERE;
	if (host == FLEET_NOWHERE)
		g->state = FLEET_GONE;
	else if (host != g->from && fleet->hosts[host].takes)
		arrived(&fleet->hosts[host], g, host);
	else
		g->from = host;
	return 0;
}

void
fleet_give_up(struct fleet_guest *guest, const char *why)
{
	guest->state = FLEET_GIVEN_UP;
	if (why)
		(void)snprintf(guest->message, sizeof(guest->message), "%s", why);
}

void
fleet_drop(struct fleet *fleet, unsigned int guest, const char *why)
{
	struct fleet_guest *g = &fleet->guests[guest];

	if (g->state == FLEET_WAITING)
		fleet_give_up(g, why);
	else if (g->state == FLEET_CROSSING)
		g->dropped = true;
}
