/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_pair.c: see fake_pair.h. */
#include "fake_pair.h"

#include <stdio.h>
#include <string.h>

void
fake_init(struct pair *pair, unsigned int number)
{
	*pair = (struct pair){
	        .port_id = (uint16_t)number,
	        .facts = {.started = true,
	                  .has_vf = true,
	                  .has_backup = true,
	                  .vf_held = true,
	                  .vf_link = true,
	                  .backup_link = true,
	                  .path = WIRE_PATH_VF},
	};
	port_init(&pair->port);
	snprintf(pair->mac, sizeof(pair->mac), "52:54:00:00:00:%02x", number & 0xff);
}

enum port_result
pair_do(struct pair *pair, enum port_action action, struct err *err)
{
	struct port_facts *facts = &pair->facts;

	if (action == pair->fails) {
		err_set(err, -5, "broken");
		return PORT_FAILED;
	}
	if (action == pair->stalls || (action == PORT_FIND && !pair->plugged))
		return PORT_AGAIN;
	if (action == PORT_FIND) {
		pair->finding = true;
		return PORT_AGAIN;
	}
	pair->done[action]++;
	if (action == PORT_FINISH)
		facts->path = port_new(&pair->port);
	else if (action == PORT_ROLLBACK)
		facts->path = port_old(&pair->port);
	else if (action == PORT_RELEASE)
		facts->has_vf = facts->vf_held = facts->vf_gone = facts->vf_link = false;
	return PORT_DONE;
}

bool
pair_found(struct pair *pair, enum port_result *result, struct err *err)
{
	struct port_facts *facts = &pair->facts;

	(void)err;
	if (!pair->finding)
		return false;
	pair->finding = false;
	pair->done[PORT_FIND]++;
	facts->has_vf = facts->vf_held = facts->vf_link = true;
	*result = PORT_DONE;
	return true;
}

enum bus_sign
pair_facts(struct pair *pair, struct port_facts *facts)
{
	*facts = pair->facts;
	return pair->sign;
}

void
pair_describe(const struct pair *pair, struct wire_pair *out)
{
	const struct port_facts *facts = &pair->facts;

	*out = (struct wire_pair){
	        .path = facts->path,
	        .has_vf = facts->has_vf,
	        .has_backup = facts->has_backup,
	        .vf = {.pci = "0000:01:00.0", .driver = "igb_uio", .pmd = "net_e1000_igb", .rx_packets = 7},
	        .backup = {.pci = "0000:02:00.0", .driver = "igb_uio", .pmd = "net_virtio", .tx_packets = 9},
	};
	memcpy(out->mac, pair->mac, sizeof(out->mac));
	out->vf.link_up = facts->vf_link;
	out->backup.link_up = facts->backup_link;
}

void
pair_packets(struct pair *pair, struct wire_packets *packets)
{
	pair->counted++;
	*packets = (struct wire_packets){.vf = {21, 22}, .backup = {23, 24}};
}

int
pair_announce(struct pair *pair, struct err *err)
{
	pair->announced++;
	return pair->fails == PORT_ANNOUNCE ? err_set(err, -5, "announcing: broken") : 0;
}

void
pair_look(struct pair *pair)
{
	port_look(&pair->port);
}

bool
pair_looks_again(struct pair *pair)
{
	(void)pair;
	return false;
}

void
pair_read_links(struct pair *pair)
{
	(void)pair;
}

void
pair_tick(struct pair *pair, uint64_t now_ms)
{
	(void)now_ms;
	pair->ticks++;
}

struct port *
pair_port(struct pair *pair)
{
	return &pair->port;
}

const char *
pair_mac(const struct pair *pair)
{
	return pair->mac;
}

uint16_t
pair_port_id(const struct pair *pair)
{
	return pair->port_id;
}
