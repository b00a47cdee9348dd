/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pmd_ops.c: what the application does with the port, in the control thread. Configuration is only kept while
 * the port is stopped; starting replays it onto the members. Neighbours: pmd_change.c, pmd_stats.c, replay.c,
 * info.c.
 */
#include <errno.h>
#include <rte_ethdev.h>

#include "control.h"
#include "pair_private.h"
#include "pmd_private.h"

static int
configure(struct rte_eth_dev *dev)
{
	struct pair *pair = dev->data->dev_private;
	struct rte_eth_rss_conf *rss = &dev->data->dev_conf.rx_adv_conf.rss_conf;

	/* The application's key may be gone by the time that a new VF is configured. */
	if (rss->rss_key && rss->rss_key_len > sizeof(pair->rss_key))
		return -EINVAL;
	if (rss->rss_key) {
		memmove(pair->rss_key, rss->rss_key, rss->rss_key_len);
		rss->rss_key = pair->rss_key;
	}
	return 0;
}

static int
rx_queue_setup(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc, unsigned int socket,
               const struct rte_eth_rxconf *conf, struct rte_mempool *pool)
{
	struct pair *pair = dev->data->dev_private;

	if (conf->rx_deferred_start || !pool)
		return -ENOTSUP;
	pair->rx[queue] = (struct rx_setup){nb_desc, socket, *conf, pool};
	dev->data->rx_queues[queue] = &pair->cells[queue];
	return 0;
}

static int
tx_queue_setup(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc, unsigned int socket,
               const struct rte_eth_txconf *conf)
{
	struct pair *pair = dev->data->dev_private;

	if (conf->tx_deferred_start)
		return -ENOTSUP;
	pair->tx[queue] = (struct tx_setup){true, nb_desc, socket, *conf};
	dev->data->tx_queues[queue] = &pair->cells[PAIR_QUEUES_MAX + queue];
	return 0;
}

static void
rx_queue_release(struct rte_eth_dev *dev, uint16_t queue)
{
	struct pair *pair = dev->data->dev_private;

	pair->rx[queue] = (struct rx_setup){0};
}

static void
tx_queue_release(struct rte_eth_dev *dev, uint16_t queue)
{
	struct pair *pair = dev->data->dev_private;

	pair->tx[queue] = (struct tx_setup){0};
}

static int
start_in_control(void *arg)
{
	struct pair *pair = arg;
	struct err err = {0};
	int rc = pair_start(pair, &err);

	if (rc)
		PAIR_LOG(ERR, pair, "cannot be started: %s", err.text);
	return rc;
}

static int
start(struct rte_eth_dev *dev)
{
	int rc = control_call(dev->data->port_id, start_in_control, dev->data->dev_private);

	control_wake();
	return rc;
}

static int
stop_in_control(void *arg)
{
	pair_stop(arg);
	return 0;
}

static int
stop(struct rte_eth_dev *dev)
{
	dev->data->dev_started = 0;
	return control_call(dev->data->port_id, stop_in_control, dev->data->dev_private);
}

static int
close_port(struct rte_eth_dev *dev)
{
	pmd_close(dev->data->dev_private);
	return 0;
}

static int
link_in_control(void *arg)
{
	struct pair *pair = arg;
	struct member *member = pair_member(pair, pair->path);

	if (member)
		member_read_link(member, pair_now_ms());
	pair_update_link(pair);
	return 0;
}

static int
link_update(struct rte_eth_dev *dev, int wait)
{
	(void)wait;
	return control_call(dev->data->port_id, link_in_control, dev->data->dev_private);
}

struct info_call {
	struct rte_eth_dev *dev;
	struct rte_eth_dev_info *info;
};

static int
info_in_control(void *arg)
{
	struct info_call *call = arg;

	return info_get(call->dev, call->info);
}

static int
infos_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	struct info_call call = {dev, info};

	return control_call(dev->data->port_id, info_in_control, &call);
}

static int
ptypes_in_control(void *arg)
{
	info_ptypes(arg);
	return 0;
}

static const uint32_t *
supported_ptypes_get(struct rte_eth_dev *dev)
{
	const struct pair *pair = dev->data->dev_private;

	control_call(dev->data->port_id, ptypes_in_control, dev);
	return pair->ptypes;
}

const struct eth_dev_ops pmd_ops = {
        .dev_configure = configure,
        .dev_start = start,
        .dev_stop = stop,
        .dev_close = close_port,
        .dev_infos_get = infos_get,
        .dev_supported_ptypes_get = supported_ptypes_get,
        .rx_queue_setup = rx_queue_setup,
        .tx_queue_setup = tx_queue_setup,
        .rx_queue_release = rx_queue_release,
        .tx_queue_release = tx_queue_release,
        .link_update = link_update,
        .stats_get = stats_get,
        .stats_reset = stats_reset,
        .dev_set_link_up = change_set_link_up,
        .dev_set_link_down = change_set_link_down,
        .promiscuous_enable = change_promiscuous_enable,
        .promiscuous_disable = change_promiscuous_disable,
        .allmulticast_enable = change_allmulticast_enable,
        .allmulticast_disable = change_allmulticast_disable,
        .mtu_set = change_mtu_set,
        .mac_addr_set = change_mac_addr_set,
        .mac_addr_add = change_mac_addr_add,
        .mac_addr_remove = change_mac_addr_remove,
        .set_mc_addr_list = change_set_mc_addr_list,
        .vlan_filter_set = change_vlan_filter_set,
        .vlan_offload_set = change_vlan_offload_set,
};
