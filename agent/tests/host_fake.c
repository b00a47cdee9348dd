/* SPDX-License-Identifier: BSD-3-Clause */
/* host_fake.c: see host_fake.h. */
#include "host_fake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
fake_init(struct fake *fake, uint64_t faults, unsigned int npairs, const struct fake_hosts *hosts)
{
	memset(fake, 0, sizeof(*fake));
	if (hosts)
		fake->hosts = *hosts;
	fake->faults = faults;
	fake->npairs = npairs;
	fake->now_us = 1000000;
	fake->max_downtime_ms[HOST_SOURCE] = FAKE_DOWNTIME_HERE_MS;
	fake->max_downtime_ms[HOST_DESTINATION] = FAKE_DOWNTIME_THERE_MS;
	fake->state[HOST_SOURCE] = fake_has(fake, FAKE_SHUT_OFF) ? HOST_ABSENT
	                           : fake_has(fake, FAKE_PAUSED) ? HOST_PAUSED
	                                                         : HOST_RUNNING;
	fake->state[HOST_DESTINATION] = fake_has(fake, FAKE_ACTIVE_THERE) ? HOST_RUNNING : HOST_ABSENT;
	for (unsigned int i = 0; i < npairs; i++) {
		fake->pairs[i].plugged[HOST_SOURCE] = true;
		fake->pairs[i].path = fake->hosts.on_backup ? WIRE_PATH_BACKUP : WIRE_PATH_VF;
		if (fake->hosts.has[i])
			(void)snprintf(fake->pairs[i].host[HOST_SOURCE], 13, "%s", fake->hosts.has[i]);
	}
}

bool
fake_has(const struct fake *fake, enum fake_fault fault)
{
	return fake->faults & 1ull << fault;
}

void
fake_later(struct fake *fake, uint64_t ms, void (*fn)(struct fake *, unsigned int), unsigned int which)
{
	if (fake->ndue == FAKE_DUE_MAX)
		abort();
	fake->due[fake->ndue++] = (struct fake_due){fake->now_us + ms * 1000, fn, which};
}

void
fake_tell(struct fake *fake, const struct host_event *event)
{
	struct host_event told = *event;
	bool link = event->kind == HOST_BYTES || event->kind == HOST_HANGUP || event->kind == HOST_CLOSED;

	told.at_us = fake->now_us;
	if (link || !fake_has(fake, FAKE_EVENTS_LOST))
		fake->fn(fake->arg, &told);
}

static uint64_t
now_us(void *self)
{
	return ((struct fake *)self)->now_us;
}

/* Jumps to the next thing that happens, or to until_us. */
static void
wait_until(void *self, uint64_t until_us)
{
	struct fake *fake = self;
	struct fake_due next;
	unsigned int first = 0;

	if (fake->now_us > FAKE_END_US)
		abort();
	for (unsigned int i = 1; i < fake->ndue; i++)
		if (fake->due[i].at_us < fake->due[first].at_us)
			first = i;
	if (fake->ndue == 0 || fake->due[first].at_us > until_us) {
		fake->now_us = until_us > fake->now_us ? until_us : fake->now_us + 1;
		return;
	}
	next = fake->due[first];
	fake->due[first] = fake->due[--fake->ndue];
	if (next.at_us > fake->now_us)
		fake->now_us = next.at_us;
	next.fn(fake, next.which);
}

static void
listen_with(void *self, host_event_fn *fn, void *arg)
{
	struct fake *fake = self;

	fake->fn = fn;
	fake->arg = arg;
}

static void
stop_when(void *self, bool (*asked)(void))
{
	((struct fake *)self)->asked = asked;
}

static int
open_host(void *self, enum host_side side, const char *uri, struct err *err)
{
	struct fake *fake = self;

	(void)uri;
	if (fake->opens++ == 0 && fake_has(fake, FAKE_STOP_EARLY))
		fake_later(fake, 500, fake_interrupt, 0);
	if (fake_has(fake, side == HOST_SOURCE ? FAKE_NO_SOURCE : FAKE_NO_DESTINATION) || fake->down[side])
		return err_set(err, -ENOTCONN, "nothing listens there");
	return 0;
}

static int
identify(void *self, enum host_side side, struct host_identity *identity, struct err *err)
{
	static const struct host_identity all[] = {{"left", "1"}, {"right", "2"}};
	const struct fake *fake = self;
	bool other = side == HOST_DESTINATION && !fake_has(fake, FAKE_SAME_HOST);

	(void)err;
	*identity = all[other != fake->hosts.swapped];
	if (fake_has(self, FAKE_NO_UUID))
		identity->uuid[0] = '\0';
	return 0;
}

static int
find(void *self, const char *domain, struct host_domain *found, struct err *err)
{
	*found = (struct host_domain){.uuid = "8f0d2a4e-6b1c-4d7f-9a35-2c5e1b7f4d60"};
	(void)snprintf(found->name, sizeof(found->name), "%s", domain);
	return fake_has(self, FAKE_NO_DOMAIN) ? err_set(err, -ENOENT, "no domain") : 0;
}

int
fake_reach(struct fake *fake, enum host_side side, struct err *err)
{
	return fake->down[side] ? err_set(err, -ENOTCONN, "the connection is gone") : 0;
}

static int
state(void *self, enum host_side side, enum host_state *is, struct err *err)
{
	struct fake *fake = self;

	*is = fake->state[side];
	return fake_reach(fake, side, err);
}

static int
job(void *self, enum host_side side, struct host_job *is, struct err *err)
{
	struct fake *fake = self;
	uint64_t ms = fake->copying ? (fake->now_us - fake->copy_begun_us) / 1000 : 0;

	*is = (struct host_job){.active = fake->copying || fake_has(fake, FAKE_JOB_RUNS),
	                        .elapsed_ms = ms,
	                        .total = 1u << 28,
	                        .remaining = 1u << 20,
	                        .iteration = ms / 500};
	return fake_reach(fake, side, err);
}

static int
translate(void *self, enum host_side side, const char *domain_xml, struct err *err)
{
	(void)side;
	(void)domain_xml;
	if (fake_has(self, FAKE_CANNOT_SAY))
		return err_set(err, -EOPNOTSUPP, "it has no driver for that");
	if (fake_has(self, FAKE_NO_VF_THERE))
		return err_set(err, -ENODEV, "all VFs are in use");
	return fake_reach(self, HOST_DESTINATION, err);
}

static int
network(void *self, enum host_side side, const char *name, char **xml, struct err *err)
{
	const struct fake *fake = self;

	(void)side;
	if (fake->hosts.silent)
		return err_set(err, -ETIMEDOUT, "no answer");
	if (!fake->hosts.network)
		return err_set(err, -EOPNOTSUPP, "it has no networks");
	if (!fake->hosts.network[0])
		return err_set(err, -ENOENT, "it has no network %s", name);
	*xml = strdup(fake->hosts.network);
	return *xml ? 0 : -ENOMEM;
}

static int
get_max_downtime(void *self, enum host_side side, uint64_t *ms, struct err *err)
{
	*ms = ((struct fake *)self)->max_downtime_ms[side];
	return fake_reach(self, side, err);
}

static int
set_max_downtime(void *self, enum host_side side, uint64_t ms, struct err *err)
{
	((struct fake *)self)->max_downtime_ms[side] = ms;
	return fake_reach(self, side, err);
}

static int
result(void *self, struct host_task *task, struct err *err)
{
	int ret = task->ret;

	if (!task->done)
		return -EINPROGRESS;
	if (ret < 0)
		err_set(err, ret, "%s", task->why);
	((struct fake *)self)->tasks--;
	free(task);
	return ret;
}

static void
leave(void *self, struct host_task *task)
{
	if (!task)
		return;
	((struct fake *)self)->tasks--;
	free(task);
}

static int
link_open(void *self, enum host_side side, struct err *err)
{
	struct fake *fake = self;

	if (fake_has(fake, FAKE_LINK_HELD) || fake->now_us < fake->hosts.held_until_us)
		return err_set(err, -EBUSY, "someone else holds the link");
	if (fake->state[side] == HOST_ABSENT || fake->down[side])
		return err_set(err, -ENOENT, "it is not there");
	fake->link_open = true;
	fake->link_side = side;
	fake_guest_connects(fake);
	return 0;
}

static int
link_send(void *self, const char *bytes, size_t size, struct err *err)
{
	struct fake *fake = self;

	if (!fake->link_open)
		return err_set(err, -EPIPE, "the link is closed");
	if (fake->state[fake->link_side] == HOST_RUNNING)
		fake_guest_hears(fake, bytes, size);
	return 0;
}

static void
link_close(void *self)
{
	((struct fake *)self)->link_open = false;
}

const struct host_ops host_fake = {
        .now_us = now_us,
        .wait = wait_until,
        .listen = listen_with,
        .stop_when = stop_when,
        .open = open_host,
        .identify = identify,
        .find = find,
        .state = state,
        .xml = fake_xml,
        .job = job,
        .translate = translate,
        .network = network,
        .inventory = fake_inventory,
        .away = fake_away,
        .get_max_downtime = get_max_downtime,
        .set_max_downtime = set_max_downtime,
        .abort = fake_abort_job,
        .suspend = fake_suspend,
        .resume = fake_resume,
        .detach = fake_detach,
        .attach = fake_attach,
        .migrate = fake_migrate,
        .result = result,
        .leave = leave,
        .link_open = link_open,
        .link_send = link_send,
        .link_close = link_close,
};
