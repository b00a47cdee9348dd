/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_pair.c: pairs of real ethdevs under traffic: moves lose and double nothing, a VF goes and another
 * comes, the counters add up. Neighbour: test_pair_faults.c has what goes wrong at rest.
 */
#include "pair_end.h"

#define MOVES 200

static uint16_t ring_pair;

static void
check_counts(struct ring_net_count count)
{
	CU_ASSERT_EQUAL(count.lost, 0);
	CU_ASSERT_EQUAL(count.doubled, 0);
	CU_ASSERT_EQUAL(count.not_back, 0);
	CU_ASSERT_EQUAL(count.back_doubled, 0);
	CU_ASSERT_EQUAL(count.wrong_port, 0);
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
	struct rte_eth_stats before, after;

	ring_net_begin(ring_pair);
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_RELEASE), PORT_FAILED);
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_BACKUP, TIMEOUT_MS), 0);
	CU_ASSERT_EQUAL(rte_eth_stats_get(ring_pair, &before), 0);
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_RELEASE), PORT_DONE);
	CU_ASSERT_EQUAL(port_named("net_ring_vf"), RTE_MAX_ETHPORTS);
	CU_ASSERT_EQUAL(rte_eth_stats_get(ring_pair, &after), 0);
	CU_ASSERT(after.ipackets >= before.ipackets && after.opackets >= before.opackets);
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_VF, TIMEOUT_MS), -ENOENT);
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_FIND), PORT_AGAIN);
	/* A pair that still looks for a VF can do all else. */
	CU_ASSERT_EQUAL(control_call(CONTROL_NO_PORT, announce, &ring_pair), 0);
	CU_ASSERT(ring_net_flows(50));

	CU_ASSERT_FATAL(ring_net_plug(RING_NET_VF));
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_FIND), PORT_DONE);
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_VF, TIMEOUT_MS), 0);
	CU_ASSERT(ring_net_flows(50));
	check_counts(ring_net_end());
}

static int
ask_packets(void *arg)
{
	pair_packets(rte_eth_devices[ring_pair].data->dev_private, arg);
	return 0;
}

/* As the guest link tells them. */
static struct wire_packets
packets_told(void)
{
	struct wire_packets packets = {0};

	CU_ASSERT_EQUAL(control_call(CONTROL_NO_PORT, ask_packets, &packets), 0);
	return packets;
}

static void
counters_add_up(void)
{
	struct wire_packets before, after;
	struct vferry_status status;
	struct rte_eth_stats stats;
	uint64_t delivered = ring_net_delivered();

	CU_ASSERT_EQUAL(rte_eth_stats_get(ring_pair, &stats), 0);
	CU_ASSERT_EQUAL(stats.ipackets, delivered);
	CU_ASSERT(stats.opackets >= delivered);
	CU_ASSERT_EQUAL(vferry_status(ring_pair, &status), 0);
	CU_ASSERT(status.vf.rx_packets > 0 && status.backup.rx_packets > 0);
	CU_ASSERT(status.vf.rx_packets + status.backup.rx_packets >= delivered);
	before = packets_told();
	CU_ASSERT(before.vf.received > 0 && before.backup.received > 0);
	CU_ASSERT_EQUAL(before.vf.received + before.backup.received, delivered);
	CU_ASSERT(before.vf.sent > 0 && before.backup.sent > 0);
	CU_ASSERT(before.vf.sent + before.backup.sent >= stats.opackets);

	CU_ASSERT_EQUAL(rte_eth_stats_reset(ring_pair), 0);
	CU_ASSERT_EQUAL(rte_eth_stats_get(ring_pair, &stats), 0);
	CU_ASSERT_EQUAL(stats.ipackets, 0);
	ring_net_begin(ring_pair);
	CU_ASSERT(ring_net_flows(100));
	check_counts(ring_net_end());
	CU_ASSERT_EQUAL(rte_eth_stats_get(ring_pair, &stats), 0);
	CU_ASSERT_EQUAL(stats.ipackets, ring_net_delivered() - delivered);
	/* All on the VF; what the application makes zero is told all the same. */
	after = packets_told();
	CU_ASSERT_EQUAL(after.vf.received, before.vf.received + ring_net_delivered() - delivered);
	CU_ASSERT(after.vf.sent >= before.vf.sent + stats.opackets);
	CU_ASSERT_EQUAL(after.backup.received, before.backup.received);
	CU_ASSERT_EQUAL(after.backup.sent, before.backup.sent);
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
        {"closing closes the members", closes},
};

int
main(void)
{
	return pair_tests_run("pair", tests, RTE_DIM(tests));
}
