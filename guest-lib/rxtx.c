/* SPDX-License-Identifier: BSD-3-Clause */
/* rxtx.c: see rxtx.h. Everything here runs on lcores: no log, no lock at rest, no allocation. */
#include "rxtx_private.h"

#include <limits.h>
#include <rte_ether.h>
#include <rte_pause.h>
#include <string.h>

static uint16_t
nothing(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	(void)queue, (void)pkts, (void)n;
	return 0;
}

uint16_t
rxtx_burst(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t turn;
	const struct path *path = cell_enter(queue, &turn);

	n = path->first.burst(path->first.queue, pkts, n);
	cell_leave(queue, turn);
	return n;
}

uint16_t
rxtx_prepare(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t turn;
	const struct path *path = cell_enter(queue, &turn);

	if (path->prepare)
		n = path->prepare(path->hop.queue, pkts, n);
	cell_leave(queue, turn);
	return n;
}

/* One writer each, so a load and a store do: no locked instruction. */
static inline void
note(_Atomic uint32_t *counter, uint32_t n)
{
	atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n,
	                      memory_order_release);
}

static inline void
stamp(struct rte_mbuf **pkts, uint16_t n, uint16_t port_id)
{
	for (uint16_t i = 0; i < n; i++)
		pkts[i]->port = port_id;
}

uint16_t
rx_stamp(struct path *path, burst_fn *burst, struct rte_mbuf **pkts, uint16_t n)
{
	n = burst(path->hop.queue, pkts, n);
	stamp(pkts, n, path->port_id);
	return n;
}

uint16_t
rx_probe(struct path *path, burst_fn *burst, struct rte_mbuf **pkts, uint16_t n)
{
	uint16_t right = 0;

	n = burst(path->hop.queue, pkts, n);
	for (uint16_t i = 0; i < n; i++)
		right += pkts[i]->port == path->port_id;
	if (n) {
		note(&path->right, right);
		note(&path->wrong, n - right);
		stamp(pkts, n, path->port_id);
	}
	return n;
}

static void
drop(struct path *path, struct rte_mbuf *mbuf)
{
	uint64_t dropped = atomic_load_explicit(&path->dropped, memory_order_relaxed);
	uint64_t bytes = atomic_load_explicit(&path->dropped_bytes, memory_order_relaxed);

	atomic_store_explicit(&path->dropped, dropped + 1, memory_order_relaxed);
	atomic_store_explicit(&path->dropped_bytes, bytes + mbuf->pkt_len, memory_order_relaxed);
	rte_pktmbuf_free(mbuf);
}

/* What the pair sent by one member and the network brought back by the other is nothing that was received. */
static bool
is_own(const struct path *path, const struct rte_ether_hdr *frame)
{
	return memcmp(&frame->src_addr, path->mac, RTE_ETHER_ADDR_LEN) == 0;
}

/* The tag of an announcement of ours; 0 for every other frame. */
static uint32_t
own_tag(const struct path *path, const struct rte_mbuf *mbuf)
{
	const uint8_t *frame = rte_pktmbuf_mtod(mbuf, const uint8_t *);

	return announce_is_ours(frame, mbuf->data_len, path->mac) ? announce_tag(frame, mbuf->data_len) : 0;
}

/* Frames of the member that is left: all but reflections are the application's. */
static uint16_t
sift_old(struct path *path, struct rte_mbuf **pkts, uint16_t n)
{
	uint32_t unicast = 0;
	uint16_t kept = 0;

	for (uint16_t i = 0; i < n; i++) {
		const struct rte_ether_hdr *frame = rte_pktmbuf_mtod(pkts[i], const struct rte_ether_hdr *);
		uint32_t tag;

		if (!is_own(path, frame)) {
			unicast += !rte_is_multicast_ether_addr(&frame->dst_addr);
			pkts[kept++] = pkts[i];
			continue;
		}
		tag = own_tag(path, pkts[i]);
		if (tag)
			atomic_store_explicit(&path->echo, tag, memory_order_release);
		drop(path, pkts[i]);
	}
	if (unicast)
		note(&path->unicast, unicast);
	return kept;
}

/* Frames of the new member: the network gives broadcast and multicast to both, the old one delivers it. */
static uint16_t
sift_new(struct path *path, struct rte_mbuf **pkts, uint16_t n)
{
	uint16_t kept = 0;

	for (uint16_t i = 0; i < n; i++) {
		const struct rte_ether_hdr *frame = rte_pktmbuf_mtod(pkts[i], const struct rte_ether_hdr *);
		bool own = is_own(path, frame);

		if (!own && !rte_is_multicast_ether_addr(&frame->dst_addr)) {
			pkts[kept++] = pkts[i];
			continue;
		}
		if (own && own_tag(path, pkts[i]) >= path->fence_from)
			note(&path->fences, 1);
		drop(path, pkts[i]);
	}
	return kept;
}

uint16_t
rx_overlap(struct path *path, burst_fn *burst, burst_fn *new_burst, struct rte_mbuf **pkts, uint16_t n)
{
	uint16_t got = burst(path->hop.queue, pkts, n), more = 0;

	if (got == 0)
		note(&path->empty, 1);
	got = sift_old(path, pkts, got);
	if (got < n) {
		more = new_burst(path->new_hop.queue, pkts + got, n - got);
		more = sift_new(path, pkts + got, more);
	}
	stamp(pkts, got + more, path->port_id);
	return got + more;
}

/* The control thread holds it for one burst of a few frames, and only while a move is under way. */
static inline bool
hold(struct path *path, unsigned int tries)
{
	while (atomic_flag_test_and_set_explicit(&path->busy, memory_order_acquire)) {
		if (--tries == 0)
			return false;
		rte_pause();
	}
	return true;
}

static inline uint16_t
tx_held(struct path *path, burst_fn *burst, struct rte_mbuf **pkts, uint16_t n)
{
	n = burst(path->hop.queue, pkts, n);
	atomic_flag_clear_explicit(&path->busy, memory_order_release);
	return n;
}

uint16_t
tx_shared(struct path *path, burst_fn *burst, struct rte_mbuf **pkts, uint16_t n)
{
	for (uint16_t i = 0; i < n; i++) {
		uint16_t vlan = pkts[i]->ol_flags & RTE_MBUF_F_TX_VLAN ? pkts[i]->vlan_tci : 0;

		announce_learn(path->learned, rte_pktmbuf_mtod(pkts[i], const uint8_t *), pkts[i]->data_len,
		               vlan);
	}
	return hold(path, UINT_MAX) ? tx_held(path, burst, pkts, n) : 0;
}

uint16_t
rxtx_tx_between(struct path *path, struct rte_mbuf **pkts, uint16_t n)
{
	enum { TRIES = 1 << 16 };

	return hold(path, TRIES) ? tx_held(path, path->hop.burst, pkts, n) : 0;
}

/* What a path calls first: see rxtx_aim(). */
static uint16_t
primary_stamp(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct path *path = queue;

	return rx_stamp(path, path->hop.burst, pkts, n);
}

static uint16_t
primary_probe(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct path *path = queue;

	return rx_probe(path, path->hop.burst, pkts, n);
}

static uint16_t
primary_overlap(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct path *path = queue;

	return rx_overlap(path, path->hop.burst, path->new_hop.burst, pkts, n);
}

static uint16_t
primary_shared(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct path *path = queue;

	return tx_shared(path, path->hop.burst, pkts, n);
}

void
rxtx_aim(struct path *path, enum path_kind kind)
{
	static burst_fn *const calls[] = {
	        [PATH_NONE] = nothing,
	        [PATH_REST] = NULL,
	        [PATH_PROBE] = primary_probe,
	        [PATH_STAMP] = primary_stamp,
	        [PATH_OVERLAP] = primary_overlap,
	        [PATH_SHARED] = primary_shared,
	};

	path->kind = kind;
	path->first = calls[kind] ? (struct hop){.burst = calls[kind], .queue = path} : path->hop;
}
