/* SPDX-License-Identifier: BSD-3-Clause */
/* rxtx_secondary.c: the burst functions of the pair in a secondary process: see rxtx.h. On lcores. */
#include "rxtx_private.h"

struct rxtx_here rxtx_here;

uint16_t
rxtx_rx_here(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t turn;
	struct path *path = cell_enter_as(queue, rxtx_here.process, &turn);
	burst_fn *burst = rxtx_here.members[path->hop.port_id].rx;

	switch (path->kind) {
	case PATH_REST:
		n = burst(path->hop.queue, pkts, n);
		break;
	case PATH_PROBE:
		n = rx_probe(path, burst, pkts, n);
		break;
	case PATH_STAMP:
		n = rx_stamp(path, burst, pkts, n);
		break;
	case PATH_OVERLAP:
		n = rx_overlap(path, burst, rxtx_here.members[path->new_hop.port_id].rx, pkts, n);
		break;
	default:
		n = 0;
	}
	cell_leave(queue, turn);
	return n;
}

uint16_t
rxtx_tx_here(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t turn;
	struct path *path = cell_enter_as(queue, rxtx_here.process, &turn);
	burst_fn *burst = rxtx_here.members[path->hop.port_id].tx;

	if (path->kind == PATH_REST)
		n = burst(path->hop.queue, pkts, n);
	else
		n = path->kind == PATH_SHARED ? tx_shared(path, burst, pkts, n) : 0;
	cell_leave(queue, turn);
	return n;
}

uint16_t
rxtx_prepare_here(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t turn;
	const struct path *path = cell_enter_as(queue, rxtx_here.process, &turn);

	if (path->prepare)
		n = rxtx_here.members[path->hop.port_id].prepare(path->hop.queue, pkts, n);
	cell_leave(queue, turn);
	return n;
}
