/* SPDX-License-Identifier: BSD-3-Clause */
/* member.c: see member.h. */
#include "member.h"

#include <bus_driver.h>
#include <errno.h>
#include <rte_dev.h>
#include <rte_ethdev.h>
#include <string.h>

#include "bind.h"
#include "hurry.h"

enum {
	FLUSH_MAX = 4096, /* packets a queue: above any ring */
};

/*
 * Read in DPDK 22.11: each of these copies data->port_id into its rx queue in rx_queue_setup and uses the
 * copy for mbuf->port and for the count of failed mbuf allocations. All keep the memzone of their ring in the
 * queue, so that releasing frees what was reserved, whatever the port id is by then. The name of that memzone
 * holds the port id
 * ("eth_p2_q0_rx_ring"): two members under one id would share one ring, therefore only a VF is ever aliased.
 * virtio is missing on purpose: it takes its port id when it is probed.
 */
static const char *const aliasing[] = {
        "net_e1000_igb", "net_e1000_igb_vf", "net_e1000_em", "net_ixgbe",
        "net_ixgbe_vf",  "net_iavf",         "net_vmxnet3",
};

/*
 * Read in DPDK 22.11: these have the device report every packet, so that a descriptor that is not done is on
 * its way. The others ask for a report now and then and clear what they have reaped: to them an empty ring
 * may look busy for ever.
 */
static const char *const reporting[] = {"net_e1000_igb", "net_e1000_igb_vf"};

/* Those that drive the VFs of a PF and nothing else. */
static const char *const vfs[] = {"net_e1000_igb_vf", "net_ixgbe_vf", "net_iavf"};

static const char *
pmd_name(const struct rte_eth_dev *dev)
{
	return dev->device && dev->device->driver ? dev->device->driver->name : "";
}

static bool
is_one_of(const struct rte_eth_dev *dev, const char *const *names, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		if (strcmp(pmd_name(dev), names[i]) == 0)
			return true;
	return false;
}

bool
member_can_alias(const struct rte_eth_dev *dev)
{
	return is_one_of(dev, aliasing, RTE_DIM(aliasing));
}

bool
member_is_vf(const struct member *member)
{
	return is_one_of(member->dev, vfs, RTE_DIM(vfs));
}

bool
member_is_virtio(const struct rte_eth_dev *dev)
{
	return strncmp(pmd_name(dev), "net_virtio", strlen("net_virtio")) == 0;
}

int
member_take(struct member *member, uint16_t port_id, uint64_t owner, struct err *err)
{
	struct rte_eth_dev_owner mine = {.id = owner, .name = "net_vferry"}, now;
	struct rte_eth_dev *dev = &rte_eth_devices[port_id];
	int rc = rte_eth_dev_owner_get(port_id, &now);

	if (rc == 0 && now.id != owner)
		rc = rte_eth_dev_owner_set(port_id, &mine);
	if (rc)
		return err_set(err, rc, "port %u (%s) cannot be taken: %s owns it", port_id, dev->data->name,
		               now.name);
	member->there = true;
	member->ready = member->link = false;
	member->link_read_ms = 0;
	member->port_id = port_id;
	member->dev = dev;
	member->sign = bus_sign(dev->device);
	member->aliased = false;
	memset(member->stamping, 0, sizeof(member->stamping));
	memset(&member->tally.last, 0, sizeof(member->tally.last));
	member->plug.pci[0] = '\0';
	if (dev->device)
		bind_plugged(dev->device->name, &member->plug);
	bind_driver_of(dev->device ? dev->device->name : "", member->driver, sizeof(member->driver));
	return 0;
}

void
member_hand_over(struct member *from, struct member *to)
{
	struct tally tally = to->tally;

	tally_hand_over(&from->tally, &tally);
	*to = *from;
	to->tally = tally;
	from->there = from->ready = from->link = false;
}

enum bus_sign
member_sign(const struct member *member)
{
	return member->there && member->sign ? atomic_load(member->sign) : BUS_FINE;
}

bool
member_is_dead(const struct member *member)
{
	return bus_sign_is_death(member_sign(member));
}

void
member_enter(const struct member *member)
{
	hurry_if_dead(member->sign);
}

void
member_leave(void)
{
	hurry_if_dead(NULL);
}

void
member_stop(struct member *member)
{
	const struct bus_ops *bus = member->there ? bus_of(member->dev->device) : NULL;

	if (!member->there)
		return;
	member_count(member);
	atomic_store(&member->shown->start, 0);
	if (bus)
		bus->keep_asking(member->dev->device, false);
	member_enter(member);
	if (member->dev->data->dev_started)
		rte_eth_dev_stop(member->port_id);
	member_leave();
	member->ready = member->link = false;
}

void
member_close(struct member *member)
{
	if (!member->there)
		return;
	member_stop(member);
	member->there = false;
	member_enter(member);
	rte_eth_dev_close(member->port_id);
	member_leave();
}

int
member_remove(struct member *member, struct err *err)
{
	struct rte_device *device = member->dev->device;

	member_close(member);
	return device ? bus_release(device, err) : 0;
}

void
member_read_link(struct member *member, uint64_t now_ms)
{
	struct rte_eth_link link;
	int rc;

	if (!member->there || !member->dev->data->dev_started || member_is_dead(member) ||
	    now_ms - member->link_read_ms < MEMBER_LINK_MS)
		return;
	member->link_read_ms = now_ms;
	member_enter(member);
	rc = rte_eth_link_get_nowait(member->port_id, &link);
	member_leave();
	if (rc)
		return;
	if (link.link_status == RTE_ETH_LINK_UP && !member->link) {
		member->flapped |= member->had_link;
		member->had_link = true;
	}
	member->link = link.link_status == RTE_ETH_LINK_UP;
}

void
member_count(struct member *member)
{
	struct rte_eth_stats now = {0};
	int rc;

	if (!member->there || member_is_dead(member))
		return;
	member_enter(member);
	rc = rte_eth_stats_get(member->port_id, &now);
	member_leave();
	if (rc)
		return;
	tally_count(&member->tally, &now);
}

/* Of n packets, which are freed, how many were sent to mac alone. */
static unsigned int
discard(struct member *member, struct rte_mbuf **pkts, uint16_t n, const struct rte_ether_addr *mac)
{
	unsigned int mine = 0;

	member->tally.dropped += n;
	for (uint16_t i = 0; i < n; i++) {
		const struct rte_ether_hdr *frame = rte_pktmbuf_mtod(pkts[i], const struct rte_ether_hdr *);

		member->tally.dropped_bytes += pkts[i]->pkt_len;
		mine += rte_is_same_ether_addr(&frame->dst_addr, mac);
	}
	rte_pktmbuf_free_bulk(pkts, n);
	return mine;
}

unsigned int
member_flush(struct member *member, const struct rte_ether_addr *mac)
{
	struct rte_mbuf *pkts[32];
	unsigned int mine = 0;
	uint16_t n;

	for (uint16_t q = 0; q < member->dev->data->nb_rx_queues; q++) {
		struct hop hop = member_rx(member, q);

		for (unsigned int total = 0; total < FLUSH_MAX; total += n) {
			n = hop.burst(hop.queue, pkts, RTE_DIM(pkts));
			if (n == 0)
				break;
			mine += discard(member, pkts, n, mac);
		}
	}
	return mine;
}

enum member_tx
member_tx_state(const struct member *member)
{
	const struct rte_eth_dev *dev = member->dev;
	bool knows = is_one_of(dev, reporting, RTE_DIM(reporting));
	struct rte_eth_txq_info info;

	for (uint16_t q = 0; q < dev->data->nb_tx_queues; q++) {
		if (!dev->tx_descriptor_status || rte_eth_tx_queue_info_get(member->port_id, q, &info) ||
		    info.nb_desc == 0)
			return MEMBER_TX_UNKNOWN;
		if (dev->tx_descriptor_status(dev->data->tx_queues[q], info.nb_desc - 1) !=
		    RTE_ETH_TX_DESC_DONE)
			return knows ? MEMBER_TX_BUSY : MEMBER_TX_UNKNOWN;
	}
	return MEMBER_TX_DONE;
}

struct hop
member_rx(const struct member *member, uint16_t queue)
{
	return (struct hop){member->dev->rx_pkt_burst, member->dev->data->rx_queues[queue], member->port_id};
}

struct hop
member_tx(const struct member *member, uint16_t queue)
{
	return (struct hop){member->dev->tx_pkt_burst, member->dev->data->tx_queues[queue], member->port_id};
}

void
member_describe(const struct member *member, struct wire_member *out)
{
	memset(out, 0, sizeof(*out));
	if (member->there) {
		snprintf(out->pci, sizeof(out->pci), "%s",
		         member->dev->device ? member->dev->device->name : "");
		snprintf(out->driver, sizeof(out->driver), "%s", member->driver);
		snprintf(out->pmd, sizeof(out->pmd), "%s", pmd_name(member->dev));
	}
	out->link_up = member->link;
	out->rx_packets = member->tally.sum.ipackets;
	out->tx_packets = member->tally.sum.opackets;
}
