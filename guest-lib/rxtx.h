/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rxtx.h: the burst functions of the pair, and the paths that they follow.
 * Neighbours: cell.h holds a queue's current path; paths.c makes paths and publishes them.
 *
 * A path is one function and what it is called with. At rest that is the member's own burst function and
 * queue, so the pair adds one indirect call and nothing else. Everything that is not always needed (looking
 * at or rewriting mbuf->port, polling two members, learning addresses) is another function with the path
 * itself as its argument.
 *
 * Threads: the pointers of a path never change after it is published. Its notes are written by the one lcore
 * that has the queue and read by the control thread.
 */
#ifndef VFERRY_RXTX_H
#define VFERRY_RXTX_H

#include <ethdev_driver.h>
#include <stdatomic.h>
#include <stdint.h>

#include "announce.h"
#include "cell.h"

typedef uint16_t burst_fn(void *queue, struct rte_mbuf **pkts, uint16_t n);

/* A member's queue. */
struct hop {
	burst_fn *burst;
	void *queue;
};

struct path {
	struct hop first;        /* what a burst of the pair calls; the rest is for those that get the path */
	eth_tx_prep_t prepare;   /* tx: the member's, called with hop.queue; NULL: nothing to prepare */
	struct hop hop, new_hop; /* the member; while both are polled, the one that is left and the new one */
	uint16_t port_id;        /* the pair's, for mbuf->port */
	uint8_t mac[RTE_ETHER_ADDR_LEN];
	uint32_t fence_from; /* overlap: tags of fences begin here */
	struct path *next;   /* of those that wait to be freed */

	/* Notes of rx. */
	_Atomic uint32_t right, wrong; /* probing: packets that came with the pair's port id, and others */
	_Atomic uint32_t empty;        /* overlap: how often the old member had nothing */
	_Atomic uint32_t unicast;      /* overlap: unicast frames from the old member */
	_Atomic uint32_t echo; /* overlap: tag of the newest own announcement that the old member delivered */
	_Atomic uint32_t fences; /* overlap: how many of those the new member delivered */
	_Atomic uint64_t dropped,
	        dropped_bytes; /* overlap: what both members had and the application got once */

	/* tx while a move is under way: the control thread transmits announcements on the same queue. */
	atomic_flag busy;
	struct announce_table *learned;
};

/* The burst functions of the pair, the same for both directions; queue is a struct cell. */
uint16_t rxtx_burst(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t rxtx_prepare(void *queue, struct rte_mbuf **pkts, uint16_t n);

/* Nothing comes, nothing goes: no member, or stopped. */
extern struct path rxtx_none;

/* Functions for path->first.burst, all called with the path itself as queue. */
uint16_t rxtx_rx_probe(void *queue, struct rte_mbuf **pkts, uint16_t n); /* counts and corrects mbuf->port */
uint16_t rxtx_rx_stamp(void *queue, struct rte_mbuf **pkts, uint16_t n); /* writes mbuf->port */
uint16_t rxtx_rx_overlap(void *queue, struct rte_mbuf **pkts, uint16_t n); /* polls hop, then new_hop */
uint16_t rxtx_tx_shared(void *queue, struct rte_mbuf **pkts, uint16_t n);  /* learns; shares hop's queue */

/* For the control thread: transmits on a queue that lcores use through rxtx_tx_shared(). */
uint16_t rxtx_tx_between(struct path *path, struct rte_mbuf **pkts, uint16_t n);

#endif
