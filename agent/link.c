/* SPDX-License-Identifier: BSD-3-Clause */
/* link.c: the guest link of a crossing: open where the guest is, synchronised, asked what is due. See
 * crossing_impl.h. */
#include <errno.h>
#include <string.h>

#include "crossing_impl.h"
#include "steps.h"

#define RETRY_US                                                                                  \
	100000 /* between attempts to open the link: the channel's socket appears with the domain \
	        */

int
link_send_bytes(void *arg, const char *bytes, size_t size, struct err *err)
{
	struct crossing *c = arg;

	return c->ops->link_send(c->hosts, bytes, size, err);
}

static int
open_on(struct crossing *c, enum host_side side, struct err *err)
{
	int ret;

	c->link_tried_us = c->ops->now_us(c->hosts);
	guest_hangup(&c->guest);
	ret = c->ops->link_open(c->hosts, side, err);
	c->link_open = ret == 0;
	c->link_side = side;
	return ret < 0 ? ret : guest_begin(&c->guest, crossing_now_ms(c), CROSSING_HELLO_MS, err);
}

void
link_request(struct crossing *c, enum plan_step step, enum wire_name name)
{
	c->request =
	        (struct crossing_request){true, false, step, name, step_timeout_ms(step, c->plan.limits)};
	link_pump(c);
}

/* macs of the pairs that the due request is about. */
static unsigned int
concerned(const struct crossing *c, char (*macs)[18])
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < c->npairs; i++) {
		const struct crossing_pair *p = &c->pairs[i];

		if (c->request.name == WIRE_PREPARE ||
		    (c->request.name == WIRE_ABANDON && crossing_holds(c, p)) ||
		    (c->request.name == WIRE_ADOPT && crossing_is_fresh(c, p)))
			memcpy(macs[n++], p->mac, sizeof(p->mac));
	}
	return n;
}

static void
ask(struct crossing *c)
{
	char macs[WIRE_PAIRS_MAX][18];
	unsigned int n = concerned(c, macs);
	struct err ignored;

	c->request.sent = guest_ask(&c->guest, c->request.name, (const char(*)[18])macs, n,
	                            crossing_now_ms(c), c->request.timeout_ms, &ignored) == 0;
}

/* A stream that ends, cannot be written or does not answer hello is no failure of its own: the step's
 * deadline is. */
void
link_pump(struct crossing *c)
{
	enum guest_state state = guest_poll(&c->guest, crossing_now_ms(c));
	struct err ignored;

	if (!c->request.due)
		return;
	if (!c->link_open || c->link_side != c->side || state == GUEST_CLOSED) {
		c->request.sent = false;
		if (c->ops->now_us(c->hosts) >= c->link_tried_us + RETRY_US)
			(void)open_on(c, c->side, &ignored);
	} else if (c->request.sent) {
		return;
	} else if (c->guest.synced) {
		ask(c);
	} else if (state != GUEST_ASKED) {
		(void)guest_begin(&c->guest, crossing_now_ms(c), CROSSING_HELLO_MS, &ignored);
	}
}

enum guest_state
link_await(struct crossing *c)
{
	enum guest_state state;

	while ((state = guest_poll(&c->guest, crossing_now_ms(c))) == GUEST_ASKED && !crossing_stopped()) {
		uint64_t until_us = c->guest.until_ms * 1000,
		         tick_us = c->ops->now_us(c->hosts) + CROSSING_TICK_US;

		c->ops->wait(c->hosts, tick_us < until_us ? tick_us : until_us);
	}
	return state;
}

void
link_status(struct crossing *c)
{
	const struct guest *guest = &c->guest;
	uint64_t until_us = c->ops->now_us(c->hosts) + CROSSING_HELLO_MS * 1000ull, again_us;

	c->request =
	        (struct crossing_request){.due = true, .name = WIRE_STATUS, .timeout_ms = CROSSING_HELLO_MS};
	for (;;) {
		link_pump(c);
		again_us = c->ops->now_us(c->hosts) + RETRY_US;
		if ((guest->state == GUEST_ANSWERED && guest->asked == WIRE_STATUS) || again_us > until_us)
			return;
		c->ops->wait(c->hosts, again_us);
	}
}

/* Who only asks the guest something, as vferryd does now and then, has its link for moments. */
static int
open_patiently(struct crossing *c, struct err *err)
{
	uint64_t until_us = c->ops->now_us(c->hosts) + CROSSING_BUSY_US;
	int ret = open_on(c, HOST_SOURCE, err);

	while (ret == -EBUSY && c->ops->now_us(c->hosts) < until_us && !crossing_stopped()) {
		c->ops->wait(c->hosts, c->ops->now_us(c->hosts) + RETRY_US);
		ret = open_on(c, HOST_SOURCE, err);
	}
	return ret;
}

enum outcome
link_hello(struct crossing *c, struct err *err)
{
	int ret = open_patiently(c, err);
	enum guest_state state = ret < 0 ? GUEST_CLOSED : link_await(c);

	if (ret == -EBUSY)
		return OUTCOME_BUSY;
	if (ret < 0)
		return OUTCOME_NO_LIBRARY;
	/* Once more: an unfinished line of another session may have swallowed the first hello. */
	if (state == GUEST_EXPIRED && guest_begin(&c->guest, crossing_now_ms(c), CROSSING_HELLO_MS, err) == 0)
		state = link_await(c);
	if (state == GUEST_ANSWERED)
		return OUTCOME_OK;
	if (state == GUEST_ALIEN) {
		err_set(err, -EPROTONOSUPPORT,
		        "the guest library of %s speaks another version than %d of the link: install "
		        "matching "
		        "versions (%s)",
		        c->domain.name, WIRE_VERSION, c->guest.reply.text);
		return OUTCOME_VERSION;
	}
	err_set(err, -ETIMEDOUT,
	        "nothing in the guest %s answered on the channel %s%s: is an application with net_vferry "
	        "running there?",
	        c->domain.name, WIRE_CHANNEL,
	        state == GUEST_CLOSED    ? " (it was closed)"
	        : state == GUEST_REFUSED ? " (it refused)"
	                                 : "");
	return OUTCOME_NO_LIBRARY;
}
