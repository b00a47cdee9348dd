/* SPDX-License-Identifier: BSD-3-Clause */
/* inspect.c: see inspect.h. */
#include "inspect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing_impl.h"
#include "host_ops.h"

/* A crossing that never begins: its checks' connection and link, without a destination. */
static enum outcome
connect_to(struct crossing *c, struct inspect_domain *out, struct err *err)
{
	static const char *const states[] = {
	        [HOST_ABSENT] = "shutoff", [HOST_RUNNING] = "running", [HOST_PAUSED] = "paused"};
	enum host_state state;

	if (checks_reach(c, HOST_SOURCE, "the host", err) < 0)
		return OUTCOME_SOURCE_UNREACHABLE;
	(void)snprintf(out->host, sizeof(out->host), "%.63s", c->host[HOST_SOURCE].name);
	if (c->ops->find(c->hosts, c->wish->domain, &c->domain, err) < 0) {
		err_set(err, -ENOENT, "host %s has no domain %s: virsh list --all shows what it has",
		        out->host, c->wish->domain);
		return OUTCOME_NO_DOMAIN;
	}
	(void)snprintf(out->domain, sizeof(out->domain), "%.63s", c->domain.name);
	memcpy(out->uuid, c->domain.uuid, sizeof(out->uuid));
	if (c->ops->state(c->hosts, HOST_SOURCE, &state, err) < 0)
		return OUTCOME_ERROR;
	(void)snprintf(out->state, sizeof(out->state), "%s", states[state]);
	if (state != HOST_ABSENT)
		return OUTCOME_OK;
	err_set(err, -EINVAL, "domain %s is not running on %s: start it first (virsh start)", out->domain,
	        out->host);
	return OUTCOME_NOT_RUNNING;
}

static enum outcome
look_at_vfs(struct crossing *c, void *arg, struct err *err)
{
	struct inspect_vfs *out = arg;
	struct inventory *inventory;

	if (checks_reach(c, HOST_SOURCE, "the host", err) < 0)
		return OUTCOME_SOURCE_UNREACHABLE;
	(void)snprintf(out->host, sizeof(out->host), "%.63s", c->host[HOST_SOURCE].name);
	if (c->ops->inventory(c->hosts, HOST_SOURCE, &inventory, err) < 0) {
		err_wrap(err, "host %s does not say which VFs it has", out->host);
		return OUTCOME_ERROR;
	}
	out->inventory = *inventory;
	free(inventory);
	return OUTCOME_OK;
}

static enum outcome
read_xml(struct crossing *c, struct domxml *dom, struct err *err)
{
	int ret = c->ops->xml(c->hosts, HOST_SOURCE, false, &c->xml, err);

	if (ret == 0)
		ret = domxml_read(c->xml, strlen(c->xml), c->wish->vf, c->wish->backup, dom, err);
	free(c->xml);
	c->xml = NULL;
	return ret == 0 ? OUTCOME_OK : ret == -ENOENT ? OUTCOME_NO_PAIR : OUTCOME_ERROR;
}

/* Asks the guest and waits: each question has its deadline. */
static enum outcome
ask(struct crossing *c, struct inspect_status *out, struct err *err)
{
	enum outcome outcome = link_hello(c, err);
	struct guest *guest = &c->guest;

	if (outcome != OUTCOME_OK)
		return outcome;
	memcpy(out->library, guest->reply.text, sizeof(out->library));
	if (guest_ask(guest, WIRE_STATUS, NULL, 0, crossing_now_ms(c), INSPECT_ANSWER_MS, err) < 0)
		return OUTCOME_NO_LIBRARY;
	if (link_await(c) == GUEST_ANSWERED) {
		out->status = guest->reply;
		return OUTCOME_OK;
	}
	err_set(err, -ETIMEDOUT, "the guest library of %s answered hello and then not status%s%s",
	        c->domain.name, guest->state == GUEST_REFUSED ? ": " : "", guest->reply.text);
	return OUTCOME_NO_LIBRARY;
}

static enum outcome
look_at_pairs(struct crossing *c, void *arg, struct err *err)
{
	struct inspect_pairs *out = arg;
	enum outcome outcome = connect_to(c, &out->domain, err);

	return outcome == OUTCOME_OK ? read_xml(c, &out->xml, err) : outcome;
}

static enum outcome
look_at_status(struct crossing *c, void *arg, struct err *err)
{
	struct inspect_status *out = arg;
	enum outcome outcome = connect_to(c, &out->domain, err);
	struct domxml dom;

	if (outcome == OUTCOME_OK)
		outcome = read_xml(c, &dom, err);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (dom.channel)
		return ask(c, out, err);
	err_set(err, -ENOENT,
	        "domain %s has no channel %s: add <channel type='unix'><target type='virtio' "
	        "name='%s'/></channel>",
	        c->domain.name, WIRE_CHANNEL, WIRE_CHANNEL);
	return OUTCOME_NO_CHANNEL;
}

static enum outcome
inspect(const struct crossing_wish *wish, enum outcome (*look)(struct crossing *, void *, struct err *),
        void *out, struct err *err)
{
	struct crossing *c = calloc(1, sizeof(*c));
	struct report *report = calloc(1, sizeof(*report));
	void *hosts = c && report ? hosts_libvirt_new(err) : NULL;
	enum outcome outcome = OUTCOME_ERROR;

	if (!c || !report)
		err_set(err, -ENOMEM, "no memory to look at a domain");
	if (hosts) {
		c->ops = &host_libvirt;
		c->hosts = hosts;
		c->wish = wish;
		c->report = report;
		crossing_begin(c);
		outcome = look(c, out, err);
	}
	hosts_libvirt_free(hosts);
	free(report);
	free(c);
	return outcome;
}

enum outcome
inspect_pairs(const char *uri, const char *domain, const char *vf, const char *backup,
              struct inspect_pairs *out, struct err *err)
{
	struct crossing_wish wish = {.source_uri = uri, .domain = domain, .vf = vf, .backup = backup};

	memset(out, 0, sizeof(*out));
	return inspect(&wish, look_at_pairs, out, err);
}

enum outcome
inspect_status(const char *uri, const char *domain, struct inspect_status *out, struct err *err)
{
	struct crossing_wish wish = {.source_uri = uri, .domain = domain};

	memset(out, 0, sizeof(*out));
	return inspect(&wish, look_at_status, out, err);
}

enum outcome
inspect_vfs(const char *uri, struct inspect_vfs *out, struct err *err)
{
	struct crossing_wish wish = {.source_uri = uri, .domain = ""};

	memset(out, 0, sizeof(*out));
	return inspect(&wish, look_at_vfs, out, err);
}
