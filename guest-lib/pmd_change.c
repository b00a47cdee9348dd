/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pmd_change.c: changes of the configuration at run time go to every member that is ready; while the port is
 * stopped there is none, and replay.c brings it all at start. See pmd_private.h.
 */
#include <errno.h>
#include <rte_ethdev.h>

#include "control.h"
#include "pair_private.h"
#include "pmd_private.h"

/* One change, for every ready member. */
struct change {
	struct pair *pair;
	int (*apply)(struct pair *, struct member *, const struct change *);
	const struct rte_ether_addr *mac;
	uint32_t value;
	int on;
};

/* The first error; a PMD that lacks the operation counts only when both do. */
static int
change_members(void *arg)
{
	const struct change *change = arg;
	struct member *members[] = {&change->pair->vf, &change->pair->backup};
	int first = 0, lacking = 0, ready = 0;

	for (unsigned int i = 0; i < RTE_DIM(members); i++) {
		int rc;

		if (!members[i]->ready)
			continue;
		ready++;
		member_enter(members[i]);
		rc = change->apply(change->pair, members[i], change);
		member_leave();
		if (rc == -ENOTSUP)
			lacking++;
		else if (rc && !first)
			first = rc;
	}
	return first ? first : ready && lacking == ready ? -ENOTSUP : 0;
}

static int
make_change(struct change change)
{
	return control_call(change.pair->port_id, change_members, &change);
}

static int
apply_promiscuous(struct pair *pair, struct member *member, const struct change *change)
{
	(void)pair;
	return change->on ? rte_eth_promiscuous_enable(member->port_id)
	                  : rte_eth_promiscuous_disable(member->port_id);
}

int
change_promiscuous_enable(struct rte_eth_dev *dev)
{
	return make_change(
	        (struct change){.pair = dev->data->dev_private, .apply = apply_promiscuous, .on = 1});
}

int
change_promiscuous_disable(struct rte_eth_dev *dev)
{
	return make_change((struct change){.pair = dev->data->dev_private, .apply = apply_promiscuous});
}

static int
apply_allmulticast(struct pair *pair, struct member *member, const struct change *change)
{
	(void)pair;
	return change->on ? rte_eth_allmulticast_enable(member->port_id)
	                  : rte_eth_allmulticast_disable(member->port_id);
}

int
change_allmulticast_enable(struct rte_eth_dev *dev)
{
	return make_change(
	        (struct change){.pair = dev->data->dev_private, .apply = apply_allmulticast, .on = 1});
}

int
change_allmulticast_disable(struct rte_eth_dev *dev)
{
	return make_change((struct change){.pair = dev->data->dev_private, .apply = apply_allmulticast});
}

static int
apply_mtu(struct pair *pair, struct member *member, const struct change *change)
{
	(void)pair;
	return rte_eth_dev_set_mtu(member->port_id, (uint16_t)change->value);
}

int
change_mtu_set(struct rte_eth_dev *dev, uint16_t mtu)
{
	return make_change((struct change){.pair = dev->data->dev_private, .apply = apply_mtu, .value = mtu});
}

static int
apply_mac(struct pair *pair, struct member *member, const struct change *change)
{
	struct rte_ether_addr mac = *change->mac;

	(void)pair;
	if (rte_is_same_ether_addr(&mac, &member->dev->data->mac_addrs[0]))
		return 0;
	return rte_eth_dev_default_mac_addr_set(member->port_id, &mac);
}

int
change_mac_addr_set(struct rte_eth_dev *dev, struct rte_ether_addr *mac)
{
	return make_change((struct change){.pair = dev->data->dev_private, .apply = apply_mac, .mac = mac});
}

static int
apply_more_macs(struct pair *pair, struct member *member, const struct change *change)
{
	struct rte_ether_addr mac = *change->mac;

	(void)pair;
	return change->on ? rte_eth_dev_mac_addr_add(member->port_id, &mac, change->value)
	                  : rte_eth_dev_mac_addr_remove(member->port_id, &mac);
}

int
change_mac_addr_add(struct rte_eth_dev *dev, struct rte_ether_addr *mac, uint32_t index, uint32_t pool)
{
	/* ethdev restores the default address by this call as well; replay.c has seen to it. */
	if (index == 0)
		return 0;
	return make_change((struct change){.pair = dev->data->dev_private,
	                                   .apply = apply_more_macs,
	                                   .mac = mac,
	                                   .value = pool,
	                                   .on = 1});
}

void
change_mac_addr_remove(struct rte_eth_dev *dev, uint32_t index)
{
	struct rte_ether_addr mac = dev->data->mac_addrs[index];

	make_change((struct change){.pair = dev->data->dev_private, .apply = apply_more_macs, .mac = &mac});
}

static int
apply_mcast(struct pair *pair, struct member *member, const struct change *change)
{
	(void)change;
	return rte_eth_dev_set_mc_addr_list(member->port_id, pair->mcast, pair->nb_mcast);
}

int
change_set_mc_addr_list(struct rte_eth_dev *dev, struct rte_ether_addr *macs, uint32_t n)
{
	struct pair *pair = dev->data->dev_private;

	if (n > PAIR_MCAST_MAX)
		return -ENOSPC;
	if (n)
		memcpy(pair->mcast, macs, n * sizeof(*macs));
	pair->nb_mcast = n;
	return make_change((struct change){.pair = pair, .apply = apply_mcast});
}

static int
apply_vlan_filter(struct pair *pair, struct member *member, const struct change *change)
{
	(void)pair;
	return rte_eth_dev_vlan_filter(member->port_id, (uint16_t)change->value, change->on);
}

int
change_vlan_filter_set(struct rte_eth_dev *dev, uint16_t id, int on)
{
	return make_change((struct change){
	        .pair = dev->data->dev_private, .apply = apply_vlan_filter, .value = id, .on = on});
}

static int
apply_vlan_offload(struct pair *pair, struct member *member, const struct change *change)
{
	(void)change;
	return rte_eth_dev_set_vlan_offload(member->port_id, replay_vlan_offloads(pair));
}

int
change_vlan_offload_set(struct rte_eth_dev *dev, int mask)
{
	(void)mask;
	return make_change((struct change){.pair = dev->data->dev_private, .apply = apply_vlan_offload});
}

static int
apply_link(struct pair *pair, struct member *member, const struct change *change)
{
	(void)pair;
	return change->on ? rte_eth_dev_set_link_up(member->port_id)
	                  : rte_eth_dev_set_link_down(member->port_id);
}

int
change_set_link_up(struct rte_eth_dev *dev)
{
	struct pair *pair = dev->data->dev_private;

	pair->link_down = false;
	return make_change((struct change){.pair = dev->data->dev_private, .apply = apply_link, .on = 1});
}

int
change_set_link_down(struct rte_eth_dev *dev)
{
	struct pair *pair = dev->data->dev_private;

	pair->link_down = true;
	return make_change((struct change){.pair = dev->data->dev_private, .apply = apply_link});
}
