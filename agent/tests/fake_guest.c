/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_guest.c: the guest library of host_fake.h: it answers as wire.h says, unless a fault says otherwise.
 */
#include <stdio.h>
#include <string.h>

#include "host_fake.h"

static char answer[WIRE_LINE_MAX + 1];

static void
say(struct fake *fake, const char *line)
{
	fake_tell(fake,
	          &(struct host_event){
	                  .kind = HOST_BYTES, .side = fake->link_side, .bytes = line, .size = strlen(line)});
}

/* The answer lies in `answer` until it comes out: the engine asks one thing at a time. */
static void
deliver(struct fake *fake, unsigned int which)
{
	(void)which;
	if (fake->link_open)
		say(fake, answer);
}

void
fake_guest_hangs_up(struct fake *fake, unsigned int which)
{
	(void)which;
	fake->link_open = false;
	fake_tell(fake, &(struct host_event){.kind = HOST_HANGUP, .side = fake->link_side});
}

/* The daemon is back at once. libvirt does not tell of the stream. */
static void
cut(struct fake *fake, unsigned int which)
{
	(void)which;
	fake->link_open = false;
	fake_tell(fake, &(struct host_event){.kind = HOST_CLOSED, .side = fake->link_side});
}

static bool
takes_once(struct fake *fake, enum fake_fault fault)
{
	if (!fake_has(fake, fault))
		return false;
	fake->faults &= ~(1ull << fault);
	return true;
}

static bool
is_refused(struct fake *fake, enum wire_name name)
{
	return (name == WIRE_PREPARE &&
	        (fake_has(fake, FAKE_PREPARE_REFUSED) || fake_has(fake, FAKE_PREPARE_HALF_REFUSED))) ||
	       (name == WIRE_ABANDON && fake_has(fake, FAKE_ABANDON_REFUSED)) ||
	       (name == WIRE_ADOPT &&
	        (fake_has(fake, FAKE_ADOPT_REFUSED) || takes_once(fake, FAKE_ADOPT_REFUSED_ONCE)));
}

/* Of several pairs one refuses: the others stay where the request brought them, and have said so. */
static void
move_all_but_last(struct fake *fake)
{
	char line[WIRE_LINE_MAX + 1];
	struct wire_msg moved = {.kind = WIRE_EVENT, .name = WIRE_PATH, .path = WIRE_PATH_BACKUP};

	(void)snprintf(moved.text, sizeof(moved.text), "planned");
	for (unsigned int i = 0; i + 1 < fake->npairs; i++) {
		fake->pairs[i].path = WIRE_PATH_BACKUP;
		(void)snprintf(moved.mac, sizeof(moved.mac), "52:54:00:00:00:%02x", (i + 1) & 0xffu);
		if (wire_encode(&moved, line, sizeof(line), NULL) > 0)
			say(fake, line);
	}
}

static bool
is_silent(struct fake *fake, enum wire_name name)
{
	if (name == WIRE_PREPARE && fake_has(fake, FAKE_PREPARE_HANGS))
		fake->hung = true;
	return fake->hung || fake_has(fake, FAKE_GUEST_SILENT) ||
	       (name == WIRE_ARRIVED && fake_has(fake, FAKE_ARRIVED_SILENT)) ||
	       (name == WIRE_HELLO && takes_once(fake, FAKE_FIRST_HELLO_LOST));
}

static bool
concerns(const struct wire_msg *request, const char *mac)
{
	for (unsigned int i = 0; i < request->nmacs; i++)
		if (strcmp(request->macs[i], mac) == 0)
			return true;
	return false;
}

/* Between two answers ten packets come over the VF, or a thousand over the backup, and one less is sent. */
static void
count(struct fake *fake, enum wire_name asked, struct fake_pair *is, struct wire_pair *pair)
{
	bool vf = is->path == WIRE_PATH_VF;
	struct wire_count *path = vf ? &is->packets.vf : &is->packets.backup;

	if (asked == WIRE_ARRIVED && fake_has(fake, FAKE_STARTS_ANEW))
		is->packets = (struct wire_packets){0};
	path->received += vf ? 10 : 1000;
	path->sent += vf ? 9 : 999;
	pair->has_packets = !fake_has(fake, FAKE_NO_PACKETS);
	pair->packets = is->packets;
}

static void
obey(struct fake *fake, const struct wire_msg *request, struct wire_msg *reply)
{
	static const enum wire_name names[] = {
	        [WIRE_HELLO] = WIRE_HELLO,    [WIRE_STATUS] = WIRE_STATUS,     [WIRE_PREPARE] = WIRE_RELEASED,
	        [WIRE_ABANDON] = WIRE_ACTIVE, [WIRE_ARRIVED] = WIRE_ANNOUNCED, [WIRE_ADOPT] = WIRE_ACTIVE};

	reply->name = names[request->name];
	if (request->name == WIRE_HELLO)
		(void)snprintf(reply->text, sizeof(reply->text), "0.1.0");
	for (unsigned int i = 0; i < fake->npairs; i++) {
		struct wire_pair *pair = &reply->pairs[reply->npairs++];
		struct fake_pair *is = &fake->pairs[i];

		(void)snprintf(pair->mac, sizeof(pair->mac), "52:54:00:00:%s:%02x",
		               fake_has(fake, FAKE_UNKNOWN_PAIR) ? "ff" : "00", (i + 1) & 0xffu);
		count(fake, request->name, is, pair);
		if (concerns(request, pair->mac))
			is->path = request->name == WIRE_PREPARE      ? WIRE_PATH_BACKUP
			           : is->plugged[0] || is->plugged[1] ? WIRE_PATH_VF
			                                              : WIRE_PATH_BACKUP;
		pair->path = is->path;
		pair->has_backup = true;
		(void)snprintf(pair->backup.pci, sizeof(pair->backup.pci), "0000:01:00.0");
	}
}

static void
on_line(void *arg, const char *line, size_t size)
{
	struct fake *fake = arg;
	struct wire_msg request, reply = {.kind = WIRE_REPLY};

	if (!line || wire_decode(line, size, &request, NULL) < 0 || request.kind != WIRE_REQUEST)
		return;
	fake->hellos += request.name == WIRE_HELLO;
	fake->prepares += request.name == WIRE_PREPARE;
	fake->abandons += request.name == WIRE_ABANDON;
	fake->statuses += request.name == WIRE_STATUS;
	if (request.name == WIRE_PREPARE && takes_once(fake, FAKE_LINK_BREAKS)) {
		fake_later(fake, 1, fake_guest_hangs_up, 0);
		return;
	}
	if (request.name == WIRE_ADOPT && takes_once(fake, FAKE_LINK_CUT)) {
		fake_later(fake, 1, cut, 0);
		return;
	}
	if (is_silent(fake, request.name))
		return;
	reply.id = request.id;
	if (request.name == WIRE_PREPARE && fake_has(fake, FAKE_PREPARE_HALF_REFUSED))
		move_all_but_last(fake);
	if (is_refused(fake, request.name)) {
		reply.name = WIRE_REFUSED;
		(void)snprintf(reply.text, sizeof(reply.text), "not now");
	} else {
		obey(fake, &request, &reply);
	}
	if (fake_has(fake, FAKE_OTHER_VERSION))
		(void)snprintf(answer, sizeof(answer), "{\"v\":2,\"re\":%llu}\n",
		               (unsigned long long)request.id);
	else if (wire_encode(&reply, answer, sizeof(answer), NULL) < 0)
		return;
	fake_later(fake, 2, deliver, 0);
}

void
fake_guest_hears(struct fake *fake, const char *bytes, size_t size)
{
	wire_feed(&fake->framer, bytes, size, on_line, fake);
}

void
fake_guest_connects(struct fake *fake)
{
	wire_framer_reset(&fake->framer);
	if (fake_has(fake, FAKE_NOISE))
		say(fake, "ath\":\"vf\",\"why\":\"failback\"}\n{\"v\":1,\"re\":7,\"reply\":\"refused\","
		          "\"reason\":\"old\"}\n"
		          "\n\n{\"v\":1,\"event\":\"path\",\"mac\":\"52:54:00:00:00:01\",\"path\":\"none\","
		          "\"why\":\"surprise\"}\n");
}
