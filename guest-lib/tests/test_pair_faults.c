/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_pair_faults.c: members that are missing, that cannot be started, that do not get rid of their frames.
 * Neighbour: test_pair.c has pairs under traffic.
 */
#include <rte_eth_ring.h>

#include "pair_end.h"

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
	CU_ASSERT_EQUAL(control_call(CONTROL_NO_PORT, facts_of, &pair), 3);
	CU_ASSERT_EQUAL(rte_eth_dev_start(pair), 0);
	CU_ASSERT_EQUAL(path_of(pair), VFERRY_PATH_BACKUP);
	CU_ASSERT_EQUAL(control_call(CONTROL_NO_PORT, facts_of, &pair), 1);
	CU_ASSERT_EQUAL(do_action(pair, PORT_RELEASE), PORT_DONE);
	CU_ASSERT_EQUAL(control_call(CONTROL_NO_PORT, facts_of, &pair), 0);
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

struct switching {
	uint16_t pair;
	int rc;
};

static void *
switches(void *arg)
{
	struct switching *switching = arg;

	switching->rc = vferry_switch(switching->pair, VFERRY_PATH_BACKUP, TIMEOUT_MS);
	return NULL;
}

static int
doing(void *arg)
{
	return ((struct pair *)rte_eth_devices[*(uint16_t *)arg].data->dev_private)->doing;
}

/* One unicast frame for the pair, as its VF received it. */
static void
receive(struct rte_ring *ring, uint16_t pair)
{
	struct rte_mbuf *mbuf = rte_pktmbuf_alloc(ring_net_pool());
	struct rte_ether_hdr *frame;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mbuf);
	frame = (struct rte_ether_hdr *)rte_pktmbuf_append(mbuf, RTE_ETHER_MIN_LEN);
	memset(frame, 0, RTE_ETHER_MIN_LEN);
	rte_eth_macaddr_get(pair, &frame->dst_addr);
	CU_ASSERT_EQUAL(rte_ring_enqueue(ring, mbuf), 0);
}

static uint16_t
poll_once(uint16_t pair)
{
	struct rte_mbuf *mbufs[8];
	uint16_t n = rte_eth_rx_burst(pair, 0, mbufs, 8);

	rte_pktmbuf_free_bulk(mbufs, n);
	(void)rte_eth_tx_burst(pair, 0, mbufs, 0);
	return n;
}

/* What came while the lcore did something else is in the ring yet: that nothing comes out proves nothing. */
static void
silence_of_an_lcore_is_no_end(void)
{
	struct rte_ring *ring = rte_ring_create("slow", 64, SOCKET_ID_ANY, 0);
	struct rte_ring *none = rte_ring_create("none", 64, SOCKET_ID_ANY, 0);
	struct rte_ring *sink = rte_ring_create("sink", 64, SOCKET_ID_ANY, 0);
	uint64_t until;
	struct switching switching = {.rc = -EINPROGRESS};
	uint16_t pair;
	pthread_t thread;

	CU_ASSERT_FATAL(ring && none && sink);
	CU_ASSERT_FATAL(rte_eth_from_rings("slow", &ring, 1, &sink, 1, SOCKET_ID_ANY) >= 0);
	CU_ASSERT_FATAL(rte_eth_from_rings("slow_backup", &none, 1, &sink, 1, SOCKET_ID_ANY) >= 0);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_vferry6", "mac=52:54:00:00:00:07,vf=net_ring_slow,backup="
	                                                   "net_ring_slow_backup"),
	                      0);
	pair = port_named("net_vferry6");
	CU_ASSERT_EQUAL_FATAL(bring_up(pair, 1), 0);
	switching.pair = pair;
	CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, switches, &switching), 0);
	while (control_call(CONTROL_NO_PORT, doing, &pair) != PORT_WAIT_QUIET)
		poll_once(pair);
	receive(ring, pair);
	until = pair_now_ms() + 2ull * PAIR_QUIET_MS;
	while (pair_now_ms() < until && control_call(CONTROL_NO_PORT, doing, &pair) == PORT_WAIT_QUIET)
		;
	CU_ASSERT_EQUAL(poll_once(pair), 1);
	while (control_call(CONTROL_NO_PORT, doing, &pair) == PORT_WAIT_QUIET)
		poll_once(pair);
	CU_ASSERT_EQUAL(pthread_join(thread, NULL), 0);
	CU_ASSERT_EQUAL(switching.rc, 0);
	CU_ASSERT_EQUAL(rte_eth_dev_stop(pair), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_close(pair), 0);
}

static void
missing_members(void)
{
	uint16_t pair, other;

	CU_ASSERT_NOT_EQUAL(rte_vdev_init("net_vferry2", "mac=52:54:00:00:00:03"), 0);
	CU_ASSERT_NOT_EQUAL(rte_vdev_init("net_vferry2", "mac=52:54:00:00:00:03,vf=net_nobody"), 0);
	CU_ASSERT_NOT_EQUAL(rte_vdev_init("net_vferry2", "vf=net_null0"), 0);
	CU_ASSERT_EQUAL(port_named("net_vferry2"), RTE_MAX_ETHPORTS);
	/* A pair has its MAC alone, and a member has one pair. */
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null5", ""), 0);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_vferry5", "mac=52:54:00:00:00:06,vf=net_null5"), 0);
	other = port_named("net_vferry5");
	CU_ASSERT_NOT_EQUAL(rte_vdev_init("net_vferry2", "mac=52:54:00:00:00:03,vf=net_null5"), 0);

	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null2", ""), 0);
	CU_ASSERT_NOT_EQUAL(rte_vdev_init("net_vferry2", "mac=52:54:00:00:00:06,backup=net_null2"), 0);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_vferry2", "mac=52:54:00:00:00:03,backup=net_null2"), 0);
	pair = port_named("net_vferry2");
	CU_ASSERT_EQUAL_FATAL(bring_up(pair, 1), 0);
	CU_ASSERT_EQUAL(path_of(pair), VFERRY_PATH_BACKUP);
	CU_ASSERT_EQUAL(vferry_switch(pair, VFERRY_PATH_VF, TIMEOUT_MS), -ENOENT);
	CU_ASSERT_EQUAL(rte_eth_dev_stop(pair), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_close(pair), 0);
	CU_ASSERT_EQUAL(vferry_switch(pair, VFERRY_PATH_VF, TIMEOUT_MS), -ENODEV);
	CU_ASSERT_EQUAL(rte_eth_dev_close(other), 0);
}

static const struct unit_test tests[] = {
        {"a VF that cannot be started is held until released", unfit_vf_is_held},
        {"a stuck tx ring is not left", stuck_ring_is_not_left},
        {"the silence of an lcore is not the end of a stream", silence_of_an_lcore_is_no_end},
        {"missing members are told, or done without", missing_members},
};

int
main(void)
{
	return pair_tests_run("pair_faults", tests, RTE_DIM(tests));
}
