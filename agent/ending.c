/* SPDX-License-Identifier: BSD-3-Clause */
/* ending.c: how a crossing ends: what its report and its one sentence say, and giving back all it holds. See
 * crossing_impl.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing_impl.h"

static void
describe_vf(const struct crossing *c, const struct crossing_pair *p, enum host_side side,
            struct report_vf *to)
{
	const struct inventory *inventory = c->inventory[side];
	const struct inventory_vf *vf = inventory ? inventory_vf(inventory, p->host[side]) : NULL;
	const struct inventory_pf *pf = vf ? inventory_pf(inventory, vf->pf) : NULL;

	*to = (struct report_vf){.index = vf ? vf->index : -1};
	(void)snprintf(to->host, sizeof(to->host), "%.63s", c->host[side].name);
	(void)snprintf(to->pci, sizeof(to->pci), "%s", p->host[side]);
	(void)snprintf(to->pf, sizeof(to->pf), "%s", vf ? vf->pf : "");
	(void)snprintf(to->pf_netdev, sizeof(to->pf_netdev), "%s", pf ? pf->netdev : "");
}

static void
describe_pairs(struct crossing *c)
{
	for (unsigned int i = 0; i < c->npairs; i++) {
		const struct crossing_pair *p = &c->pairs[i];
		struct report_pair *to = &c->report->pairs[i];

		memcpy(to->mac, p->mac, sizeof(to->mac));
		(void)snprintf(to->vf_source, sizeof(to->vf_source), "%.40s %.20s", p->vf.alias, p->vf.model);
		if (p->plugged[HOST_DESTINATION])
			(void)snprintf(to->vf_destination, sizeof(to->vf_destination), "%.40s %.20s",
			               p->alias[HOST_DESTINATION], p->model[HOST_DESTINATION]);
		(void)snprintf(to->backup, sizeof(to->backup), "%.40s %.20s", p->backup.alias,
		               p->backup.model);
		(void)snprintf(to->path, sizeof(to->path), "%s", wire_path_name(p->path));
		to->vlan = p->vlan;
	}
	c->report->npairs = c->npairs;
}

/*
 * Some packets came after the guest told of them last, so it is asked once more, unless nobody is there who
 * would answer: what only a part is known of is not told.
 */
static void
count_packets(struct crossing *c, enum outcome outcome)
{
	bool hears = outcome != OUTCOME_LOST && c->guest.state != GUEST_EXPIRED;
	unsigned int awaited = 0;

	for (unsigned int i = 0; i < c->npairs; i++)
		awaited += packets_await(&c->pairs[i].packets);
	if (hears && awaited > 0)
		link_status(c);
	for (unsigned int i = 0; i < c->npairs; i++) {
		struct report_pair *to = &c->report->pairs[i];

		to->has_packets = packets_split(&c->pairs[i].packets, &to->packets);
	}
}

/* Whether pairs had VFs there of which it has not told more yet, and might. */
static bool
is_worth_asking(const struct crossing *c, enum host_side side)
{
	if (c->inventory[side] || c->closed[side] || c->unsaid[side].code == -EOPNOTSUPP)
		return false;
	for (unsigned int i = 0; i < c->npairs; i++)
		if (c->pairs[i].host[side][0])
			return true;
	return false;
}

/* A host that did not say in the checks which VFs it has may say it now, when it keeps nobody waiting but the
 * report. */
static void
learn_what_is_missing(struct crossing *c, enum outcome outcome)
{
	struct err ignored;

	if (outcome != OUTCOME_OK && (outcome < OUTCOME_BACK_ON_VF || outcome > OUTCOME_THERE_ON_BACKUP))
		return;
	c->ops->stop_when(c->hosts, crossing_stopped);
	for (enum host_side side = HOST_SOURCE; side < HOST_SIDES; side++)
		if (is_worth_asking(c, side) && !crossing_stopped())
			(void)choose_learn(c, side, &ignored);
	c->ops->stop_when(c->hosts, NULL);
}

static void
describe_vfs(struct crossing *c, enum outcome outcome)
{
	learn_what_is_missing(c, outcome);
	for (unsigned int i = 0; i < c->npairs; i++) {
		describe_vf(c, &c->pairs[i], HOST_SOURCE, &c->report->pairs[i].source_vf);
		describe_vf(c, &c->pairs[i], HOST_DESTINATION, &c->report->pairs[i].destination_vf);
	}
}

/* Whose traffic is on the backup: with several pairs, which. */
static void
describe_path(const struct crossing *c, char *text, size_t size)
{
	unsigned int off = 0;
	size_t used;

	for (unsigned int i = 0; i < c->npairs; i++)
		off += c->pairs[i].path != WIRE_PATH_VF;
	if (c->npairs < 2) {
		(void)snprintf(text, size, "its traffic on the backup");
		return;
	}
	used = (size_t)snprintf(text, size, "%u of %u pairs on the backup", off, c->npairs);
	for (unsigned int i = 0, named = 0; i < c->npairs && used + sizeof(c->pairs[i].mac) + 2 < size; i++)
		if (c->pairs[i].path != WIRE_PATH_VF)
			used += (size_t)snprintf(text + used, size - used, "%s %s", named++ ? "," : ":",
			                         c->pairs[i].mac);
}

static const char *
first_failure(const struct crossing *c, enum outcome outcome)
{
	if (c->why.code)
		return c->why.text;
	if (c->seen.copying)
		return "the call that migrates did not return";
	return outcome == OUTCOME_LOST ? "the guest is gone" : "something failed";
}

/* A copy that goes on although it was to be stopped. */
static bool
is_copy_left(const struct crossing *c)
{
	return c->seen.copying && c->history.passed & 1u << STEP_STOP;
}

/* The message: what failed first, and where the guest is now. */
static void
sum_up(struct crossing *c, enum outcome outcome, struct err *err)
{
	const char *source = c->host[HOST_SOURCE].name, *destination = c->host[HOST_DESTINATION].name;
	const char *why = first_failure(c, outcome), *domain = c->wish->domain;
	int code = c->why.code ? c->why.code : -EIO;
	char path[128];

	describe_path(c, path, sizeof(path));
	if (outcome >= OUTCOME_BACK_ON_VF && outcome <= OUTCOME_BACK_ON_BACKUP && is_copy_left(c))
		err_set(err, code,
		        "%.140s; the copy could not be stopped and goes on, the guest still runs on %s, %s: "
		        "end "
		        "it with virsh domjobabort %.60s",
		        why, source, outcome == OUTCOME_BACK_ON_VF ? "its traffic on the VF" : path, domain);
	else if (outcome == OUTCOME_BACK_ON_VF)
		err_set(err, code, "%.220s; the guest runs on %s, its traffic on the VF as before", why,
		        source);
	else if (outcome == OUTCOME_BACK_ON_BACKUP)
		err_set(err, code, "%.180s; the guest runs on %s, %s", why, source, path);
	else if (outcome == OUTCOME_THERE_ON_BACKUP)
		err_set(err, code, "%.180s; the guest runs on %s, %s", why, destination, path);
	else if (outcome == OUTCOME_LOST && c->wish->kind != CROSSING_MIGRATE)
		err_set(err, code,
		        "%.180s; %s no longer shows %s running: look with virsh list there and elsewhere",
		        why, source, domain);
	else if (outcome == OUTCOME_LOST)
		err_set(err, code, "%.180s; neither %s nor %s shows %s running: look with virsh list on both",
		        why, source, destination, domain);
	else
		err_set(err, code, "%s", why);
}

static void
give_back(struct crossing *c)
{
	c->ops->link_close(c->hosts);
	c->ops->leave(c->hosts, c->copy.task);
	for (unsigned int i = 0; i < c->npairs; i++) {
		c->ops->leave(c->hosts, c->pairs[i].task);
		for (unsigned int side = 0; side < HOST_SIDES; side++) {
			devxml_clear(&c->pairs[i].device[side]);
			free(c->pairs[i].pool[side]);
		}
	}
	for (unsigned int side = 0; side < HOST_SIDES; side++)
		free(c->inventory[side]);
	free(c->xml);
}

void
crossing_end(struct crossing *c, enum outcome outcome, struct err *err)
{
	struct report *report = c->report;
	struct err sum = {0};

	crossing_close_step(c, c->history.failed ? c->history.step : STEP_NUM);
	if (c->seen.checked)
		copy_restore(c);
	(void)snprintf(report->source, sizeof(report->source), "%s", c->host[HOST_SOURCE].name);
	(void)snprintf(report->destination, sizeof(report->destination), "%s",
	               c->host[HOST_DESTINATION].name);
	report->outcome = outcome;
	away_forget(c);
	report->marks.end = c->ops->now_us(c->hosts);
	describe_pairs(c);
	/* What the guest is asked now changes nothing of how it ended. */
	if (outcome != OUTCOME_OK)
		sum_up(c, outcome, &sum);
	count_packets(c, outcome);
	describe_vfs(c, outcome);
	give_back(c);
	if (outcome == OUTCOME_OK)
		return;
	(void)snprintf(report->message, sizeof(report->message), "%s", sum.text);
	if (err)
		*err = sum;
}
