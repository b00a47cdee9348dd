/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vferry-echo.c: a small application that takes part in what net_vferry does: it sends every frame of its
 * port back, tells each event, and reads commands: `vf` and `backup` switch by hand. It ends with its input.
 *
 *   vferry-echo -l 0-1 --vdev net_vferry0,mac=52:54:00:00:00:01
 */
#include <rte_ethdev.h>
#include <stdio.h>
#include <string.h>
#include <vferry.h>

static const char *const paths[] = {"none", "vf", "backup"};
static uint16_t port;
static volatile bool ended;

static void
on_event(void *arg, uint16_t id, enum vferry_event event, const struct vferry_status *status,
         const char *reason)
{
	static const char *const events[] = {"path", "released", "adopted", "refused"};

	(void)arg;
	printf("port %u: %s, traffic on %s %s\n", id, events[event], paths[status->path], reason);
}

static int
echo(void *arg)
{
	struct rte_mbuf *pkts[32];

	(void)arg;
	while (!ended) {
		uint16_t n = rte_eth_rx_burst(port, 0, pkts, 32), sent = 0;

		for (uint16_t i = 0; i < n; i++) {
			struct rte_ether_hdr *eth = rte_pktmbuf_mtod(pkts[i], struct rte_ether_hdr *);

			RTE_SWAP(eth->src_addr, eth->dst_addr);
		}
		while (sent < n && !ended)
			sent += rte_eth_tx_burst(port, 0, pkts + sent, n - sent);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct rte_eth_conf conf = {0};
	struct rte_mempool *pool;
	char line[32];

	if (rte_eal_init(argc, argv) < 0)
		return 1;
	/* The members are owned by net_vferry: the first port that is free is the pair. */
	port = (uint16_t)rte_eth_find_next_owned_by(0, RTE_ETH_DEV_NO_OWNER);
	pool = rte_pktmbuf_pool_create("echo", 8191, 256, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
	if (!pool || rte_eth_dev_configure(port, 1, 1, &conf) ||
	    rte_eth_rx_queue_setup(port, 0, 512, SOCKET_ID_ANY, NULL, pool) ||
	    rte_eth_tx_queue_setup(port, 0, 512, SOCKET_ID_ANY, NULL) || rte_eth_dev_start(port) ||
	    rte_eal_mp_remote_launch(echo, NULL, SKIP_MAIN))
		return 1;
	vferry_on_event(on_event, NULL);
	while (fgets(line, sizeof(line), stdin)) {
		enum vferry_path path = strcmp(line, "vf\n") == 0       ? VFERRY_PATH_VF
		                        : strcmp(line, "backup\n") == 0 ? VFERRY_PATH_BACKUP
		                                                        : VFERRY_PATH_NONE;

		printf("%s: %s\n", paths[path], strerror(-vferry_switch(port, path, 10000)));
		fflush(stdout);
	}
	ended = true;
	rte_eal_mp_wait_lcore();
	return rte_eth_dev_stop(port) || rte_eth_dev_close(port) || rte_eal_cleanup();
}
