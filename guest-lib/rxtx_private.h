/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rxtx_private.h: what the kinds of paths do, with the members' functions as arguments: rxtx.c calls them
 * with the primary's, rxtx_secondary.c with those of its own process. On lcores; inside a turn.
 */
#ifndef VFERRY_RXTX_PRIVATE_H
#define VFERRY_RXTX_PRIVATE_H

#include "rxtx.h"

uint16_t rx_stamp(struct path *path, burst_fn *burst, struct rte_mbuf **pkts, uint16_t n);
uint16_t rx_probe(struct path *path, burst_fn *burst, struct rte_mbuf **pkts, uint16_t n);
uint16_t rx_overlap(struct path *path, burst_fn *burst, burst_fn *new_burst, struct rte_mbuf **pkts,
                    uint16_t n);
uint16_t tx_shared(struct path *path, burst_fn *burst, struct rte_mbuf **pkts, uint16_t n);

#endif
