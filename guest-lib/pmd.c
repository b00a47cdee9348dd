/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pmd.c: EAL's view of a pair: --vdev net_vferryN,mac=... becomes one ethdev.
 * EAL probes the vdev bus last, so members on other buses exist by then; virtual members stand before the
 * pair on the command line. Neighbours: devargs.c, pair.h, pmd_ops.c.
 */
#include <bus_vdev_driver.h>
#include <errno.h>
#include <ethdev_vdev.h>
#include <rte_ethdev.h>
#include <rte_malloc.h>
#include <stdio.h>

#include "control.h"
#include "pmd_private.h"
#include "secondary.h"

enum { ANNOUNCE_MBUFS = 8 * ANNOUNCE_ENTRIES_MAX - 1 /* several announcements may wait in transmit rings */ };

/*
 * A port that find.c is waiting for is taken before the application hears of it: this callback was registered
 * first, and iterating skips ports that have an owner.
 */
static int
on_new_port(uint16_t port_id, enum rte_eth_event_type event, void *arg, void *unused)
{
	struct pair *pair = arg;
	struct rte_eth_dev_owner mine = {.id = pair->owner, .name = "net_vferry"};

	(void)event, (void)unused;
	if (pair->expected[0] && strcmp(rte_eth_devices[port_id].data->name, pair->expected) == 0)
		rte_eth_dev_owner_set(port_id, &mine);
	return 0;
}

/* Its PMD says that a member of ours must be set up anew: it is let go and taken again. */
static int
on_reset(uint16_t port_id, enum rte_eth_event_type event, void *arg, void *unused)
{
	const struct pair *pair = arg;
	struct rte_eth_dev_owner owner;
	struct rte_device *device = rte_eth_devices[port_id].device;
	const struct bus_ops *bus = bus_of(device);

	(void)event, (void)unused;
	if (bus && rte_eth_dev_owner_get(port_id, &owner) == 0 && owner.id == pair->owner)
		bus->hot_unplug(device, BUS_RESET);
	return 0;
}

/* What this file wants to hear of other ports. */
static const struct {
	enum rte_eth_event_type event;
	rte_eth_dev_cb_fn fn;
} listened[] = {
        {RTE_ETH_EVENT_NEW, on_new_port},
        {RTE_ETH_EVENT_INTR_RESET, on_reset},
};

static void
stop_listening(struct pair *pair)
{
	for (unsigned int i = 0; i < RTE_DIM(listened); i++)
		rte_eth_dev_callback_unregister(RTE_ETH_ALL, listened[i].event, listened[i].fn, pair);
}

static int
listen_to_ports(struct pair *pair)
{
	int rc = 0;

	for (unsigned int i = 0; rc == 0 && i < RTE_DIM(listened); i++)
		rc = rte_eth_dev_callback_register(RTE_ETH_ALL, listened[i].event, listened[i].fn, pair);
	return rc;
}

static int
prepare(struct pair *pair, struct rte_eth_dev *dev, struct err *err)
{
	char name[RTE_MEMPOOL_NAMESIZE];

	pair->dev = dev;
	pair->port_id = dev->data->port_id;
	rte_ether_unformat_addr(pair->args.mac, &pair->mac);
	port_init(&pair->port);
	rxtx_aim(&pair->none, PATH_NONE);
	for (unsigned int i = 0; i < RTE_DIM(pair->cells); i++)
		atomic_init(&pair->cells[i].path, &pair->none);
	pair->vf.shown = &pair->shown.vf;
	pair->backup.shown = &pair->shown.backup;
	dev->data->mac_addrs = rte_calloc(NULL, PAIR_MACS_MAX, sizeof(struct rte_ether_addr), 0);
	snprintf(name, sizeof(name), "vferry_%u", pair->port_id);
	pair->pool = rte_pktmbuf_pool_create(name, ANNOUNCE_MBUFS, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE,
	                                     (int)rte_socket_id());
	if (!dev->data->mac_addrs || !pair->pool)
		return err_set(err, -ENOMEM, "no memory for the port and its announcements");
	dev->data->mac_addrs[0] = pair->mac;
	return rte_eth_dev_owner_new(&pair->owner);
}

static void
set_up_ethdev(struct rte_eth_dev *dev)
{
	dev->dev_ops = &pmd_ops;
	dev->rx_pkt_burst = rxtx_burst;
	dev->tx_pkt_burst = rxtx_burst;
	dev->tx_pkt_prepare = rxtx_prepare;
	dev->data->dev_flags = RTE_ETH_DEV_INTR_LSC | RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS;
	dev->data->dev_link = (struct rte_eth_link){.link_status = RTE_ETH_LINK_DOWN};
}

static int
find_members(struct pair *pair, struct err *err)
{
	int n;

	pair->ntaken = bind_taken(pair->args.vf, pair->taken, BIND_DEVICES_MAX);
	n = pair_collect(pair, err);

	if (n)
		return n < 0 ? n : 0;
	return err_set(
	        err, -ENODEV,
	        "no port has the MAC %s; bind the VF or the backup with that MAC to a driver that DPDK "
	        "uses (dpdk-devbind.py --status shows all), or name it with vf= or backup=",
	        pair->args.mac);
}

/* In control_add() the thread starts, so it is the last. */
static int
admit(struct pair *pair, struct err *err)
{
	int rc = listen_to_ports(pair);

	if (rc == 0)
		rc = processes_add(pair, err);
	if (rc == 0)
		rc = control_add(pair, pair->args.link, err);
	if (rc) {
		processes_remove(pair);
		stop_listening(pair);
	}
	return rc;
}

static int
create(struct rte_eth_dev *dev, const struct devargs *args, struct err *err)
{
	struct pair *pair = dev->data->dev_private;
	int rc;

	pair->args = *args;
	set_up_ethdev(dev);
	rc = prepare(pair, dev, err);
	if (rc == 0)
		rc = find_members(pair, err);
	if (rc == 0)
		rc = admit(pair, err);
	if (rc) {
		rte_eth_dev_owner_delete(pair->owner);
		rte_mempool_free(pair->pool);
		rte_eth_dev_release_port(dev);
		return rc;
	}
	rte_eth_dev_probing_finish(dev);
	return 0;
}

static int
primary_probe(struct rte_vdev_device *vdev, struct err *err)
{
	struct devargs args;
	struct rte_eth_dev *dev;
	int rc = quiesce_ready(err);

	if (rc == 0)
		rc = devargs_parse(rte_vdev_device_args(vdev), &args, err);
	if (rc)
		return rc;
	dev = rte_eth_vdev_allocate(vdev, sizeof(struct pair));
	return dev ? create(dev, &args, err) : -ENOMEM;
}

static int
probe(struct rte_vdev_device *vdev)
{
	bool primary = rte_eal_process_type() == RTE_PROC_PRIMARY;
	struct err err = {.code = -ENOMEM, .text = "no memory"};
	int rc = primary ? primary_probe(vdev, &err) : secondary_probe(vdev, &err);

	if (rc)
		rte_log(RTE_LOG_ERR, vferry_logtype, "%s: %s\n", rte_vdev_device_name(vdev), err.text);
	return rc;
}

void
pmd_close(struct pair *pair)
{
	control_remove(pair);
	away_end(pair);
	stop_listening(pair);
	pair_stop(pair);
	processes_remove(pair);
	member_close(&pair->vf);
	member_close(&pair->backup);
	rte_mempool_free(pair->pool);
	pair->pool = NULL;
}

static int
remove_vdev(struct rte_vdev_device *vdev)
{
	struct rte_eth_dev *dev = rte_eth_dev_allocated(rte_vdev_device_name(vdev));

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return secondary_remove(vdev);
	if (!dev)
		return 0;
	pmd_close(dev->data->dev_private);
	return rte_eth_dev_release_port(dev);
}

static struct rte_vdev_driver driver = {
        .probe = probe,
        .remove = remove_vdev,
};

RTE_PMD_REGISTER_VDEV(net_vferry, driver);
RTE_PMD_REGISTER_PARAM_STRING(net_vferry, "mac=<aa:bb:cc:dd:ee:ff> "
                                          "vf=<PCI address or port name> "
                                          "backup=<PCI address or port name> "
                                          "link=<path> "
                                          "driver=<kernel driver> "
                                          "announce=<IP address> "
                                          "dead=<ones or zeros>");
