/* SPDX-License-Identifier: BSD-3-Clause */
/* tally.c: see tally.h. */
#include "tally.h"

#include <string.h>

/* Every counter of struct rte_eth_stats is a uint64_t. */
enum { COUNTERS = sizeof(struct rte_eth_stats) / sizeof(uint64_t) };

void
tally_count(struct tally *tally, const struct rte_eth_stats *now)
{
	const uint64_t *from = (const uint64_t *)now, *last = (const uint64_t *)&tally->last;
	uint64_t *sum = (uint64_t *)&tally->sum;

	for (unsigned int i = 0; i < COUNTERS; i++)
		sum[i] += from[i] >= last[i] ? from[i] - last[i] : from[i];
	tally->last = *now;
}

static void
add(struct rte_eth_stats *to, const struct rte_eth_stats *from)
{
	const uint64_t *more = (const uint64_t *)from;
	uint64_t *sum = (uint64_t *)to;

	for (unsigned int i = 0; i < COUNTERS; i++)
		sum[i] += more[i];
}

void
tally_hand_over(struct tally *from, struct tally *to)
{
	to->last = from->last;
	memset(&from->last, 0, sizeof(from->last));
}

void
tally_add(struct tally *from, struct tally *to)
{
	add(&to->sum, &from->sum);
	to->dropped += from->dropped;
	to->dropped_bytes += from->dropped_bytes;
	memset(&from->sum, 0, sizeof(from->sum));
	from->dropped = from->dropped_bytes = 0;
}

void
tally_show(const struct tally *tally, struct rte_eth_stats *stats)
{
	add(stats, &tally->sum);
	stats->ipackets -= RTE_MIN(tally->dropped, stats->ipackets);
	stats->ibytes -= RTE_MIN(tally->dropped_bytes, stats->ibytes); /* net_null counts no bytes */
}

uint64_t
tally_given(struct tally *tally)
{
	uint64_t given = tally->sum.ipackets - RTE_MIN(tally->dropped, tally->sum.ipackets);

	tally->given = RTE_MAX(tally->given, given);
	return tally->given;
}
