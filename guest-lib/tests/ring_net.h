/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ring_net.h: a network and an application around a pair whose members are net_ring ports, for the pair's
 * tests. The network is a learning switch: a host behind it sends numbered frames to the pair's MAC, they
 * reach the member where that MAC was seen last, and broadcasts go to everyone. The application polls all
 * queues of the pair and sends each frame back. Both are threads that never sleep.
 */
#ifndef VFERRY_RING_NET_H
#define VFERRY_RING_NET_H

#include <rte_mbuf.h>
#include <stdbool.h>
#include <stdint.h>

#define RING_NET_MAC     "52:54:00:00:00:01"
#define RING_NET_QUEUES  2
#define RING_NET_NUMBERS (1u << 24)

enum { RING_NET_VF, RING_NET_BACKUP };

/* What came of the numbers that the host has sent since ring_net_begin(). */
struct ring_net_count {
	uint32_t sent;
	uint32_t lost, doubled;          /* at the application */
	uint32_t not_back, back_doubled; /* at the host */
	uint32_t wrong_port;             /* mbufs whose port was not the pair's */
};

/* Once, after rte_eal_init(): rings and mbufs. */
void ring_net_init(void);

/* The mempool for the pair's queues. */
struct rte_mempool *ring_net_pool(void);

/* Creates the ethdev of a member, named net_ring_vf or net_ring_backup; its rings outlive it. True on
 * success. */
bool ring_net_plug(int member);

/*
 * The application here has these queues alone; frames for the others are another process's, which turns them
 * round with ring_net_turn() and sends them back: what it lost is in not_back. To be called while
 * no traffic runs.
 */
void ring_net_queues(uint16_t first, uint16_t n);
void ring_net_turn(struct rte_mbuf *mbuf);

/*
 * Starts and ends traffic over the pair port_id. Numbers begin anew each time, so that a fast machine does
 * not run out of them. Ending waits until nothing is on its way any more.
 */
void ring_net_begin(uint16_t port_id);
struct ring_net_count ring_net_end(void);

/*
 * One way: the application keeps what it gets, so that nothing but the pair's announcements tells the network
 * where the pair is. The network copies no broadcast to the other member and goes on sending a part to the
 * VF, as a NIC's own switch does: the VF's stream never ends. A frame that was delivered counts as back. To
 * be called while no traffic runs.
 */
void ring_net_one_way(bool one_way);

/* Waits until n more frames have come back to the host; false after five seconds without. */
bool ring_net_flows(uint32_t n);

/* How many frames the application got since ring_net_init(). */
uint64_t ring_net_delivered(void);

#endif
