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
 * Secondary processes follow the same paths, which are in memory that all share. What is shared of a function
 * is not its address: they go by the path's kind, and by a table of their own of members' functions. A path
 * leads to a member only when each of them has it in its table (processes.h).
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
	burst_fn *burst; /* in the primary process */
	void *queue;
	uint16_t port_id; /* the member's */
};

/* What is done with the packets between the pair's queue and the member's. */
enum path_kind {
	PATH_NONE,    /* nothing comes, nothing goes: no member, or stopped */
	PATH_REST,    /* the member's own function */
	PATH_PROBE,   /* rx: counts and corrects mbuf->port */
	PATH_STAMP,   /* rx: writes mbuf->port */
	PATH_OVERLAP, /* rx: polls hop, then new_hop */
	PATH_SHARED,  /* tx: learns; shares hop's queue with the control thread */
};

struct path {
	struct hop first;        /* what a burst of the pair calls; the rest is for those that get the path */
	enum path_kind kind;     /* by rxtx_aim(), which sets first */
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

/* Makes it a path of that kind; hop and new_hop are set before. */
void rxtx_aim(struct path *path, enum path_kind kind);

/* The burst functions of the pair, the same for both directions; queue is a struct cell. */
uint16_t rxtx_burst(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t rxtx_prepare(void *queue, struct rte_mbuf **pkts, uint16_t n);

/* A secondary process: its number (cell.h), and its members' functions by port id, NULL where it has none. */
struct rxtx_here {
	unsigned int process;
	struct {
		burst_fn *rx, *tx;
		eth_tx_prep_t prepare;
	} members[RTE_MAX_ETHPORTS];
};
extern struct rxtx_here rxtx_here;

/* Its burst functions of the pair. */
uint16_t rxtx_rx_here(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t rxtx_tx_here(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t rxtx_prepare_here(void *queue, struct rte_mbuf **pkts, uint16_t n);

/*
 * For the control thread: transmits on a queue that lcores use through PATH_SHARED. 0 also when one of them
 * has held it for as long as no burst takes: it may be of a process that died.
 */
uint16_t rxtx_tx_between(struct path *path, struct rte_mbuf **pkts, uint16_t n);

#endif
