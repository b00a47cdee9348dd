/* SPDX-License-Identifier: BSD-3-Clause */
/* pmd_private.h: the application's calls, spread over pmd_ops.c, pmd_change.c and pmd_stats.c. Any thread but
 * lcores. */
#ifndef VFERRY_PMD_PRIVATE_H
#define VFERRY_PMD_PRIVATE_H

#include "pair_private.h"

/* pmd.c: takes the pair out of the process, all but its ethdev. Once. */
void pmd_close(struct pair *pair);

/* pmd_stats.c: sums over both roles and all devices that had them. */
int stats_get(struct rte_eth_dev *dev, struct rte_eth_stats *stats);
int stats_reset(struct rte_eth_dev *dev);

/* The same as stats_get(), as it was counted last. Any thread of any process. */
void stats_counted(struct pair *pair, struct rte_eth_stats *stats);

/* pmd_change.c: as the operations of struct eth_dev_ops that they are named after. */
int change_promiscuous_enable(struct rte_eth_dev *dev);
int change_promiscuous_disable(struct rte_eth_dev *dev);
int change_allmulticast_enable(struct rte_eth_dev *dev);
int change_allmulticast_disable(struct rte_eth_dev *dev);
int change_mtu_set(struct rte_eth_dev *dev, uint16_t mtu);
int change_mac_addr_set(struct rte_eth_dev *dev, struct rte_ether_addr *mac);
int change_mac_addr_add(struct rte_eth_dev *dev, struct rte_ether_addr *mac, uint32_t index, uint32_t pool);
void change_mac_addr_remove(struct rte_eth_dev *dev, uint32_t index);
int change_set_mc_addr_list(struct rte_eth_dev *dev, struct rte_ether_addr *macs, uint32_t n);
int change_vlan_filter_set(struct rte_eth_dev *dev, uint16_t id, int on);
int change_vlan_offload_set(struct rte_eth_dev *dev, int mask);
int change_set_link_up(struct rte_eth_dev *dev);
int change_set_link_down(struct rte_eth_dev *dev);

#endif
