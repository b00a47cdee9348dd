/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * checks.c: everything that can be known before anything changes, as a table. Each check is one promise of
 * the command: an outcome of its own and one line that names the thing and the remedy. See crossing_impl.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing_impl.h"

typedef enum outcome check_fn(struct crossing *c, struct err *err);

int
checks_reach(struct crossing *c, enum host_side side, const char *what, struct err *err)
{
	const char *uri = side == HOST_SOURCE ? c->wish->source_uri : c->wish->destination_uri;
	struct err why = {0};

	if (c->ops->open(c->hosts, side, uri, &why) == 0 &&
	    c->ops->identify(c->hosts, side, &c->host[side], &why) == 0)
		return 0;
	return err_set(err, why.code,
	               "%s (%.80s) cannot be reached: %.140s; check the URI with: virsh %s%.80s%sversion",
	               what, uri ? uri : "libvirt's default URI", why.text, uri ? "-c " : "", uri ? uri : "",
	               uri ? " " : "");
}

static enum outcome
source_answers(struct crossing *c, struct err *err)
{
	const char *what = c->wish->kind == CROSSING_MIGRATE ? "the source host" : "the host";

	return checks_reach(c, HOST_SOURCE, what, err) < 0 ? OUTCOME_SOURCE_UNREACHABLE : OUTCOME_OK;
}

static enum outcome
destination_answers(struct crossing *c, struct err *err)
{
	return checks_reach(c, HOST_DESTINATION, "the destination host", err) < 0
	               ? OUTCOME_DESTINATION_UNREACHABLE
	               : OUTCOME_OK;
}

static enum outcome
hosts_differ(struct crossing *c, struct err *err)
{
	const struct host_identity *s = &c->host[HOST_SOURCE], *d = &c->host[HOST_DESTINATION];

	/* libvirt refuses hosts of one UUID; a host without one is known by its name. */
	if (s->uuid[0] && d->uuid[0] ? strcmp(s->uuid, d->uuid) != 0 : strcmp(s->name, d->name) != 0)
		return OUTCOME_OK;
	err_set(err, -EINVAL, "source and destination are the same host, %s%s%s: name another destination",
	        s->name, s->uuid[0] ? ", UUID " : "", s->uuid);
	return OUTCOME_SAME_HOST;
}

static enum outcome
domain_exists(struct crossing *c, struct err *err)
{
	if (c->ops->find(c->hosts, c->wish->domain, &c->domain, err) == 0) {
		(void)snprintf(c->report->domain, sizeof(c->report->domain), "%.63s", c->domain.name);
		return OUTCOME_OK;
	}
	if (err->code != -ENOENT)
		return OUTCOME_ERROR;
	err_set(err, -ENOENT, "host %s has no domain %s: virsh list --all shows what it has",
	        c->host[HOST_SOURCE].name, c->wish->domain);
	return OUTCOME_NO_DOMAIN;
}

static enum outcome
domain_runs(struct crossing *c, struct err *err)
{
	enum host_state state;

	if (c->ops->state(c->hosts, HOST_SOURCE, &state, err) < 0)
		return OUTCOME_ERROR;
	if (state == HOST_RUNNING)
		return OUTCOME_OK;
	err_set(err, state == HOST_PAUSED ? -EAGAIN : -EINVAL,
	        state == HOST_PAUSED ? "domain %s is paused on %s: resume it first (virsh resume)"
	                             : "domain %s is not running on %s: start it first (virsh start)",
	        c->domain.name, c->host[HOST_SOURCE].name);
	return OUTCOME_NOT_RUNNING;
}

static void
take_pairs(struct crossing *c, const struct domxml *dom)
{
	c->npairs = dom->npairs;
	for (unsigned int i = 0; i < dom->npairs; i++) {
		struct crossing_pair *p = &c->pairs[i];

		memcpy(p->mac, dom->pairs[i].mac, sizeof(p->mac));
		p->vf = dom->nics[dom->pairs[i].vf];
		p->backup = dom->nics[dom->pairs[i].backup];
		p->plugged[HOST_SOURCE] = true;
		memcpy(p->alias[HOST_SOURCE], p->vf.alias, sizeof(p->vf.alias));
	}
}

static enum outcome
has_link_and_pairs(struct crossing *c, struct err *err)
{
	struct domxml dom;
	int ret;

	if (c->ops->xml(c->hosts, HOST_SOURCE, false, &c->xml, err) < 0)
		return OUTCOME_ERROR;
	ret = domxml_read(c->xml, strlen(c->xml), c->wish->vf, c->wish->backup, &dom, err);
	if (ret < 0 && ret != -ENOENT)
		return OUTCOME_ERROR;
	if (!dom.channel) {
		err_set(err, -ENOENT,
		        "domain %s has no channel %s: add <channel type='unix'><target type='virtio' "
		        "name='%s'/></channel>",
		        c->domain.name, WIRE_CHANNEL, WIRE_CHANNEL);
		return OUTCOME_NO_CHANNEL;
	}
	if (ret < 0)
		return OUTCOME_NO_PAIR;
	if (dom.npairs == 0) {
		err_set(err, -ENOENT,
		        "domain %s has no VF and virtio NIC of one MAC: see 'vferry pairs', or name them "
		        "with "
		        "--vf and --backup",
		        c->domain.name);
		return OUTCOME_NO_PAIR;
	}
	take_pairs(c, &dom);
	return OUTCOME_OK;
}

static enum outcome
no_job_runs(struct crossing *c, struct err *err)
{
	struct host_job job;

	if (c->ops->job(c->hosts, HOST_SOURCE, &job, err) < 0)
		return OUTCOME_ERROR;
	if (!job.active)
		return OUTCOME_OK;
	err_set(err, -EBUSY,
	        "another job runs on domain %s: wait for it or end it (virsh domjobinfo, domjobabort)",
	        c->domain.name);
	return OUTCOME_BUSY;
}

static enum outcome
destination_is_free(struct crossing *c, struct err *err)
{
	enum host_state state;

	if (c->ops->state(c->hosts, HOST_DESTINATION, &state, err) < 0)
		return OUTCOME_ERROR;
	if (state == HOST_ABSENT)
		return OUTCOME_OK;
	err_set(err, -EEXIST, "domain %s is active on %s already: end that one first", c->domain.name,
	        c->host[HOST_DESTINATION].name);
	return OUTCOME_ERROR;
}

static enum outcome
guest_answers(struct crossing *c, struct err *err)
{
	enum outcome outcome = link_hello(c, err);

	for (unsigned int i = 0; outcome == OUTCOME_OK && i < c->npairs; i++) {
		const struct wire_msg *hello = &c->guest.reply;
		unsigned int known = 0;

		while (known < hello->npairs && strcmp(hello->pairs[known].mac, c->pairs[i].mac) != 0)
			known++;
		if (known < hello->npairs)
			continue;
		err_set(err, -ENOENT,
		        "the guest library of %s has no pair %s: give the application "
		        "--vdev net_vferry0,mac=%s",
		        c->domain.name, c->pairs[i].mac, c->pairs[i].mac);
		outcome = OUTCOME_NO_PAIR;
	}
	return outcome;
}

/* What a check says after the user has stopped it is no finding. */
static enum outcome
run(check_fn *check, struct crossing *c, struct err *err)
{
	enum outcome outcome = crossing_stopped() ? OUTCOME_OK : check(c, err);

	if (!crossing_stopped())
		return outcome;
	err_set(err, -EINTR, "interrupted; nothing was changed");
	return OUTCOME_ERROR;
}

#define MIGRATE (1u << CROSSING_MIGRATE)
#define PREPARE (1u << CROSSING_PREPARE)
#define RESTORE (1u << CROSSING_RESTORE)
#define LEAVE   (MIGRATE | PREPARE)
#define ALL     (LEAVE | RESTORE)

enum outcome
checks_run(struct crossing *c, struct err *err)
{
	static const struct {
		check_fn *check;
		unsigned int kinds; /* of crossing that it is for */
	} checks[] = {
	        {source_answers, ALL},
	        {destination_answers, MIGRATE},
	        {hosts_differ, MIGRATE},
	        {domain_exists, ALL},
	        {domain_runs, ALL},
	        {no_job_runs, ALL},
	        {has_link_and_pairs, LEAVE},
	        {checks_away, RESTORE},
	        {destination_is_free, MIGRATE},
	        {checks_devices, LEAVE},
	        {checks_stay, LEAVE},
	        {checks_room, MIGRATE},
	        {guest_answers, ALL},
	        {checks_let_go, RESTORE},
	};

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		enum outcome outcome = OUTCOME_OK;

		if (checks[i].kinds & 1u << c->wish->kind)
			outcome = run(checks[i].check, c, err);
		if (outcome != OUTCOME_OK)
			return outcome;
	}
	return OUTCOME_OK;
}
