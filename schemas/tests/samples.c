/* SPDX-License-Identifier: BSD-3-Clause */
/* samples.c: see samples.h. */
#include "samples.h"

#include <stdio.h>
#include <string.h>

static const struct wire_pair pair_on_vf = {
        .mac = "52:54:00:00:00:01",
        .path = WIRE_PATH_VF,
        .has_vf = true,
        .has_backup = true,
        .vf = {"0000:01:00.0", "igb_uio", "net_e1000_igb", true, 4711, 4712},
        .backup = {"0000:02:00.0", "igb_uio", "net_virtio", true, 3, 0},
        .has_packets = true,
        .packets = {{4700, 4712}, {0, WIRE_COUNT_MAX}},
};
static const struct wire_pair pair_on_backup = {
        .mac = "52:54:00:00:00:02",
        .path = WIRE_PATH_BACKUP,
        .has_backup = true,
        .backup = {"0000:03:00.7", "", "", false, 0, WIRE_COUNT_MAX},
};
static const struct wire_pair pair_down = {.mac = "52:54:00:00:00:03", .path = WIRE_PATH_NONE};

static void
fill_request(struct wire_msg *msg)
{
	msg->id = 7;
	if (msg->name != WIRE_PREPARE && msg->name != WIRE_ABANDON && msg->name != WIRE_ADOPT)
		return;
	msg->deadline_ms = 5000;
	msg->nmacs = 2;
	SET(msg->macs[0], "52:54:00:00:00:01");
	SET(msg->macs[1], "52:54:00:00:00:02");
}

static void
fill_reply(struct wire_msg *msg)
{
	msg->id = WIRE_ID_MAX;
	if (msg->name == WIRE_REFUSED) {
		SET(msg->text, "net_vferry0 has no backup; plug one in with the MAC \"52:54:00:00:00:01\"");
		return;
	}
	if (msg->name == WIRE_HELLO)
		SET(msg->text, "vferry 0.1.0");
	msg->npairs = 3;
	msg->pairs[0] = pair_on_vf;
	msg->pairs[1] = pair_on_backup;
	msg->pairs[2] = pair_down;
}

static void
fill_event(struct wire_msg *msg)
{
	if (msg->name != WIRE_REFUSED)
		SET(msg->mac, "52:54:00:00:00:01");
	if (msg->name == WIRE_PATH)
		msg->path = WIRE_PATH_BACKUP;
	SET(msg->text, msg->name == WIRE_PATH       ? "planned"
	               : msg->name == WIRE_SURPRISE ? "uevent"
	                                            : "v: is missing");
}

bool
sample_msg(enum wire_kind kind, enum wire_name name, struct wire_msg *msg)
{
	static void (*const fill[])(struct wire_msg *) = {fill_request, fill_reply, fill_event};
	static const bool exists[][WIRE_NAME_MAX_] = {
	        [WIRE_REQUEST] = {[WIRE_HELLO] = true,
	                          [WIRE_STATUS] = true,
	                          [WIRE_PREPARE] = true,
	                          [WIRE_ABANDON] = true,
	                          [WIRE_ARRIVED] = true,
	                          [WIRE_ADOPT] = true},
	        [WIRE_REPLY] = {[WIRE_HELLO] = true,
	                        [WIRE_STATUS] = true,
	                        [WIRE_RELEASED] = true,
	                        [WIRE_ANNOUNCED] = true,
	                        [WIRE_ACTIVE] = true,
	                        [WIRE_REFUSED] = true},
	        [WIRE_EVENT] = {[WIRE_PATH] = true, [WIRE_SURPRISE] = true, [WIRE_REFUSED] = true},
	};

	if (!exists[kind][name])
		return false;
	*msg = (struct wire_msg){.kind = kind, .name = name};
	fill[kind](msg);
	return true;
}

static void
fill_longest_member(struct wire_member *member)
{
	SET(member->pci, "ffff:ff:ff.7");
	memset(member->driver, '"', WIRE_NAME_MAX);
	memset(member->pmd, '\\', WIRE_NAME_MAX);
	member->rx_packets = member->tx_packets = WIRE_COUNT_MAX;
}

void
sample_longest(struct wire_msg *msg)
{
	*msg = (struct wire_msg){.kind = WIRE_REPLY, .name = WIRE_HELLO, .id = WIRE_ID_MAX};
	memset(msg->text, '"', WIRE_NAME_MAX);
	msg->npairs = WIRE_PAIRS_MAX;
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++) {
		struct wire_pair *pair = &msg->pairs[i];

		(void)snprintf(pair->mac, sizeof(pair->mac), "fe:ff:ff:ff:ff:%02x", i);
		pair->path = WIRE_PATH_BACKUP;
		pair->has_vf = pair->has_backup = true;
		fill_longest_member(&pair->vf);
		fill_longest_member(&pair->backup);
		pair->has_packets = true;
		pair->packets = (struct wire_packets){{WIRE_COUNT_MAX, WIRE_COUNT_MAX},
		                                      {WIRE_COUNT_MAX, WIRE_COUNT_MAX}};
	}
}
