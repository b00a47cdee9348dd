/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * replay.c: the pair's configuration onto a member, row by row of a table, so that a failure names its row.
 * See pair_private.h. In the control thread, or in a chore while calls about the port are held.
 */
#include <errno.h>
#include <rte_errno.h>
#include <rte_ethdev.h>

#include "pair_private.h"

static int
replay_device(struct pair *pair, struct member *member)
{
	const struct rte_eth_dev_data *data = pair->dev->data;
	struct rte_eth_conf conf = data->dev_conf;
	struct rte_eth_rss_conf *rss = &conf.rx_adv_conf.rss_conf;
	struct rte_eth_dev_info info;
	int rc = rte_eth_dev_info_get(member->port_id, &info);

	if (rc)
		return rc;
	/* How packets spread over the queues is each member's own affair: it does what it can of what was
	 * asked. */
	rss->rss_hf &= info.flow_type_rss_offloads;
	if (rss->rss_hf == 0)
		conf.rxmode.mq_mode = RTE_ETH_MQ_RX_NONE;
	if (rss->rss_key && info.hash_key_size != rss->rss_key_len)
		rss->rss_key = NULL;
	conf.intr_conf = (struct rte_eth_intr_conf){0};
	conf.rxmode.mtu = data->mtu;
	return rte_eth_dev_configure(member->port_id, data->nb_rx_queues, data->nb_tx_queues, &conf);
}

/* The member's own defaults, with what the application set over them. */
static struct rte_eth_rxconf
rx_conf(const struct rx_setup *setup, const struct rte_eth_rxconf *own)
{
	struct rte_eth_rxconf conf = *own;
	struct rte_eth_thresh none = {0};

	conf.offloads = setup->conf.offloads;
	conf.rx_deferred_start = setup->conf.rx_deferred_start;
	if (setup->conf.rx_drop_en)
		conf.rx_drop_en = 1;
	if (setup->conf.rx_free_thresh)
		conf.rx_free_thresh = setup->conf.rx_free_thresh;
	if (memcmp(&setup->conf.rx_thresh, &none, sizeof(none)) != 0)
		conf.rx_thresh = setup->conf.rx_thresh;
	return conf;
}

static struct rte_eth_txconf
tx_conf(const struct tx_setup *setup, const struct rte_eth_txconf *own)
{
	struct rte_eth_txconf conf = *own;
	struct rte_eth_thresh none = {0};

	conf.offloads = setup->conf.offloads;
	conf.tx_deferred_start = setup->conf.tx_deferred_start;
	if (setup->conf.tx_free_thresh)
		conf.tx_free_thresh = setup->conf.tx_free_thresh;
	if (setup->conf.tx_rs_thresh)
		conf.tx_rs_thresh = setup->conf.tx_rs_thresh;
	if (memcmp(&setup->conf.tx_thresh, &none, sizeof(none)) != 0)
		conf.tx_thresh = setup->conf.tx_thresh;
	return conf;
}

/*
 * Under the pair's port id where the PMD then stamps it into mbuf->port: see member.c about why this is
 * sound, and why only for the VF. No other thread looks at the port id of a port that it does not own.
 */
static int
setup_rx(struct pair *pair, struct member *member, uint16_t queue, uint16_t nb_desc,
         const struct rte_eth_rxconf *own)
{
	const struct rx_setup *setup = &pair->rx[queue];
	struct rte_eth_rxconf conf = rx_conf(setup, own);
	int rc;

	if (member->aliased)
		member->dev->data->port_id = pair->port_id;
	rc = rte_eth_rx_queue_setup(member->port_id, queue, nb_desc, setup->socket, &conf, setup->pool);
	member->dev->data->port_id = member->port_id;
	return rc;
}

static int
replay_rx(struct pair *pair, struct member *member)
{
	struct rte_eth_dev_info info;
	int rc = rte_eth_dev_info_get(member->port_id, &info);

	member->aliased = member != &pair->backup && member_can_alias(member->dev);
	for (uint16_t q = 0; rc == 0 && q < pair->dev->data->nb_rx_queues; q++) {
		uint16_t nb_desc = pair->rx[q].nb_desc;

		if (!pair->rx[q].pool)
			return -EINVAL;
		member->stamping[q] = member->aliased ? STAMP_UNKNOWN : STAMP_WRONG;
		rc = rte_eth_dev_adjust_nb_rx_tx_desc(member->port_id, &nb_desc, NULL);
		if (rc == 0)
			rc = setup_rx(pair, member, q, nb_desc, &info.default_rxconf);
	}
	return rc;
}

static int
replay_tx(struct pair *pair, struct member *member)
{
	struct rte_eth_dev_info info;
	int rc = rte_eth_dev_info_get(member->port_id, &info);

	for (uint16_t q = 0; rc == 0 && q < pair->dev->data->nb_tx_queues; q++) {
		const struct tx_setup *setup = &pair->tx[q];
		struct rte_eth_txconf conf = tx_conf(setup, &info.default_txconf);
		uint16_t nb_desc = setup->nb_desc;

		if (!setup->set)
			return -EINVAL;
		rc = rte_eth_dev_adjust_nb_rx_tx_desc(member->port_id, NULL, &nb_desc);
		if (rc == 0)
			rc = rte_eth_tx_queue_setup(member->port_id, q, nb_desc, setup->socket, &conf);
	}
	return rc;
}

static int
replay_mtu(struct pair *pair, struct member *member)
{
	uint16_t mtu = pair->dev->data->mtu;

	return member->dev->data->mtu == mtu ? 0 : rte_eth_dev_set_mtu(member->port_id, mtu);
}

static int
replay_mac(struct pair *pair, struct member *member)
{
	struct rte_ether_addr *mac = &pair->dev->data->mac_addrs[0];

	if (rte_is_same_ether_addr(mac, &member->dev->data->mac_addrs[0]))
		return 0;
	return rte_eth_dev_default_mac_addr_set(member->port_id, mac);
}

static int
replay_macs(struct pair *pair, struct member *member)
{
	struct rte_ether_addr *macs = pair->dev->data->mac_addrs;
	int rc = 0;

	for (unsigned int i = 1; rc == 0 && i < PAIR_MACS_MAX; i++)
		if (!rte_is_zero_ether_addr(&macs[i]))
			rc = rte_eth_dev_mac_addr_add(member->port_id, &macs[i], 0);
	return rc;
}

static int
replay_mcast(struct pair *pair, struct member *member)
{
	return pair->nb_mcast ? rte_eth_dev_set_mc_addr_list(member->port_id, pair->mcast, pair->nb_mcast)
	                      : 0;
}

static int
replay_promiscuous(struct pair *pair, struct member *member)
{
	return pair->dev->data->promiscuous ? rte_eth_promiscuous_enable(member->port_id)
	                                    : rte_eth_promiscuous_disable(member->port_id);
}

static int
replay_allmulticast(struct pair *pair, struct member *member)
{
	return pair->dev->data->all_multicast ? rte_eth_allmulticast_enable(member->port_id)
	                                      : rte_eth_allmulticast_disable(member->port_id);
}

static int
replay_vlans(struct pair *pair, struct member *member)
{
	const struct rte_eth_dev_data *data = pair->dev->data;
	int rc = 0;

	if (!(data->dev_conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_VLAN_FILTER))
		return 0;
	for (uint16_t id = 0; rc == 0 && id <= RTE_ETHER_MAX_VLAN_ID; id++)
		if (data->vlan_filter_conf.ids[id / 64] & UINT64_C(1) << id % 64)
			rc = rte_eth_dev_vlan_filter(member->port_id, id, 1);
	return rc;
}

static int
replay_start(struct pair *pair, struct member *member)
{
	(void)pair;
	return rte_eth_dev_start(member->port_id);
}

static int
replay_link(struct pair *pair, struct member *member)
{
	return pair->link_down ? rte_eth_dev_set_link_down(member->port_id) : 0;
}

/* In the order in which ethdev allows them. may_lack: what a PMD has no operation for is left as it is. */
static const struct {
	const char *what;
	int (*apply)(struct pair *, struct member *);
	bool may_lack;
} rows[] = {
        {"device configuration", replay_device, false},
        {"receive queues", replay_rx, false},
        {"transmit queues", replay_tx, false},
        {"MTU", replay_mtu, false},
        {"MAC address", replay_mac, true},
        {"further MAC addresses", replay_macs, false},
        {"multicast addresses", replay_mcast, false},
        {"promiscuous mode", replay_promiscuous, true},
        {"all-multicast mode", replay_allmulticast, true},
        {"VLAN filter", replay_vlans, false},
        {"start", replay_start, false},
        {"link state", replay_link, true},
};

int
replay_onto(struct pair *pair, struct member *member, struct err *err)
{
	const struct bus_ops *bus = bus_of(member->dev->device);
	int rc;

	member_stop(member);
	if (bus)
		bus->fill(member->dev->device, pair->args.dead);
	for (unsigned int i = 0; i < RTE_DIM(rows); i++) {
		member_enter(member);
		rc = rows[i].apply(pair, member);
		member_leave();
		if (rc == 0 || (rc == -ENOTSUP && rows[i].may_lack))
			continue;
		member_stop(member);
		return err_set(err, rc, "%s (%s) cannot take the port's %s: %s", member->dev->data->name,
		               member == &pair->backup ? "backup" : "VF", rows[i].what, rte_strerror(-rc));
	}
	rc = processes_show(pair, member, err);
	if (rc) {
		member_stop(member);
		return rc;
	}
	if (bus && member != &pair->backup)
		bus->keep_asking(member->dev->device, true);
	member->ready = true;
	member->had_link = member->flapped = false;
	member->link_read_ms = 0;
	return 0;
}

int
replay_vlan_offloads(const struct pair *pair)
{
	static const struct {
		uint64_t rx;
		int vlan;
	} map[] = {
	        {RTE_ETH_RX_OFFLOAD_VLAN_STRIP, RTE_ETH_VLAN_STRIP_OFFLOAD},
	        {RTE_ETH_RX_OFFLOAD_VLAN_FILTER, RTE_ETH_VLAN_FILTER_OFFLOAD},
	        {RTE_ETH_RX_OFFLOAD_VLAN_EXTEND, RTE_ETH_VLAN_EXTEND_OFFLOAD},
	        {RTE_ETH_RX_OFFLOAD_QINQ_STRIP, RTE_ETH_QINQ_STRIP_OFFLOAD},
	};
	int offloads = 0;

	for (unsigned int i = 0; i < RTE_DIM(map); i++)
		if (pair->dev->data->dev_conf.rxmode.offloads & map[i].rx)
			offloads |= map[i].vlan;
	return offloads;
}
