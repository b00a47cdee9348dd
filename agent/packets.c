/* SPDX-License-Identifier: BSD-3-Clause */
/* packets.c: see packets.h. */
#include "packets.h"

static bool
has_fallen(const struct wire_count *now, const struct wire_count *before)
{
	return now->received < before->received || now->sent < before->sent;
}

void
packets_told(struct packets *packets, const struct wire_pair *pair, bool there)
{
	const struct wire_packets *now = &pair->packets;

	packets->unknown |= !pair->has_packets || has_fallen(&now->vf, &packets->last.vf) ||
	                    has_fallen(&now->backup, &packets->last.backup);
	if (!packets->begun)
		packets->first = *now;
	if (!packets->begun || !there)
		packets->left = *now;
	packets->last = *now;
	packets->begun = packets->final = true;
}

bool
packets_await(struct packets *packets)
{
	packets->final = false;
	return packets->begun && !packets->unknown;
}

static struct wire_count
since(const struct wire_count *before, const struct wire_count *now)
{
	return (struct wire_count){now->received - before->received, now->sent - before->sent};
}

bool
packets_split(const struct packets *packets, struct packets_by_path *by_path)
{
	if (!packets->final || packets->unknown)
		return false;
	by_path->source_vf = since(&packets->first.vf, &packets->left.vf);
	by_path->destination_vf = since(&packets->left.vf, &packets->last.vf);
	by_path->backup = since(&packets->first.backup, &packets->last.backup);
	return true;
}
