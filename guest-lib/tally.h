/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tally.h: the counters of a member's role, over all devices that took it: they grow, whatever a PMD does to
 * its own. Neighbours: member.c counts, pmd_stats.c shows. No locks.
 */
#ifndef VFERRY_TALLY_H
#define VFERRY_TALLY_H

#include <rte_ethdev.h>
#include <stdint.h>

struct tally {
	struct rte_eth_stats sum;
	struct rte_eth_stats last;       /* the device's, when they were read last */
	uint64_t dropped, dropped_bytes; /* received, and not given to the application: of sum */
	uint64_t given;                  /* as tally_given() told it last */
};

/* What the device's counters show now. One that went back was reset by the PMD: what it shows came since. */
void tally_count(struct tally *tally, const struct rte_eth_stats *now);

/* The device that from counted is counted by to from now on. Sums stay. */
void tally_hand_over(struct tally *from, struct tally *to);

/* Adds what from has counted to to, and makes it zero. */
void tally_add(struct tally *from, struct tally *to);

/* To stats, without what was dropped. */
void tally_show(const struct tally *tally, struct rte_eth_stats *stats);

/*
 * Packets received without what was dropped; never less than it told before, although a packet may be dropped
 * before its device has counted it.
 */
uint64_t tally_given(struct tally *tally);

#endif
