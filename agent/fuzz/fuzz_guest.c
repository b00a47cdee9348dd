/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_guest.c: the host's end of the link, opposite a hostile guest. The input is a transcript: a line that
 * begins with '>' is the host's doing, every other line comes from the guest.
 *
 *   >begin   >status   >prepare   >abandon   >arrived   >adopt   >hangup   >wait
 *
 * Whatever comes: what the host sends is a request, an answer is one that was waited for, and nothing is told
 * of pairs before the guest has answered hello. Neighbours: schemas/fuzz/fuzz_wire.c.
 */
#include <errno.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "guest.h"

#define TIMEOUT_MS 1000

struct world {
	struct guest guest;
	uint64_t now_ms, asked_ms;
	unsigned int sent;
};

/* Nothing but requests, and with ids that grow. */
static int
send_bytes(void *arg, const char *bytes, size_t size, struct err *err)
{
	struct world *world = arg;
	struct wire_msg msg;

	if (size > 0 && bytes[0] == '\n') {
		bytes++;
		size--;
	}
	FUZZ_HOLDS(size > 1 && bytes[size - 1] == '\n');
	FUZZ_HOLDS(wire_decode(bytes, size - 1, &msg, err) == 0);
	FUZZ_HOLDS(msg.kind == WIRE_REQUEST && msg.id == world->guest.id);
	FUZZ_HOLDS(msg.id == ++world->sent);
	return 0;
}

static void
on_pair(void *arg, const struct wire_pair *pair, bool whole)
{
	const struct world *world = arg;

	FUZZ_HOLDS(world->guest.synced);
	FUZZ_HOLDS(pair->mac[0] && fuzz_is_mac(pair->mac) && pair->path <= WIRE_PATH_BACKUP);
	FUZZ_HOLDS(whole || (!pair->has_vf && !pair->has_backup && !pair->has_packets));
}

static void
ask(struct world *world, enum wire_name name)
{
	static const char macs[1][18] = {"52:54:00:00:00:01"};
	struct err err = {0};
	int ret = guest_ask(&world->guest, name, macs, 1, world->now_ms, TIMEOUT_MS, &err);

	FUZZ_CODE(ret, &err, -EPIPE);
	FUZZ_HOLDS(world->guest.state == (ret < 0 ? GUEST_CLOSED : GUEST_ASKED));
	world->asked_ms = world->now_ms;
}

static void
act(struct world *world, const char *word, size_t size)
{
	struct err ignored;

	for (enum wire_name name = WIRE_STATUS; name <= WIRE_ADOPT; name++)
		if (strlen(wire_name(name)) == size && memcmp(word, wire_name(name), size) == 0)
			ask(world, name);
	if (size == 5 && memcmp(word, "begin", size) == 0) {
		FUZZ_HOLDS(guest_begin(&world->guest, world->now_ms, TIMEOUT_MS, &ignored) == 0);
		FUZZ_HOLDS(world->guest.state == GUEST_ASKED && !world->guest.synced);
		world->asked_ms = world->now_ms;
	} else if (size == 4 && memcmp(word, "wait", size) == 0) {
		world->now_ms += TIMEOUT_MS / 2;
	} else if (size == 6 && memcmp(word, "hangup", size) == 0) {
		guest_hangup(&world->guest);
	}
}

static void
check(struct world *world, enum guest_state before)
{
	const struct guest *guest = &world->guest;
	enum guest_state state = guest_poll(&world->guest, world->now_ms);

	FUZZ_HOLDS(state == guest->state && state <= GUEST_ALIEN);
	if (state == GUEST_EXPIRED && before == GUEST_ASKED)
		FUZZ_HOLDS(world->now_ms >= world->asked_ms + TIMEOUT_MS);
	if (state == GUEST_ALIEN)
		FUZZ_HOLDS(guest->asked == WIRE_HELLO && guest->reply.text[0]);
	if (state != GUEST_ANSWERED && state != GUEST_REFUSED)
		return;
	FUZZ_HOLDS(before == GUEST_ASKED || before == state);
	FUZZ_HOLDS(guest->synced && guest->reply.kind == WIRE_REPLY);
	FUZZ_HOLDS(guest->reply.id <= guest->id && guest->reply.id >= guest->hello_id);
	FUZZ_HOLDS(guest->asked == WIRE_HELLO || guest->reply.id == guest->id);
	FUZZ_HOLDS((state == GUEST_REFUSED) == (guest->reply.name == WIRE_REFUSED));
}

/* One line with its newline, or what is left. */
static void
take(struct world *world, const char *line, size_t size)
{
	enum guest_state before = world->guest.state;

	if (line[0] == '>') {
		act(world, line + 1, size - 1 - (line[size - 1] == '\n' && size > 1));
		before = world->guest.state;
	} else {
		guest_feed(&world->guest, line, size);
	}
	check(world, before);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct world world;
	const char *line = (const char *)data;

	world.now_ms = world.asked_ms = world.sent = 0;
	guest_init(&world.guest, send_bytes, on_pair, &world, 0);
	while (size > 0) {
		const char *end = memchr(line, '\n', size);
		size_t n = end ? (size_t)(end - line) + 1 : size;

		take(&world, line, n);
		line += n;
		size -= n;
	}
	return 0;
}
