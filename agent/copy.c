/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * copy.c: the migration call while it runs: how long the guest may pause, and what happens when the copy does
 * not come to an end. See crossing_impl.h.
 */
#include <errno.h>

#include "crossing_impl.h"

/*
 * Packets that arrive in the pause are lost: rate x pause. QEMU stops the guest once what remains fits into
 * the allowed downtime; at libvirt's default of 300 ms it takes 150 to 170 ms of them, at 30 ms about 50.
 */
#define DOWNTIME_MS 30
/*
 * A guest that dirties memory faster than 30 ms of the line can carry never gets there. After this many
 * passes, or this long in passes after the first, the downtime that the domain had before is allowed again.
 */
#define PASSES_MAX    12
#define PASSES_MAX_US 10000000

int
copy_begin(struct crossing *c, struct err *err)
{
	const struct crossing_wish *wish = c->wish;
	struct host_migration how = {
	        wish->destination_uri, wish->migrate_uri,     wish->live,         wish->p2p,
	        wish->persistent,      wish->undefine_source, wish->bandwidth_mib};
	struct err ignored;

	c->copy = (struct copy){.begun_us = c->ops->now_us(c->hosts)};
	/* A host that cannot do this migrates all the same, with a longer pause. */
	if (wish->live &&
	    c->ops->get_max_downtime(c->hosts, HOST_SOURCE, &c->copy.max_downtime_ms, &ignored) == 0 &&
	    c->copy.max_downtime_ms > DOWNTIME_MS)
		c->copy.lowered = c->ops->set_max_downtime(c->hosts, HOST_SOURCE, DOWNTIME_MS, &ignored) == 0;
	c->copy.task = c->ops->migrate(c->hosts, &how);
	c->seen.copying = c->copy.task != NULL;
	return c->copy.task ? 0 : err_set(err, -ENOMEM, "no memory to migrate %s", c->domain.name);
}

static void
allow_downtime(struct crossing *c, uint64_t now_us)
{
	struct copy *copy = &c->copy;
	struct err ignored;

	if (copy->looped_us == 0 && copy->job.iteration > 1)
		copy->looped_us = now_us;
	if (!copy->lowered || copy->looped_us == 0)
		return;
	if (copy->job.iteration < PASSES_MAX && now_us < copy->looped_us + PASSES_MAX_US)
		return;
	copy->lowered = false;
	(void)c->ops->set_max_downtime(c->hosts, HOST_SOURCE, copy->max_downtime_ms, &ignored);
	crossing_note(c,
	              "the copy did not converge with a short pause: the domain's own maximum downtime was "
	              "allowed");
}

static void
suspend_when_late(struct crossing *c, uint64_t now_us)
{
	struct err err;

	if (c->copy.suspended || c->wish->timeout_s == 0 ||
	    now_us < c->copy.begun_us + (uint64_t)c->wish->timeout_s * 1000000)
		return;
	c->copy.suspended = c->ops->suspend(c->hosts, HOST_SOURCE, &err) == 0;
	crossing_note(c, c->copy.suspended ? "the guest was suspended: the copy took longer than --timeout"
	                                   : err.text);
}

void
copy_tick(struct crossing *c)
{
	uint64_t now_us = c->ops->now_us(c->hosts);
	struct err ignored;

	if (!c->copy.task || c->closed[HOST_SOURCE])
		return;
	if (c->ops->job(c->hosts, HOST_SOURCE, &c->copy.job, &ignored) < 0)
		return;
	allow_downtime(c, now_us);
	suspend_when_late(c, now_us);
}

void
copy_restore(struct crossing *c)
{
	enum host_side side = c->side;
	uint64_t is = 0;
	struct err ignored;

	if (c->copy.max_downtime_ms == 0 || c->closed[side] ||
	    c->ops->get_max_downtime(c->hosts, side, &is, &ignored) < 0 || is == c->copy.max_downtime_ms)
		return;
	(void)c->ops->set_max_downtime(c->hosts, side, c->copy.max_downtime_ms, &ignored);
}
