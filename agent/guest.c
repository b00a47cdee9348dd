/* SPDX-License-Identifier: BSD-3-Clause */
/* guest.c: see guest.h. */
#include "guest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void
guest_init(struct guest *guest, guest_send_fn *send, guest_pair_fn *pair, void *arg, uint64_t first_id)
{
	memset(guest, 0, sizeof(*guest));
	guest->send = send;
	guest->pair = pair;
	guest->arg = arg;
	/* Room for a session's requests below the greatest id. */
	guest->id = first_id & (WIRE_ID_MAX >> 1);
	guest->state = GUEST_CLOSED;
}

static int
send_request(struct guest *guest, const struct wire_msg *request, bool resync, struct err *err)
{
	char line[WIRE_LINE_MAX + 2] = "\n";
	int ret = wire_encode(request, line + 1, sizeof(line) - 1, err);

	if (ret >= 0)
		ret = guest->send(guest->arg, resync ? line : line + 1, (size_t)ret + resync, err);
	if (ret < 0)
		guest->state = GUEST_CLOSED;
	return ret < 0 ? ret : 0;
}

static int
ask(struct guest *guest, struct wire_msg *request, bool resync, uint64_t now_ms, uint32_t timeout_ms,
    struct err *err)
{
	request->kind = WIRE_REQUEST;
	request->id = ++guest->id;
	guest->asked = request->name;
	guest->until_ms = now_ms + timeout_ms;
	guest->state = GUEST_ASKED;
	memset(&guest->reply, 0, sizeof(guest->reply));
	return send_request(guest, request, resync, err);
}

int
guest_begin(struct guest *guest, uint64_t now_ms, uint32_t timeout_ms, struct err *err)
{
	struct wire_msg hello = {.name = WIRE_HELLO};

	wire_framer_reset(&guest->framer);
	guest->synced = false;
	if (guest->hello_id == 0)
		guest->hello_id = guest->id + 1;
	return ask(guest, &hello, true, now_ms, timeout_ms, err);
}

int
guest_ask(struct guest *guest, enum wire_name name, const char (*macs)[18], unsigned int nmacs,
          uint64_t now_ms, uint32_t timeout_ms, struct err *err)
{
	struct wire_msg request = {.name = name};

	if (guest->state == GUEST_CLOSED)
		return err_set(err, -EPIPE, "the guest link is closed");
	if (name == WIRE_PREPARE || name == WIRE_ABANDON || name == WIRE_ADOPT) {
		request.nmacs = nmacs;
		for (unsigned int i = 0; i < nmacs; i++)
			memcpy(request.macs[i], macs[i], sizeof(request.macs[i]));
		request.deadline_ms = timeout_ms;
	}
	return ask(guest, &request, false, now_ms, timeout_ms, err);
}

static enum wire_name
answer_to(enum wire_name request)
{
	switch (request) {
	case WIRE_PREPARE:
		return WIRE_RELEASED;
	case WIRE_ARRIVED:
		return WIRE_ANNOUNCED;
	case WIRE_ABANDON:
	case WIRE_ADOPT:
		return WIRE_ACTIVE;
	default:
		return request;
	}
}

static void
tell_pairs(struct guest *guest, const struct wire_msg *msg)
{
	for (unsigned int i = 0; guest->pair && i < msg->npairs; i++)
		guest->pair(guest->arg, &msg->pairs[i], true);
}

static bool
is_awaited(const struct guest *guest, const struct wire_msg *msg)
{
	if (guest->state != GUEST_ASKED)
		return false;
	return msg->id == guest->id || (guest->asked == WIRE_HELLO && msg->name == WIRE_HELLO &&
	                                msg->id >= guest->hello_id && msg->id < guest->id);
}

static void
on_reply(struct guest *guest, const struct wire_msg *msg)
{
	if (!is_awaited(guest, msg))
		return;
	if (msg->name != WIRE_REFUSED && msg->name != answer_to(guest->asked)) {
		guest->dropped++;
		return;
	}
	guest->reply = *msg;
	guest->synced = true;
	guest->state = msg->name == WIRE_REFUSED ? GUEST_REFUSED : GUEST_ANSWERED;
	tell_pairs(guest, msg);
}

static void
on_event(struct guest *guest, const struct wire_msg *msg)
{
	struct wire_pair pair = {.path = msg->path};

	if (msg->name != WIRE_PATH || !guest->pair)
		return;
	memcpy(pair.mac, msg->mac, sizeof(pair.mac));
	guest->pair(guest->arg, &pair, false);
}

/* A line that cannot be read is dropped, whatever it is; but the first word of another version ends the wait.
 */
static void
on_unreadable(struct guest *guest, int code, const struct err *why)
{
	guest->dropped++;
	if (code != -EPROTONOSUPPORT || guest->state != GUEST_ASKED || guest->asked != WIRE_HELLO)
		return;
	guest->state = GUEST_ALIEN;
	(void)snprintf(guest->reply.text, sizeof(guest->reply.text), "%.*s", WIRE_TEXT_MAX, why->text);
}

static void
on_line(void *arg, const char *line, size_t size)
{
	struct guest *guest = arg;
	struct err why = {0};
	struct wire_msg msg;
	int ret = line ? wire_decode(line, size, &msg, &why) : -EMSGSIZE;

	if (ret < 0)
		on_unreadable(guest, ret, &why);
	else if (msg.kind == WIRE_REPLY)
		on_reply(guest, &msg);
	else if (msg.kind == WIRE_EVENT && guest->synced)
		on_event(guest, &msg);
}

void
guest_feed(struct guest *guest, const char *bytes, size_t size)
{
	wire_feed(&guest->framer, bytes, size, on_line, guest);
}

void
guest_hangup(struct guest *guest)
{
	guest->state = GUEST_CLOSED;
	guest->hello_id = 0;
	guest->synced = false;
}

enum guest_state
guest_poll(struct guest *guest, uint64_t now_ms)
{
	if (guest->state == GUEST_ASKED && now_ms >= guest->until_ms)
		guest->state = GUEST_EXPIRED;
	return guest->state;
}
