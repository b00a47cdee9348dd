/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pmd_stats.c: the port's counters: both members', whichever devices they were, less what was received twice;
 * and the same by path, for the guest link. See pmd_private.h, pair.h.
 */
#include <rte_ethdev.h>

#include "control.h"
#include "pmd_private.h"

/* Every counter of struct rte_eth_stats is a uint64_t. */
enum { COUNTERS = sizeof(struct rte_eth_stats) / sizeof(uint64_t) };

static void
total(struct pair *pair, struct rte_eth_stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	tally_show(&pair->vf.tally, stats);
	tally_show(&pair->backup.tally, stats);
}

void
stats_counted(struct pair *pair, struct rte_eth_stats *stats)
{
	const uint64_t *base = (const uint64_t *)&pair->stats_base;
	uint64_t *now = (uint64_t *)stats;

	total(pair, stats);
	for (unsigned int i = 0; i < COUNTERS; i++)
		now[i] -= RTE_MIN(base[i], now[i]);
}

static void
count(struct pair *pair)
{
	member_count(&pair->vf);
	member_count(&pair->backup);
}

static void
tell(struct member *member, struct wire_count *count)
{
	count->received = tally_given(&member->tally);
	count->sent = member->tally.sum.opackets;
}

/* rte_eth_stats_reset() makes none of it invisible: the host subtracts what it was told before. */
void
pair_packets(struct pair *pair, struct wire_packets *packets)
{
	count(pair);
	tell(&pair->vf, &packets->vf);
	tell(&pair->backup, &packets->backup);
}

struct stats_call {
	struct pair *pair;
	struct rte_eth_stats *stats;
};

static int
get_in_control(void *arg)
{
	struct stats_call *call = arg;

	count(call->pair);
	stats_counted(call->pair, call->stats);
	return 0;
}

int
stats_get(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	struct stats_call call = {dev->data->dev_private, stats};

	return control_call(dev->data->port_id, get_in_control, &call);
}

static int
reset_in_control(void *arg)
{
	struct pair *pair = arg;

	count(pair);
	total(pair, &pair->stats_base);
	return 0;
}

int
stats_reset(struct rte_eth_dev *dev)
{
	return control_call(dev->data->port_id, reset_in_control, dev->data->dev_private);
}
