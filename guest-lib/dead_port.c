/* SPDX-License-Identifier: BSD-3-Clause */
/* dead_port.c: see dead_port.h. */
#include "dead_port.h"

#include <ethdev_driver.h>

#include "hurry.h"

/* By port id. A grave is used again by the next device of that port, which has operations of its own until
 * then. */
static struct grave {
	struct eth_dev_ops ops;
	const struct eth_dev_ops *pmd;
} graves[RTE_MAX_ETHPORTS];

static const _Atomic enum bus_sign dead = BUS_UEVENT; /* any death will do */

static struct grave *
grave_of(const struct rte_eth_dev *dev)
{
	return &graves[dev - rte_eth_devices];
}

static int
in_a_hurry(struct rte_eth_dev *dev, int (*operation)(struct rte_eth_dev *dev))
{
	const _Atomic enum bus_sign *before = hurry_if_dead(&dead);
	int rc = operation ? operation(dev) : 0;

	hurry_if_dead(before);
	return rc;
}

/* A device that is gone is stopped, whatever its PMD says: or ethdev would refuse to close it. */
static int
stop(struct rte_eth_dev *dev)
{
	in_a_hurry(dev, grave_of(dev)->pmd->dev_stop);
	return 0;
}

static int
close_port(struct rte_eth_dev *dev)
{
	return in_a_hurry(dev, grave_of(dev)->pmd->dev_close);
}

static int
link_update(struct rte_eth_dev *dev, int wait)
{
	const struct rte_eth_link down = {.link_status = RTE_ETH_LINK_DOWN};

	(void)wait;
	return rte_eth_linkstatus_set(dev, &down);
}

static int
stats_get(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	(void)dev, (void)stats;
	return -ENODEV;
}

/* The other operations stay the PMD's: another thread may be between looking whether there is one and calling
 * it. */
static void
bury(struct rte_eth_dev *dev)
{
	const struct eth_dev_ops *ops = dev->dev_ops;
	struct grave *grave = grave_of(dev);

	/* NULL: somebody is just closing it. */
	if (!ops || ops == &grave->ops)
		return;
	grave->pmd = ops;
	grave->ops = *ops;
	grave->ops.dev_stop = stop;
	grave->ops.dev_close = close_port;
	grave->ops.link_update = link_update;
	grave->ops.stats_get = stats_get;
	dev->dev_ops = &grave->ops;
	/* A port with a link interrupt is asked for what it noted last. */
	link_update(dev, 0);
}

/* Not RTE_ETH_FOREACH_DEV: it skips ports that have an owner. */
void
dead_port_bury(const struct rte_device *device)
{
	for (uint16_t id = 0; id < RTE_MAX_ETHPORTS; id++) {
		struct rte_eth_dev *dev = &rte_eth_devices[id];

		if (dev->state != RTE_ETH_DEV_UNUSED && dev->device == device)
			bury(dev);
	}
}
