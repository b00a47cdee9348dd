/* SPDX-License-Identifier: BSD-3-Clause */
/* announcing.c: sends what announce.c builds. See pair_private.h. Control thread only. */
#include <errno.h>
#include <rte_mbuf.h>

#include "pair_private.h"

enum { ANNOUNCE_WAIT_MS = 100 /* for an lcore inside a burst */ };

/* Everything that is behind the pair: its own addresses, and what the application showed during this move. */
static void
gather(struct pair *pair, struct announce_table *table)
{
	struct announce_entry own = {.kind = ANNOUNCE_MAC};

	memcpy(own.mac, &pair->dev->data->mac_addrs[0], sizeof(own.mac));
	announce_add(table, &own);
	for (unsigned int i = 0; i < pair->args.naddresses; i++) {
		struct announce_entry entry = pair->args.addresses[i];

		memcpy(entry.mac, own.mac, sizeof(entry.mac));
		announce_add(table, &entry);
	}
	for (uint16_t q = 0; q < pair->dev->data->nb_tx_queues; q++)
		announce_merge(table, &pair->learned[q]);
}

/* The table's frames as packets. Their number; 0 when the pool is empty. */
static uint16_t
build(struct pair *pair, const struct announce_table *table, struct rte_mbuf **pkts)
{
	unsigned int n = atomic_load_explicit(&table->count, memory_order_relaxed);

	if (rte_pktmbuf_alloc_bulk(pair->pool, pkts, n))
		return 0;
	for (unsigned int i = 0; i < n; i++) {
		uint8_t *frame = rte_pktmbuf_mtod(pkts[i], uint8_t *);
		size_t size =
		        announce_build(&table->entries[i], pair->tag, frame, rte_pktmbuf_tailroom(pkts[i]));

		pkts[i]->data_len = (uint16_t)size;
		pkts[i]->pkt_len = (uint32_t)size;
	}
	return (uint16_t)n;
}

/* Never 0: that is no tag. Growing, so that later is greater. */
static void
next_tag(struct pair *pair)
{
	pair->tag = pair->tag == UINT32_MAX ? 1 : pair->tag + 1;
}

/* Queue 0 of the member: shared with lcores if they transmit there, else ours. */
static uint16_t
transmit(struct pair *pair, enum wire_path on, struct rte_mbuf **pkts, uint16_t n)
{
	struct path *path = paths_tx(pair, 0);
	struct hop hop;

	if (path->kind == PATH_SHARED && pair->tx_path == on)
		return rxtx_tx_between(path, pkts, n);
	hop = member_tx(pair_member(pair, on), 0);
	return hop.burst(hop.queue, pkts, n);
}

enum port_result
announcing_send(struct pair *pair, enum wire_path on, struct err *err)
{
	struct announce_table table = {0};
	struct rte_mbuf *pkts[ANNOUNCE_ENTRIES_MAX];
	uint16_t n, sent;

	if (pair->dev->data->nb_tx_queues == 0)
		return PORT_DONE;
	gather(pair, &table);
	next_tag(pair);
	n = build(pair, &table, pkts);
	if (n == 0) {
		err_set(err, -ENOBUFS,
		        "no mbufs for the announcement: a transmit ring still holds those of the last");
		return PORT_AGAIN;
	}
	sent = transmit(pair, on, pkts, n);
	rte_pktmbuf_free_bulk(pkts + sent, n - sent);
	return sent == n ? PORT_DONE : PORT_AGAIN;
}

enum port_result
announcing_fence(struct pair *pair, enum wire_path left, uint16_t queue)
{
	struct announce_table table = {.count = 1, .entries = {{.kind = ANNOUNCE_MAC}}};
	struct hop hop = member_tx(pair_member(pair, left), queue);
	struct rte_mbuf *pkt;

	memcpy(table.entries[0].mac, &pair->dev->data->mac_addrs[0], sizeof(table.entries[0].mac));
	next_tag(pair);
	if (build(pair, &table, &pkt) == 0)
		return PORT_FAILED;
	if (hop.burst(hop.queue, &pkt, 1) == 1)
		return PORT_DONE;
	rte_pktmbuf_free(pkt);
	return PORT_AGAIN;
}

int
pair_announce(struct pair *pair, struct err *err)
{
	enum port_result result = PORT_FAILED;

	if (!pair->started || !pair_member(pair, pair->path))
		return err_set(err, -ENETDOWN,
		               "the port is stopped, or has no member that could announce it");
	if (pair->path != pair->tx_path || pair->doing != PORT_NOTHING)
		return err_set(err, -EBUSY, "traffic is being moved, which announces it anyway");
	if (paths_share_tx(pair, pair->path) == 0 && paths_wait(pair, ANNOUNCE_WAIT_MS))
		result = announcing_send(pair, pair->path, err);
	if (paths_rest(pair, pair->path))
		return err_set(err, -ENOMEM, "no memory for the paths of its queues");
	return result == PORT_DONE ? 0 : err_set(err, -EAGAIN, "the transmit ring stayed busy");
}
