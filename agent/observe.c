/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * observe.c: what is the case now: which host runs the guest, which VFs its live XML shows, what the guest
 * says. Events only say that it is time to look. See crossing_impl.h, plan.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing_impl.h"

/*
 * For 0.8 s after it resumed a guest, QEMU announces the MAC of each emulated NIC on the NIC's own network. A
 * VF that came before the last of these would draw the traffic to itself while nobody listens there.
 */
#define QEMU_ANNOUNCES_US 1000000

/* The link ends with the connection under it, and libvirt does not say so. */
static void
note_closed(struct crossing *c, enum host_side side, uint64_t at_us)
{
	if (!c->closed[side])
		c->closed_us[side] = at_us;
	c->closed[side] = true;
	if (c->link_open && c->link_side == side)
		guest_hangup(&c->guest);
}

void
observe_event(void *arg, const struct host_event *event)
{
	struct crossing *c = arg;
	struct report_marks *marks = &c->report->marks;

	switch (event->kind) {
	case HOST_BYTES:
		guest_feed(&c->guest, event->bytes, event->size);
		return;
	case HOST_HANGUP:
		guest_hangup(&c->guest);
		return;
	case HOST_CLOSED:
		note_closed(c, event->side, event->at_us);
		break;
	case HOST_JOB:
		if (event->side == HOST_SOURCE && c->report->marks.copy) {
			c->report->downtime_ms = event->downtime_ms;
			c->report->memory_bytes = event->processed;
		}
		break;
	case HOST_LIFECYCLE:
		if (event->side == HOST_SOURCE && event->lifecycle == HOST_SUSPENDED && marks->copy)
			marks->suspended = event->at_us;
		if (event->side == HOST_DESTINATION && event->lifecycle == HOST_RESUMED && marks->copy)
			marks->resumed = event->at_us;
		break;
	case HOST_DEVICE:
		c->removal_failed |= event->removal_failed;
		break;
	}
	c->stale[event->side] = true;
}

void
observe_pair(void *arg, const struct wire_pair *pair, bool whole)
{
	struct crossing *c = arg;

	for (unsigned int i = 0; i < c->npairs; i++) {
		struct crossing_pair *p = &c->pairs[i];

		if (strcmp(p->mac, pair->mac) != 0)
			continue;
		p->path = pair->path;
		if (whole)
			packets_told(&p->packets, pair, c->link_side == HOST_DESTINATION);
	}
}

static void
look_at_domain(struct crossing *c, enum host_side side)
{
	static const enum plan_domain domains[] = {
	        [HOST_ABSENT] = PLAN_ABSENT, [HOST_RUNNING] = PLAN_RUNNING, [HOST_PAUSED] = PLAN_PAUSED};
	enum host_state state = HOST_ABSENT;
	struct err ignored;
	int ret = 0;

	/* Where nothing is to be carried there is one host alone. */
	if (side == HOST_SOURCE || c->wish->kind == CROSSING_MIGRATE)
		ret = c->closed[side] ? -ENOTCONN : c->ops->state(c->hosts, side, &state, &ignored);

	/* Where a call waits for the answer of a host without power, libvirt's keepalive makes further calls
	 * fail, and tells nothing. */
	if (ret == -ENOTCONN)
		note_closed(c, side, c->ops->now_us(c->hosts));
	c->seen.domain[side] = ret < 0 ? PLAN_UNKNOWN : domains[state];
}

static void
note_plugged(struct crossing_pair *p, enum host_side side, const struct domxml_nic *nic)
{
	p->plugged[side] = nic != NULL;
	if (!nic)
		return;
	memcpy(p->alias[side], nic->alias, sizeof(p->alias[side]));
	memcpy(p->model[side], nic->model, sizeof(p->model[side]));
	memcpy(p->host[side], nic->host, sizeof(p->host[side]));
}

static void
look_at_devices(struct crossing *c, enum host_side side)
{
	struct domxml dom;
	struct err ignored;
	char *xml = NULL;

	if (c->closed[side] || c->ops->xml(c->hosts, side, false, &xml, &ignored) < 0 ||
	    domxml_read(xml, strlen(xml), NULL, NULL, &dom, &ignored) < 0) {
		free(xml);
		return;
	}
	free(xml);
	for (unsigned int i = 0; i < c->npairs; i++) {
		struct crossing_pair *p = &c->pairs[i];
		const struct domxml_nic *nic = domxml_find(&dom, &p->device[side].nic);

		/* What the user called it on the source may differ from what is plugged in again later. */
		if (!nic && side == HOST_SOURCE)
			nic = domxml_find(&dom, &p->vf);
		note_plugged(p, side, nic);
		p->gone |= side == HOST_SOURCE && p->asked && !nic;
	}
}

/* Only the connection without which the guest cannot be seen: opening one may take its time. */
static void
open_again(struct crossing *c)
{
	enum host_side side = c->closed[HOST_SOURCE] ? HOST_SOURCE : HOST_DESTINATION;
	const char *uris[] = {c->wish->source_uri, c->wish->destination_uri};
	uint64_t now_us = c->ops->now_us(c->hosts);
	struct err ignored;

	if (!c->closed[side] || (side == HOST_DESTINATION && c->seen.domain[HOST_SOURCE] != PLAN_ABSENT) ||
	    now_us < c->opened_us + CROSSING_LOOK_US)
		return;
	c->opened_us = now_us;
	if (c->ops->open(c->hosts, side, uris[side], &ignored) < 0)
		return;
	c->closed[side] = false;
	c->stale[side] = true;
}

/* The guest is where it runs. When neither host says, it is where it was. */
static enum host_side
side_of(const struct crossing *c)
{
	enum plan_domain source = c->seen.domain[PLAN_SOURCE], destination = c->seen.domain[PLAN_DESTINATION];

	if (source == PLAN_RUNNING)
		return HOST_SOURCE;
	if (destination == PLAN_RUNNING || (source == PLAN_ABSENT && destination == PLAN_PAUSED))
		return HOST_DESTINATION;
	return source == PLAN_PAUSED ? HOST_SOURCE : c->side;
}

/* The call can fail and leave its job running, when the connection broke under it. */
static bool
is_copying(struct crossing *c)
{
	struct host_job job;
	struct err ignored;

	if (c->copy.task || !c->copy.failed || c->seen.domain[PLAN_SOURCE] <= PLAN_ABSENT)
		return c->copy.task != NULL;
	return c->ops->job(c->hosts, HOST_SOURCE, &job, &ignored) == 0 && job.active;
}

/*
 * Devices are looked at where the guest is, and not while memory moves: a host that takes a guest in makes a
 * question about its XML wait until the guest is there.
 */
static void
look(struct crossing *c)
{
	uint64_t now_us = c->ops->now_us(c->hosts);
	bool due = now_us >= c->looked_us + CROSSING_LOOK_US, stale[HOST_SIDES];

	open_again(c);
	/* Forgotten before it is looked: each question lets events in, and these are for the next look. */
	memcpy(stale, c->stale, sizeof(stale));
	memset(c->stale, 0, sizeof(c->stale));
	for (enum host_side side = HOST_SOURCE; side < HOST_SIDES; side++)
		if (stale[side] || due)
			look_at_domain(c, side);
	c->seen.copying = is_copying(c);
	c->side = side_of(c);
	if (!c->seen.copying && (stale[c->side] || due))
		look_at_devices(c, c->side);
	if (due)
		c->looked_us = now_us;
}

static void
mark(uint64_t *at, bool now, uint64_t now_us)
{
	if (now && *at == 0)
		*at = now_us;
}

/* A function that is passed through, or will be taken from a pool, is nothing that QEMU could announce. */
static bool
is_announced_by_qemu(const struct crossing_pair *p)
{
	const char *model = p->device[HOST_DESTINATION].nic.model;

	return model[0] && strcmp(model, "hostdev") != 0;
}

/* The guest has announced itself, and QEMU no longer does. */
static bool
is_announced(struct crossing *c, bool emulated, uint64_t now_us)
{
	uint64_t silent_us = emulated ? c->report->marks.resumed + QEMU_ANNOUNCES_US : 0;

	c->wake_us = c->announced && now_us < silent_us ? silent_us : 0;
	return c->announced && now_us >= silent_us;
}

static void
count(struct crossing *c)
{
	struct plan_seen *seen = &c->seen;
	struct report_marks *marks = &c->report->marks;
	enum host_side side = c->side;
	uint64_t now_us = c->ops->now_us(c->hosts);
	bool emulated = false;

	seen->pairs = c->npairs;
	seen->plugged[0] = seen->plugged[1] = seen->on_vf = seen->held = seen->fresh = seen->pending = 0;
	for (unsigned int i = 0; i < c->npairs; i++) {
		const struct crossing_pair *p = &c->pairs[i];

		seen->plugged[HOST_SOURCE] += p->plugged[HOST_SOURCE];
		seen->plugged[HOST_DESTINATION] += p->plugged[HOST_DESTINATION];
		seen->on_vf += p->path == WIRE_PATH_VF;
		seen->held += crossing_holds(c, p);
		seen->fresh += crossing_is_fresh(c, p);
		seen->pending += p->task && p->task_step == c->history.step;
		emulated |= is_announced_by_qemu(p);
	}
	seen->announced = is_announced(c, emulated, now_us);
	seen->cut = c->closed[HOST_DESTINATION] && now_us >= c->closed_us[HOST_DESTINATION] + CROSSING_CUT_US;
	mark(&marks->released, seen->released, now_us);
	mark(&marks->detached, marks->released && seen->plugged[HOST_SOURCE] == 0, now_us);
	mark(&marks->attached, side == HOST_DESTINATION && seen->plugged[side] == seen->pairs, now_us);
	mark(&marks->active, marks->adopt && side == HOST_DESTINATION && seen->on_vf == seen->pairs, now_us);
}

void
observe(struct crossing *c)
{
	if (!c->seen.checked)
		return;
	collect_tasks(c);
	look(c);
	link_pump(c);
	(void)guest_poll(&c->guest, crossing_now_ms(c));
	collect_answer(c);
	count(c);
}
