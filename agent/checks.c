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

static enum outcome
source_answers(struct crossing *c, struct err *err)
{
	const char *uri = c->wish->source_uri;

	if (c->ops->open(c->hosts, HOST_SOURCE, uri, err) < 0 ||
	    c->ops->identify(c->hosts, HOST_SOURCE, &c->host[HOST_SOURCE], err) < 0) {
		err_wrap(err, "the source host (%s) cannot be reached", uri ? uri : "libvirt's default URI");
		return OUTCOME_SOURCE_UNREACHABLE;
	}
	return OUTCOME_OK;
}

static enum outcome
destination_answers(struct crossing *c, struct err *err)
{
	const char *uri = c->wish->destination_uri;

	if (c->ops->open(c->hosts, HOST_DESTINATION, uri, err) < 0 ||
	    c->ops->identify(c->hosts, HOST_DESTINATION, &c->host[HOST_DESTINATION], err) < 0) {
		err_wrap(err, "the destination host (%s) cannot be reached", uri);
		return OUTCOME_DESTINATION_UNREACHABLE;
	}
	return OUTCOME_OK;
}

static enum outcome
hosts_differ(struct crossing *c, struct err *err)
{
	const struct host_identity *s = &c->host[HOST_SOURCE], *d = &c->host[HOST_DESTINATION];

	/* libvirt refuses hosts of one UUID; a host without one is known by its name. */
	if (s->uuid[0] && d->uuid[0] ? strcmp(s->uuid, d->uuid) != 0 : strcmp(s->name, d->name) != 0)
		return OUTCOME_OK;
	err_set(err, -EINVAL, "source and destination are the same host, %s (%s): name another destination",
	        s->name, s->uuid);
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
	err_set(err, -EINVAL,
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

/* A NIC on a network shows the function that it got, live; what the next host should look at is the network.
 */
static int
derive(struct crossing *c, struct crossing_pair *p, struct err *err)
{
	struct err ignored;
	char *inactive = NULL;
	int ret = -ENOENT;

	if (strcmp(p->vf.type, "hostdev") == 0 && p->vf.mac[0] &&
	    c->ops->xml(c->hosts, HOST_SOURCE, true, &inactive, &ignored) == 0) {
		ret = devxml_derive(inactive, strlen(inactive), &p->vf, &p->device[HOST_SOURCE], &ignored);
		if (ret == 0 && strcmp(p->device[HOST_SOURCE].nic.type, "network") != 0) {
			devxml_clear(&p->device[HOST_SOURCE]);
			ret = -ENOENT;
		}
	}
	free(inactive);
	return ret == 0 ? 0 : devxml_derive(c->xml, strlen(c->xml), &p->vf, &p->device[HOST_SOURCE], err);
}

static enum outcome
devices_are_known(struct crossing *c, struct err *err)
{
	const char *given = c->wish->dest_vf_xml;

	if (given && c->npairs > 1) {
		err_set(err, -EINVAL,
		        "--dest-vf is one device and domain %s has %u pairs: choose one with --vf",
		        c->domain.name, c->npairs);
		return OUTCOME_BAD_DEST_VF;
	}
	for (unsigned int i = 0; i < c->npairs; i++) {
		struct crossing_pair *p = &c->pairs[i];
		struct devxml *there = &p->device[HOST_DESTINATION];

		if (derive(c, p, err) < 0)
			return OUTCOME_ERROR;
		if (given && devxml_given(given, strlen(given), &p->vf, p->mac, there, err) < 0)
			return OUTCOME_BAD_DEST_VF;
		if (!given) {
			*there = p->device[HOST_SOURCE];
			there->text = strdup(there->text);
			if (!there->text)
				return OUTCOME_ERROR;
		}
	}
	return OUTCOME_OK;
}

/*
 * Whether the destination's QEMU knows the device. An <interface> that is, or may turn out to be, a host
 * device is not asked about: libvirtd 11.3 dies of a translation with <interface type='hostdev'>.
 */
static int
is_known_to_qemu(struct crossing *c, const struct devxml *device, struct err *err)
{
	char *domain;
	int ret;

	if (strcmp(device->nic.type, "hostdev") == 0 || strcmp(device->nic.type, "network") == 0)
		return 0;
	domain = devxml_probe_domain(c->xml, strlen(c->xml), device, err);
	ret = domain ? c->ops->translate(c->hosts, HOST_DESTINATION, domain, err) : -ENOMEM;
	free(domain);
	return ret;
}

/* 0 or why the destination will not take the pair's VF. A host that cannot say is believed to take it. */
static int
would_take(struct crossing *c, const struct devxml *device, struct err *err)
{
	int ret = is_known_to_qemu(c, device, err);

	if (ret == 0)
		ret = c->ops->offers(c->hosts, HOST_DESTINATION, device->nic.host, device->nic.network, err);
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static enum outcome
destination_takes_vf(struct crossing *c, struct err *err)
{
	for (unsigned int i = 0; i < c->npairs; i++) {
		int ret = would_take(c, &c->pairs[i].device[HOST_DESTINATION], err);

		if (ret == 0)
			continue;
		err_wrap(err, "host %s cannot take the VF of %s", c->host[HOST_DESTINATION].name,
		         c->pairs[i].mac);
		if (c->wish->dest_vf_xml && ret == -EINVAL)
			return OUTCOME_BAD_DEST_VF;
		if (c->wish->require_vf)
			return OUTCOME_NO_VF;
		crossing_note(c, err->text);
	}
	return OUTCOME_OK;
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

enum outcome
checks_run(struct crossing *c, struct err *err)
{
	static check_fn *const checks[] = {
	        source_answers,    destination_answers,  hosts_differ,       domain_exists,
	        domain_runs,       no_job_runs,          has_link_and_pairs, destination_is_free,
	        devices_are_known, destination_takes_vf, guest_answers,
	};

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		enum outcome outcome = run(checks[i], c, err);

		if (outcome != OUTCOME_OK)
			return outcome;
	}
	return OUTCOME_OK;
}
