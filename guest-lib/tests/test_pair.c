/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_pair.c: pairs of real ethdevs under traffic: moves lose and double nothing, a VF goes and another
 * comes, the counters add up, what is missing is said. The members are net_ring and net_null ports; DPDK and
 * the control thread are real.
 */
#include <errno.h>
#include <rte_bus_vdev.h>
#include <rte_eal.h>
#include <rte_eth_ring.h>
#include <rte_ethdev.h>
#include <string.h>

#include "control.h"
#include "pair.h"
#include "ring_net.h"
#include "tests/unit.h"
#include "vferry.h"

#define MOVES      200
#define TIMEOUT_MS 5000

static uint16_t ring_pair;

static uint16_t
port_named(const char *name)
{
	uint16_t port_id = RTE_MAX_ETHPORTS;

	rte_eth_dev_get_port_by_name(name, &port_id);
	return port_id;
}

/* Configures and starts a port. 0 or negative errno. */
static int
bring_up(uint16_t port_id, uint16_t queues)
{
	struct rte_eth_conf conf = {0};
	int rc = rte_eth_dev_configure(port_id, queues, queues, &conf);

	for (uint16_t q = 0; rc == 0 && q < queues; q++) {
		rc = rte_eth_rx_queue_setup(port_id, q, 256, SOCKET_ID_ANY, NULL, ring_net_pool());
		if (rc == 0)
			rc = rte_eth_tx_queue_setup(port_id, q, 256, SOCKET_ID_ANY, NULL);
	}
	return rc ? rc : rte_eth_dev_start(port_id);
}

static void
check_counts(struct ring_net_count count)
{
	CU_ASSERT_EQUAL(count.lost, 0);
	CU_ASSERT_EQUAL(count.doubled, 0);
	CU_ASSERT_EQUAL(count.not_back, 0);
	CU_ASSERT_EQUAL(count.back_doubled, 0);
	CU_ASSERT_EQUAL(count.wrong_port, 0);
}

static enum vferry_path
path_of(uint16_t port_id)
{
	struct vferry_status status;

	return vferry_status(port_id, &status) ? VFERRY_PATH_NONE : status.path;
}

static void
starts_on_the_vf(void)
{
	uint16_t port_id;

	CU_ASSERT_FATAL(ring_net_plug(RING_NET_VF) && ring_net_plug(RING_NET_BACKUP));
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_vferry0",
	                                    "mac=" RING_NET_MAC ",vf=net_ring_vf,backup=net_ring_backup,"
	                                    "link=/nonexistent/link"),
	                      0);
	ring_pair = port_named("net_vferry0");
	/* The application sees this port, and not its members. */
	RTE_ETH_FOREACH_DEV (port_id)
		CU_ASSERT_EQUAL(port_id, ring_pair);
	CU_ASSERT_EQUAL_FATAL(bring_up(ring_pair, RING_NET_QUEUES), 0);
	CU_ASSERT_EQUAL(path_of(ring_pair), VFERRY_PATH_VF);
	ring_net_begin(ring_pair);
	CU_ASSERT(ring_net_flows(1000));
	check_counts(ring_net_end());
}

static void
moves_lose_nothing(void)
{
	struct vferry_status status;

	ring_net_begin(ring_pair);
	for (unsigned int i = 0; i < MOVES; i++) {
		enum vferry_path to = i % 2 ? VFERRY_PATH_VF : VFERRY_PATH_BACKUP;

		CU_ASSERT_EQUAL(vferry_switch(ring_pair, to, TIMEOUT_MS), 0);
		CU_ASSERT_EQUAL(path_of(ring_pair), to);
		CU_ASSERT_FATAL(ring_net_flows(50));
	}
	check_counts(ring_net_end());
	CU_ASSERT_EQUAL(vferry_status(ring_pair, &status), 0);
	CU_ASSERT_EQUAL(status.switches, MOVES);
}

struct action {
	uint16_t port_id;
	enum port_action action;
};

static int
act(void *arg)
{
	const struct action *action = arg;
	struct err err;

	return (int)pair_do(rte_eth_devices[action->port_id].data->dev_private, action->action, &err);
}

static int
do_action(uint16_t port_id, enum port_action action)
{
	return control_call(act, &(struct action){port_id, action});
}

/* The network has learned the backup, and the VF's stream does not end: the request's time does. */
static void
undone_loses_nothing(void)
{
	ring_net_one_way(true);
	ring_net_begin(ring_pair);
	for (unsigned int i = 0; i < 2; i++) {
		CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_BACKUP, 300), -ETIMEDOUT);
		CU_ASSERT_EQUAL(path_of(ring_pair), VFERRY_PATH_VF);
		CU_ASSERT(ring_net_flows(50));
	}
	check_counts(ring_net_end());
	ring_net_one_way(false);
}

static int
announce(void *arg)
{
	const uint16_t *port_id = arg;
	struct err err;

	return pair_announce(rte_eth_devices[*port_id].data->dev_private, &err);
}

static void
another_vf_takes_over(void)
{
	ring_net_begin(ring_pair);
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_RELEASE), PORT_FAILED);
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_BACKUP, TIMEOUT_MS), 0);
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_RELEASE), PORT_DONE);
	CU_ASSERT_EQUAL(port_named("net_ring_vf"), RTE_MAX_ETHPORTS);
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_VF, TIMEOUT_MS), -ENOENT);
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_FIND), PORT_AGAIN);
	/* A pair that still looks for a VF can do all else. */
	CU_ASSERT_EQUAL(control_call(announce, &ring_pair), 0);
	CU_ASSERT(ring_net_flows(50));

	CU_ASSERT_FATAL(ring_net_plug(RING_NET_VF));
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_FIND), PORT_DONE);
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_VF, TIMEOUT_MS), 0);
	CU_ASSERT(ring_net_flows(50));
	check_counts(ring_net_end());
}

static void
counters_add_up(void)
{
	struct vferry_status status;
	struct rte_eth_stats stats;
	uint64_t delivered = ring_net_delivered();

	CU_ASSERT_EQUAL(rte_eth_stats_get(ring_pair, &stats), 0);
	CU_ASSERT_EQUAL(stats.ipackets, delivered);
	CU_ASSERT(stats.opackets >= delivered);
	CU_ASSERT_EQUAL(vferry_status(ring_pair, &status), 0);
	CU_ASSERT(status.vf.rx_packets > 0 && status.backup.rx_packets > 0);
	CU_ASSERT(status.vf.rx_packets + status.backup.rx_packets >= delivered);

	CU_ASSERT_EQUAL(rte_eth_stats_reset(ring_pair), 0);
	CU_ASSERT_EQUAL(rte_eth_stats_get(ring_pair, &stats), 0);
	CU_ASSERT_EQUAL(stats.ipackets, 0);
	ring_net_begin(ring_pair);
	CU_ASSERT(ring_net_flows(100));
	check_counts(ring_net_end());
	CU_ASSERT_EQUAL(rte_eth_stats_get(ring_pair, &stats), 0);
	CU_ASSERT_EQUAL(stats.ipackets, ring_net_delivered() - delivered);
}

static void
stops_and_starts_again(void)
{
	CU_ASSERT_EQUAL(rte_eth_dev_stop(ring_pair), 0);
	CU_ASSERT_EQUAL(path_of(ring_pair), VFERRY_PATH_NONE);
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_BACKUP, TIMEOUT_MS), -ENETDOWN);
	CU_ASSERT_EQUAL(rte_eth_dev_start(ring_pair), 0);
	ring_net_begin(ring_pair);
	CU_ASSERT(ring_net_flows(100));
	check_counts(ring_net_end());
}

static void
configuration_reaches_both(void)
{
	uint16_t pair, mtu;

	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null0", ""), 0);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null1", ""), 0);
	CU_ASSERT_EQUAL_FATAL(
	        rte_vdev_init("net_vferry1", "mac=52:54:00:00:00:02,vf=net_null0,backup=net_null1"), 0);
	pair = port_named("net_vferry1");
	CU_ASSERT_EQUAL_FATAL(bring_up(pair, 1), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_set_mtu(pair, 1400), 0);
	CU_ASSERT(rte_eth_dev_get_mtu(port_named("net_null0"), &mtu) == 0 && mtu == 1400);
	CU_ASSERT(rte_eth_dev_get_mtu(port_named("net_null1"), &mtu) == 0 && mtu == 1400);

	/* A VF that comes later gets what was set before. */
	CU_ASSERT_EQUAL(vferry_switch(pair, VFERRY_PATH_BACKUP, TIMEOUT_MS), 0);
	CU_ASSERT_EQUAL(do_action(pair, PORT_RELEASE), PORT_DONE);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null0", ""), 0);
	CU_ASSERT_EQUAL(do_action(pair, PORT_FIND), PORT_DONE);
	CU_ASSERT(rte_eth_dev_get_mtu(port_named("net_null0"), &mtu) == 0 && mtu == 1400);
	CU_ASSERT_EQUAL(rte_eth_dev_stop(pair), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_close(pair), 0);
	CU_ASSERT_EQUAL(port_named("net_null0"), RTE_MAX_ETHPORTS);
}

static int
facts_of(void *arg)
{
	uint16_t *port_id = arg;
	struct port_facts facts;

	pair_facts(rte_eth_devices[*port_id].data->dev_private, &facts);
	return (facts.vf_held ? 1 : 0) + (facts.has_vf ? 2 : 0);
}

/* It has fewer queues than the pair: nothing for traffic, but ours until it is released. */
static void
unfit_vf_is_held(void)
{
	struct rte_ring *ring = rte_ring_create("unfit", 64, SOCKET_ID_ANY, 0);
	uint16_t pair;

	CU_ASSERT_PTR_NOT_NULL_FATAL(ring);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null3", ""), 0);
	CU_ASSERT_EQUAL_FATAL(
	        rte_vdev_init("net_vferry3", "mac=52:54:00:00:00:04,vf=net_ring_unfit,backup=net_null3"), 0);
	pair = port_named("net_vferry3");
	CU_ASSERT_EQUAL_FATAL(bring_up(pair, 2), 0);
	CU_ASSERT_EQUAL(vferry_switch(pair, VFERRY_PATH_BACKUP, TIMEOUT_MS), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_stop(pair), 0);
	CU_ASSERT_FATAL(rte_eth_from_rings("unfit", &ring, 1, &ring, 1, SOCKET_ID_ANY) >= 0);
	CU_ASSERT_EQUAL(do_action(pair, PORT_FIND), PORT_DONE);
	CU_ASSERT_EQUAL(control_call(facts_of, &pair), 3);
	CU_ASSERT_EQUAL(rte_eth_dev_start(pair), 0);
	CU_ASSERT_EQUAL(path_of(pair), VFERRY_PATH_BACKUP);
	CU_ASSERT_EQUAL(control_call(facts_of, &pair), 1);
	CU_ASSERT_EQUAL(do_action(pair, PORT_RELEASE), PORT_DONE);
	CU_ASSERT_EQUAL(control_call(facts_of, &pair), 0);
	CU_ASSERT_EQUAL(port_named("net_ring_unfit"), RTE_MAX_ETHPORTS);
	CU_ASSERT_EQUAL(rte_eth_dev_stop(pair), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_close(pair), 0);
}

/* Transmits on a port until its ring is full. */
static void
fill(uint16_t port_id)
{
	struct rte_mbuf *mbuf;

	do {
		mbuf = rte_pktmbuf_alloc(ring_net_pool());
		CU_ASSERT_PTR_NOT_NULL_FATAL(mbuf);
		memset(rte_pktmbuf_append(mbuf, RTE_ETHER_MIN_LEN), 0, RTE_ETHER_MIN_LEN);
	} while (rte_eth_tx_burst(port_id, 0, &mbuf, 1) == 1);
	rte_pktmbuf_free(mbuf);
}

static int
never_done(void *queue, uint16_t offset)
{
	(void)queue, (void)offset;
	return RTE_ETH_TX_DESC_FULL;
}

static void
ring_of_64(struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_txq_info *info)
{
	(void)dev, (void)queue;
	info->nb_desc = 64;
}

/* A switch away from vf_id, whose PMD says that it is never done. */
static int
switch_from_busy(uint16_t pair, uint16_t vf_id, const char *pmd, uint32_t timeout_ms)
{
	const struct rte_driver named = {.name = pmd};
	struct rte_eth_dev *vf = &rte_eth_devices[vf_id];
	const struct rte_driver *driver = vf->device->driver;
	const struct eth_dev_ops *ops = vf->dev_ops;
	struct eth_dev_ops telling = *ops;
	int rc;

	telling.txq_info_get = ring_of_64;
	vf->dev_ops = &telling;
	vf->tx_descriptor_status = never_done;
	vf->device->driver = &named;
	rc = vferry_switch(pair, VFERRY_PATH_BACKUP, timeout_ms);
	vf->device->driver = driver;
	vf->dev_ops = ops;
	return rc;
}

/* A stuck tx ring keeps the traffic where it is: what is in it is not left behind. */
static void
stuck_ring_is_not_left(void)
{
	struct rte_ring *rx = rte_ring_create("stuck_rx", 64, SOCKET_ID_ANY, 0);
	struct rte_ring *tx = rte_ring_create("stuck_tx", 64, SOCKET_ID_ANY, 0);
	struct rte_mbuf *mbuf;
	uint16_t pair;
	int vf_id;

	CU_ASSERT_FATAL(rx && tx);
	vf_id = rte_eth_from_rings("stuck", &rx, 1, &tx, 1, SOCKET_ID_ANY);
	CU_ASSERT_FATAL(vf_id >= 0);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null4", ""), 0);
	CU_ASSERT_EQUAL_FATAL(
	        rte_vdev_init("net_vferry4", "mac=52:54:00:00:00:05,vf=net_ring_stuck,backup=net_null4"), 0);
	pair = port_named("net_vferry4");
	CU_ASSERT_EQUAL_FATAL(bring_up(pair, 1), 0);

	fill(pair);
	CU_ASSERT_EQUAL(vferry_switch(pair, VFERRY_PATH_BACKUP, 300), -ETIMEDOUT);
	CU_ASSERT_EQUAL(path_of(pair), VFERRY_PATH_VF);
	while (rte_ring_dequeue(tx, (void **)&mbuf) == 0)
		rte_pktmbuf_free(mbuf);

	/* A PMD that reports every packet is believed when it is not done; another one is not. */
	CU_ASSERT_EQUAL(switch_from_busy(pair, (uint16_t)vf_id, "net_e1000_igb", 300), -ETIMEDOUT);
	CU_ASSERT_EQUAL(path_of(pair), VFERRY_PATH_VF);
	CU_ASSERT_EQUAL(switch_from_busy(pair, (uint16_t)vf_id, "net_e1000_em", TIMEOUT_MS), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_stop(pair), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_close(pair), 0);
}

static void
missing_members(void)
{
	uint16_t pair;

	CU_ASSERT_NOT_EQUAL(rte_vdev_init("net_vferry2", "mac=52:54:00:00:00:03"), 0);
	CU_ASSERT_NOT_EQUAL(rte_vdev_init("net_vferry2", "mac=52:54:00:00:00:03,vf=net_nobody"), 0);
	CU_ASSERT_NOT_EQUAL(rte_vdev_init("net_vferry2", "vf=net_null0"), 0);
	CU_ASSERT_EQUAL(port_named("net_vferry2"), RTE_MAX_ETHPORTS);
	/* A pair has its MAC alone, and a member has one pair. */
	CU_ASSERT_NOT_EQUAL(rte_vdev_init("net_vferry2", "mac=52:54:00:00:00:03,vf=net_ring_vf"), 0);

	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null2", ""), 0);
	CU_ASSERT_NOT_EQUAL(rte_vdev_init("net_vferry2", "mac=" RING_NET_MAC ",backup=net_null2"), 0);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_vferry2", "mac=52:54:00:00:00:03,backup=net_null2"), 0);
	pair = port_named("net_vferry2");
	CU_ASSERT_EQUAL_FATAL(bring_up(pair, 1), 0);
	CU_ASSERT_EQUAL(path_of(pair), VFERRY_PATH_BACKUP);
	CU_ASSERT_EQUAL(vferry_switch(pair, VFERRY_PATH_VF, TIMEOUT_MS), -ENOENT);
	CU_ASSERT_EQUAL(rte_eth_dev_stop(pair), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_close(pair), 0);
	CU_ASSERT_EQUAL(vferry_switch(pair, VFERRY_PATH_VF, TIMEOUT_MS), -ENODEV);
}

static void
closes(void)
{
	CU_ASSERT_EQUAL(rte_eth_dev_stop(ring_pair), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_close(ring_pair), 0);
	CU_ASSERT_EQUAL(port_named("net_ring_vf"), RTE_MAX_ETHPORTS);
	CU_ASSERT_EQUAL(port_named("net_ring_backup"), RTE_MAX_ETHPORTS);
}

static const struct unit_test tests[] = {
        {"a started pair carries traffic on its VF", starts_on_the_vf},
        {"moves under traffic lose and double nothing", moves_lose_nothing},
        {"a VF is released, and another takes over", another_vf_takes_over},
        {"counters add up over members that come and go", counters_add_up},
        {"a move that is undone under traffic loses nothing", undone_loses_nothing},
        {"a stopped port starts again", stops_and_starts_again},
        {"configuration reaches both members, also later", configuration_reaches_both},
        {"a VF that cannot be started is held until released", unfit_vf_is_held},
        {"a stuck tx ring is not left", stuck_ring_is_not_left},
        {"missing members are told, or done without", missing_members},
        {"closing closes the members", closes},
};

int
main(void)
{
	char *args[] = {"test_pair", "--no-huge", "--no-pci",       "--no-shconf", "-m",         "64",
	                "-l",        "0",         "--no-telemetry", "--log-level", "lib.*:error"};

	if (rte_eal_init(RTE_DIM(args), args) < 0)
		return 1;
	ring_net_init();
	return unit_run("pair", tests, RTE_DIM(tests));
}
