/* SPDX-License-Identifier: BSD-3-Clause */
/* test_dead_port.c: a port whose device is gone is stopped and closed by its own PMD, without its delays; the
 * next port of the same number is alive. */
#include <ethdev_driver.h>
#include <rte_bus_vdev.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_ethdev.h>

#include "dead_port.h"
#include "hurry.h"
#include "tests/unit.h"

static struct eth_dev_ops slow_ops; /* net_null's, with a stop that waits for its device for an hour */
static const struct eth_dev_ops *null_ops;
static unsigned int stops;

static int
slow_stop(struct rte_eth_dev *dev)
{
	for (unsigned int i = 0; i < 3600; i++)
		rte_delay_us(1000000);
	stops++;
	return null_ops->dev_stop(dev) - 1;
}

static uint16_t
start_port(void)
{
	struct rte_eth_conf conf = {0};
	struct rte_mempool *pool = rte_mempool_lookup("pool");
	uint16_t port_id;

	if (!pool)
		pool = rte_pktmbuf_pool_create("pool", 511, 0, 0, 256, SOCKET_ID_ANY);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null0", ""), 0);
	CU_ASSERT_EQUAL_FATAL(rte_eth_dev_get_port_by_name("net_null0", &port_id), 0);
	CU_ASSERT_EQUAL_FATAL(rte_eth_dev_configure(port_id, 1, 1, &conf), 0);
	CU_ASSERT_EQUAL_FATAL(rte_eth_rx_queue_setup(port_id, 0, 64, SOCKET_ID_ANY, NULL, pool), 0);
	CU_ASSERT_EQUAL_FATAL(rte_eth_tx_queue_setup(port_id, 0, 64, SOCKET_ID_ANY, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(rte_eth_dev_start(port_id), 0);
	return port_id;
}

static void
dies_and_is_closed(void)
{
	uint16_t port_id = start_port();
	struct rte_eth_dev *dev = &rte_eth_devices[port_id];
	struct rte_eth_stats stats;
	struct rte_eth_link link;

	null_ops = dev->dev_ops;
	slow_ops = *null_ops;
	slow_ops.dev_stop = slow_stop;
	dev->dev_ops = &slow_ops;
	dead_port_bury(dev->device);
	dead_port_bury(dev->device);
	CU_ASSERT_EQUAL(rte_eth_link_get_nowait(port_id, &link), 0);
	CU_ASSERT_EQUAL(link.link_status, RTE_ETH_LINK_DOWN);
	CU_ASSERT_EQUAL(rte_eth_stats_get(port_id, &stats), -ENODEV);
	/* It is stopped, though its PMD says that it failed: or it could not be closed. */
	CU_ASSERT_EQUAL(rte_eth_dev_stop(port_id), 0);
	CU_ASSERT_EQUAL(stops, 1);
	CU_ASSERT_EQUAL(rte_eth_dev_close(port_id), 0);
	CU_ASSERT_EQUAL(rte_vdev_uninit("net_null0"), 0);
}

static void
the_next_one_lives(void)
{
	uint16_t port_id = start_port();
	struct rte_eth_stats stats;
	struct rte_eth_link link;

	CU_ASSERT_EQUAL(rte_eth_link_get_nowait(port_id, &link), 0);
	CU_ASSERT_EQUAL(link.link_status, RTE_ETH_LINK_UP);
	CU_ASSERT_EQUAL(rte_eth_stats_get(port_id, &stats), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_stop(port_id), 0);
	CU_ASSERT_EQUAL(rte_vdev_uninit("net_null0"), 0);
}

/* Dying in the middle is enough; and nobody else's delays are shorter. */
static void
hurries_only_for_the_dead(void)
{
	_Atomic enum bus_sign sign = BUS_NOTICE;
	uint64_t start = rte_get_timer_cycles();

	CU_ASSERT_PTR_NULL(hurry_if_dead(&sign));
	rte_delay_us(1000);
	CU_ASSERT(rte_get_timer_cycles() - start >= rte_get_timer_hz() / 1000);
	sign = BUS_ONES;
	for (unsigned int i = 0; i < 3600; i++)
		rte_delay_us(1000000);
	CU_ASSERT_PTR_EQUAL(hurry_if_dead(NULL), &sign);
	start = rte_get_timer_cycles();
	rte_delay_us(1000);
	CU_ASSERT(rte_get_timer_cycles() - start >= rte_get_timer_hz() / 1000);
}

static const struct unit_test tests[] = {
        {"a port dies and is closed", dies_and_is_closed},
        {"the next one lives", the_next_one_lives},
        {"delays are left out only for the dead", hurries_only_for_the_dead},
};

int
main(void)
{
	char *args[] = {"test_dead_port", "--no-huge", "--no-pci", "--no-shconf", "-m", "32", "-l", "0",
	                "--no-telemetry"};
	struct err err;

	if (rte_eal_init(RTE_DIM(args), args) < 0 || hurry_install(&err))
		return 1;
	return unit_run("dead_port", tests, RTE_DIM(tests));
}
