/* SPDX-License-Identifier: BSD-3-Clause */
/* info.c: what a pair can do: what both members can, or the one that is there. Control thread only. */
#include <rte_ethdev.h>

#include "pair_private.h"

static void
common_limits(struct rte_eth_desc_lim *limits, const struct rte_eth_desc_lim *other)
{
	limits->nb_max = RTE_MIN(limits->nb_max, other->nb_max);
	limits->nb_min = RTE_MAX(limits->nb_min, other->nb_min);
	limits->nb_align = RTE_MAX(limits->nb_align, other->nb_align);
	limits->nb_seg_max = RTE_MIN(limits->nb_seg_max, other->nb_seg_max);
	limits->nb_mtu_seg_max = RTE_MIN(limits->nb_mtu_seg_max, other->nb_mtu_seg_max);
}

/* rss types are joined, not intersected: replay.c gives each member what it knows, and loses no packet by
 * that. */
static void
common(struct rte_eth_dev_info *info, const struct rte_eth_dev_info *other)
{
	info->min_mtu = RTE_MAX(info->min_mtu, other->min_mtu);
	info->max_mtu = RTE_MIN(info->max_mtu, other->max_mtu);
	info->min_rx_bufsize = RTE_MAX(info->min_rx_bufsize, other->min_rx_bufsize);
	info->max_rx_pktlen = RTE_MIN(info->max_rx_pktlen, other->max_rx_pktlen);
	info->max_lro_pkt_size = RTE_MIN(info->max_lro_pkt_size, other->max_lro_pkt_size);
	info->max_rx_queues = RTE_MIN(info->max_rx_queues, other->max_rx_queues);
	info->max_tx_queues = RTE_MIN(info->max_tx_queues, other->max_tx_queues);
	info->max_mac_addrs = RTE_MIN(info->max_mac_addrs, other->max_mac_addrs);
	info->rx_offload_capa &= other->rx_offload_capa;
	info->tx_offload_capa &= other->tx_offload_capa;
	info->rx_queue_offload_capa &= other->rx_queue_offload_capa;
	info->tx_queue_offload_capa &= other->tx_queue_offload_capa;
	info->flow_type_rss_offloads |= other->flow_type_rss_offloads;
	info->hash_key_size = RTE_MAX(info->hash_key_size, other->hash_key_size);
	info->speed_capa |= other->speed_capa;
	common_limits(&info->rx_desc_lim, &other->rx_desc_lim);
	common_limits(&info->tx_desc_lim, &other->tx_desc_lim);
}

int
info_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	struct pair *pair = dev->data->dev_private;
	struct rte_eth_dev_info own = *info, backup;
	const struct member *first = pair->vf.there ? &pair->vf : &pair->backup;
	int rc = first->there ? rte_eth_dev_info_get(first->port_id, info) : -ENODEV;

	if (rc == 0 && first == &pair->vf && pair->backup.there) {
		rc = rte_eth_dev_info_get(pair->backup.port_id, &backup);
		if (rc == 0)
			common(info, &backup);
	}
	if (rc)
		return rc;
	info->device = own.device;
	info->driver_name = own.driver_name;
	info->dev_flags = own.dev_flags;
	info->if_index = 0;
	info->max_rx_queues = RTE_MIN(info->max_rx_queues, PAIR_QUEUES_MAX);
	info->max_tx_queues = RTE_MIN(info->max_tx_queues, PAIR_QUEUES_MAX);
	info->max_mac_addrs = RTE_MIN(info->max_mac_addrs, (uint32_t)PAIR_MACS_MAX);
	info->tx_offload_capa &= ~RTE_ETH_TX_OFFLOAD_MT_LOCKFREE;
	info->tx_queue_offload_capa &= ~RTE_ETH_TX_OFFLOAD_MT_LOCKFREE;
	info->nb_rx_queues = own.nb_rx_queues;
	info->nb_tx_queues = own.nb_tx_queues;
	info->reta_size = 0;
	info->max_hash_mac_addrs = info->max_vfs = info->max_vmdq_pools = 0;
	info->dev_capa = 0;
	/* Zero thresholds stand for "the member's own": see replay.c. */
	info->default_rxconf = (struct rte_eth_rxconf){0};
	info->default_txconf = (struct rte_eth_txconf){0};
	pair->info = *info;
	return 0;
}

/* ptypes of a member into out. Their number. */
static int
member_ptypes(const struct member *member, uint32_t *out, int max)
{
	int n = member->there
	                ? rte_eth_dev_get_supported_ptypes(member->port_id, RTE_PTYPE_ALL_MASK, out, max)
	                : 0;

	return RTE_MIN(n, max);
}

static bool
is_in(uint32_t ptype, const uint32_t *list, int n)
{
	while (n-- > 0)
		if (list[n] == ptype)
			return true;
	return false;
}

const uint32_t *
info_ptypes(struct rte_eth_dev *dev)
{
	struct pair *pair = dev->data->dev_private;
	uint32_t backup[PAIR_PTYPES_MAX];
	int n = member_ptypes(&pair->vf, pair->ptypes, PAIR_PTYPES_MAX - 1), kept = 0;
	int m = member_ptypes(&pair->backup, backup, PAIR_PTYPES_MAX);

	if (!pair->vf.there)
		memcpy(pair->ptypes, backup, sizeof(backup)), n = RTE_MIN(m, PAIR_PTYPES_MAX - 1);
	for (int i = 0; i < n; i++)
		if (!pair->backup.there || is_in(pair->ptypes[i], backup, m))
			pair->ptypes[kept++] = pair->ptypes[i];
	pair->ptypes[RTE_MAX(kept, 0)] = RTE_PTYPE_UNKNOWN;
	return pair->ptypes;
}
