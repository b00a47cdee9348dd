/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control_host.c: the host's requests, from their arrival to their one reply, and events for it. Neighbours:
 * control_pairs.c asks the pairs and brings their answers here, link.c carries the lines.
 *
 * A request that names several pairs is answered when all of them have answered. When one of them fails, the
 * reply is `refused` with the first failure, and the others stay where the request brought them: the host,
 * which alone knows what it wants next, sends them back with `abandon`.
 */
#include <stdio.h>
#include <string.h>

#include "control_private.h"

#define ANNOUNCE_AGAIN    3 /* times after the first, on arrival */
#define ANNOUNCE_AFTER_MS 300

static void
refuse(struct control *control, uint64_t id, const char *reason)
{
	struct wire_msg msg = {.kind = WIRE_REPLY, .name = WIRE_REFUSED, .id = id};

	wire_text(&msg, reason);
	link_send(&control->link, &msg);
}

static void
tell_pair(struct pair *pair, struct wire_pair *out)
{
	pair_describe(pair, out);
	out->has_packets = true;
	pair_packets(pair, &out->packets);
}

static void
reply(struct control *control, uint64_t id, enum wire_name name, uint32_t named)
{
	struct wire_msg msg = {.kind = WIRE_REPLY, .name = name, .id = id};

	if (name == WIRE_HELLO)
		wire_text(&msg, VFERRY_VERSION);
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++)
		if (named & 1u << i)
			tell_pair(control->seats[i].pair, &msg.pairs[msg.npairs++]);
	link_send(&control->link, &msg);
}

static uint32_t
everyone(const struct control *control)
{
	uint32_t named = 0;

	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++)
		if (control->seats[i].pair)
			named |= 1u << i;
	return named;
}

/* The seats that msg names; 0 and *stranger when it names one that is not here. */
static uint32_t
named_by(const struct control *control, const struct wire_msg *msg, const char **stranger)
{
	uint32_t named = 0;

	if (msg->nmacs == 0)
		return everyone(control);
	for (unsigned int m = 0; m < msg->nmacs; m++) {
		unsigned int i = 0;

		while (i < WIRE_PAIRS_MAX && (!control->seats[i].pair ||
		                              strcmp(pair_mac(control->seats[i].pair), msg->macs[m]) != 0))
			i++;
		if (i == WIRE_PAIRS_MAX) {
			*stranger = msg->macs[m];
			return 0;
		}
		named |= 1u << i;
	}
	return named;
}

static struct errand *
free_errand(struct control *control)
{
	struct errand *errand = control->errands;

	while (errand->used)
		errand++;
	return errand;
}

/* prepare, abandon, adopt. There is always a free errand: each that is used has an asker at some seat. */
static void
send_errand(struct control *control, const struct wire_msg *msg)
{
	const char *stranger = "";
	uint32_t named = named_by(control, msg, &stranger);
	struct errand *errand;

	if (!named) {
		char reason[64];

		snprintf(reason, sizeof(reason), "no pair of this guest has the MAC %s", stranger);
		refuse(control, msg->id, reason);
		return;
	}
	errand = free_errand(control);
	*errand = (struct errand){
	        .used = true, .id = msg->id, .name = msg->name, .named = named, .waiting = named};
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++)
		if (named & 1u << i)
			pairs_ask(control, &control->seats[i], &(struct asker){.errand = errand}, msg->name,
			          WIRE_PATH_NONE, msg->deadline_ms);
}

void
host_answer(struct control *control, struct errand *errand, const struct seat *seat, const char *reason)
{
	errand->waiting &= ~(1u << (seat - control->seats));
	if (reason && !errand->failed) {
		errand->failed = true;
		snprintf(errand->reason, sizeof(errand->reason), "pair %s: %s", pair_mac(seat->pair), reason);
	}
	if (errand->waiting)
		return;
	errand->used = false;
	if (errand->id == 0)
		return;
	if (errand->failed)
		refuse(control, errand->id, errand->reason);
	else
		reply(control, errand->id, errand->name == WIRE_PREPARE ? WIRE_RELEASED : WIRE_ACTIVE,
		      errand->named & everyone(control));
}

static void
arrive(struct control *control, uint64_t id)
{
	struct err err;

	control->announce_left = ANNOUNCE_AGAIN;
	control->announce_ms = control_now() + ANNOUNCE_AFTER_MS;
	if (pairs_announce(control, &err) < 0)
		refuse(control, id, err.text);
	else
		reply(control, id, WIRE_ANNOUNCED, everyone(control));
}

/* Ids are the connection's: a reply to an earlier one's request must not be taken for this one's. */
static void
forget_askers(struct control *control)
{
	for (size_t i = 0; i < sizeof(control->errands) / sizeof(control->errands[0]); i++)
		control->errands[i].id = 0;
}

void
host_message(void *arg, const struct wire_msg *msg)
{
	struct control *control = arg;

	if (!msg || msg->name == WIRE_HELLO)
		forget_askers(control);
	if (!msg)
		return;
	switch (msg->name) {
	case WIRE_HELLO:
	case WIRE_STATUS:
		reply(control, msg->id, msg->name, everyone(control));
		break;
	case WIRE_ARRIVED:
		arrive(control, msg->id);
		break;
	default:
		send_errand(control, msg);
	}
}

void
host_tell_path(struct control *control, const struct seat *seat, enum wire_path path, const char *why)
{
	struct wire_msg msg = {.kind = WIRE_EVENT, .name = WIRE_PATH, .path = path};

	snprintf(msg.mac, sizeof(msg.mac), "%s", pair_mac(seat->pair));
	wire_text(&msg, why);
	link_send(&control->link, &msg);
}

void
host_tell_surprise(struct control *control, const struct seat *seat, const char *sign)
{
	struct wire_msg msg = {.kind = WIRE_EVENT, .name = WIRE_SURPRISE};

	snprintf(msg.mac, sizeof(msg.mac), "%s", pair_mac(seat->pair));
	wire_text(&msg, sign);
	link_send(&control->link, &msg);
}

void
host_tell_refused(struct control *control, const struct seat *seat, const char *reason)
{
	struct wire_msg msg = {.kind = WIRE_EVENT, .name = WIRE_REFUSED};
	char text[WIRE_TEXT_MAX + 32];

	snprintf(text, sizeof(text), "pair %s: %s", pair_mac(seat->pair), reason);
	wire_text(&msg, text);
	link_send(&control->link, &msg);
}
