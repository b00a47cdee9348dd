/* SPDX-License-Identifier: BSD-3-Clause */
/* ring_net.c: see ring_net.h. */
#include "ring_net.h"

#include <pthread.h>
#include <rte_cycles.h>
#include <rte_eth_ring.h>
#include <rte_ethdev.h>
#include <rte_ether.h>
#include <rte_mbuf.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { RING_SIZE = 256, BURST = 32, WINDOW = 128 /* numbers on their way at most: no ring overflows */ };

struct frame {
	struct rte_ether_hdr head;
	uint32_t number;
} __attribute__((packed, aligned(2)));

static struct {
	struct rte_ring *to[2][RING_NET_QUEUES], *from[2][RING_NET_QUEUES];
	struct rte_mempool *pool;
	pthread_t network, application;
	_Atomic bool stop_host, stop;
	bool one_way;
	uint16_t first, n; /* queues of the application here */
	uint16_t port_id;
	int learned; /* the member where the pair's MAC is */
	struct rte_ether_addr mac;
	_Atomic uint32_t sent, back, wrong_port;
	_Atomic uint64_t delivered;
	uint8_t *got, *returned; /* by number */
} net;

static struct rte_ring *
ring(const char *kind, int member, int queue)
{
	char name[RTE_RING_NAMESIZE];

	snprintf(name, sizeof(name), "%s_%d_%d", kind, member, queue);
	return rte_ring_create(name, RING_SIZE, SOCKET_ID_ANY, 0);
}

void
ring_net_init(void)
{
	for (int m = 0; m < 2; m++)
		for (int q = 0; q < RING_NET_QUEUES; q++) {
			net.to[m][q] = ring("to", m, q);
			net.from[m][q] = ring("from", m, q);
		}
	net.pool = rte_pktmbuf_pool_create("frames", 4095, 0, 0, 256, SOCKET_ID_ANY);
	net.got = calloc(2, RING_NET_NUMBERS);
	net.returned = net.got + RING_NET_NUMBERS;
	net.n = RING_NET_QUEUES;
	rte_ether_unformat_addr(RING_NET_MAC, &net.mac);
}

struct rte_mempool *
ring_net_pool(void)
{
	return net.pool;
}

bool
ring_net_plug(int member)
{
	return rte_eth_from_rings(member == RING_NET_VF ? "vf" : "backup", net.to[member], RING_NET_QUEUES,
	                          net.from[member], RING_NET_QUEUES, SOCKET_ID_ANY) >= 0;
}

static void
give(struct rte_ring *to, struct rte_mbuf *mbuf)
{
	if (rte_ring_enqueue(to, mbuf))
		rte_pktmbuf_free(mbuf);
}

/* A frame that a member transmitted. */
static void
switch_frame(int from, struct rte_mbuf *mbuf)
{
	const struct frame *frame = rte_pktmbuf_mtod(mbuf, const struct frame *);

	if (rte_is_same_ether_addr(&frame->head.src_addr, &net.mac))
		net.learned = from;
	if (rte_is_broadcast_ether_addr(&frame->head.dst_addr)) {
		if (net.one_way)
			rte_pktmbuf_free(mbuf);
		else
			give(net.to[!from][0], mbuf);
		return;
	}
	net.returned[frame->number]++;
	net.back++;
	rte_pktmbuf_free(mbuf);
}

static uint16_t
queue_of(uint32_t number)
{
	return number / 8 % RING_NET_QUEUES;
}

static void
send_number(void)
{
	struct rte_mbuf *mbuf = rte_pktmbuf_alloc(net.pool);
	uint32_t number = net.sent;
	int to = net.one_way && number % 8 == 0 ? RING_NET_VF : net.learned;
	struct frame *frame;

	if (!mbuf)
		return;
	frame = (struct frame *)rte_pktmbuf_append(mbuf, RTE_ETHER_MIN_LEN);
	memset(frame, 0, RTE_ETHER_MIN_LEN);
	frame->head.dst_addr = net.mac;
	frame->head.src_addr.addr_bytes[0] = 2;
	frame->number = number;
	mbuf->port = RTE_MBUF_PORT_INVALID;
	if (rte_ring_enqueue(net.to[to][queue_of(number)], mbuf))
		rte_pktmbuf_free(mbuf);
	else
		net.sent++;
}

static void *
run_network(void *arg)
{
	struct rte_mbuf *pkts[BURST];

	(void)arg;
	while (!net.stop) {
		for (int i = 0; i < 2 * RING_NET_QUEUES; i++) {
			int m = i / RING_NET_QUEUES;
			struct rte_ring *from = net.from[m][i % RING_NET_QUEUES];
			unsigned int n = rte_ring_dequeue_burst(from, (void **)pkts, BURST, NULL);

			for (unsigned int k = 0; k < n; k++)
				switch_frame(m, pkts[k]);
		}
		if (!net.stop_host && net.sent - net.back < WINDOW && net.sent < RING_NET_NUMBERS)
			send_number();
		else
			sched_yield();
	}
	return NULL;
}

void
ring_net_turn(struct rte_mbuf *mbuf)
{
	struct frame *frame = rte_pktmbuf_mtod(mbuf, struct frame *);
	struct rte_ether_addr host = frame->head.src_addr;

	frame->head.src_addr = frame->head.dst_addr;
	frame->head.dst_addr = host;
}

static void
reply(struct rte_mbuf *mbuf)
{
	net.wrong_port += mbuf->port != net.port_id;
	net.got[rte_pktmbuf_mtod(mbuf, struct frame *)->number]++;
	net.delivered++;
	ring_net_turn(mbuf);
}

/* Instead of sending it back. */
static void
keep(struct rte_mbuf *mbuf)
{
	net.returned[rte_pktmbuf_mtod(mbuf, const struct frame *)->number]++;
	net.back++;
	rte_pktmbuf_free(mbuf);
}

static void *
run_application(void *arg)
{
	struct rte_mbuf *pkts[BURST];
	bool idle;

	(void)arg;
	while (!net.stop) {
		idle = true;
		for (uint16_t q = net.first; q < net.first + net.n; q++) {
			uint16_t n = rte_eth_rx_burst(net.port_id, q, pkts, BURST), sent = 0;

			for (uint16_t i = 0; i < n; i++)
				reply(pkts[i]);
			while (net.one_way && sent < n)
				keep(pkts[sent++]);
			while (sent < n && !net.stop)
				sent += rte_eth_tx_burst(net.port_id, q, pkts + sent, n - sent);
			idle &= n == 0;
		}
		if (idle)
			sched_yield();
	}
	return NULL;
}

void
ring_net_one_way(bool one_way)
{
	net.one_way = one_way;
}

static void
empty(struct rte_ring *from)
{
	void *mbuf;

	while (rte_ring_dequeue(from, &mbuf) == 0)
		rte_pktmbuf_free(mbuf);
}

void
ring_net_queues(uint16_t first, uint16_t n)
{
	for (int i = 0; i < 2 * RING_NET_QUEUES; i++) {
		empty(net.to[i / RING_NET_QUEUES][i % RING_NET_QUEUES]);
		empty(net.from[i / RING_NET_QUEUES][i % RING_NET_QUEUES]);
	}
	net.first = first;
	net.n = n;
}

void
ring_net_begin(uint16_t port_id)
{
	memset(net.got, 0, net.sent);
	memset(net.returned, 0, net.sent);
	net.sent = net.back = net.wrong_port = 0;
	net.port_id = port_id;
	net.stop = net.stop_host = false;
	pthread_create(&net.network, NULL, run_network, NULL);
	pthread_create(&net.application, NULL, run_application, NULL);
}

bool
ring_net_flows(uint32_t n)
{
	uint64_t end = rte_get_timer_cycles() + 5 * rte_get_timer_hz();
	uint32_t goal = net.back + n;

	while ((int32_t)(goal - net.back) > 0 && rte_get_timer_cycles() < end)
		sched_yield();
	return (int32_t)(goal - net.back) <= 0;
}

struct ring_net_count
ring_net_end(void)
{
	uint64_t end = rte_get_timer_cycles() + rte_get_timer_hz();
	struct ring_net_count count = {.wrong_port = net.wrong_port};

	net.stop_host = true;
	while (net.back < net.sent && rte_get_timer_cycles() < end)
		sched_yield();
	net.stop = true;
	pthread_join(net.network, NULL);
	pthread_join(net.application, NULL);
	count.sent = net.sent;
	for (uint32_t i = 0; i < net.sent; i++) {
		bool here = queue_of(i) - net.first < net.n && queue_of(i) >= net.first;

		count.lost += here && net.got[i] == 0;
		count.doubled += net.got[i] > 1;
		count.not_back += net.returned[i] == 0;
		count.back_doubled += net.returned[i] > 1;
	}
	return count;
}

uint64_t
ring_net_delivered(void)
{
	return net.delivered;
}
