/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench_burst.c: what a burst costs through a pair, next to the member alone, to bonding and to failsafe:
 * cycles a call, the best of 15 rounds, all in one run. The members are net_ring (for the empty poll) and
 * net_null ports. Nothing else runs meanwhile but the pair's control thread.
 */
#include <math.h>
#include <rte_bus_vdev.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <stdio.h>

#include "control.h"
#include "pair_private.h"

enum { ROUNDS = 15, CALLS = 20000, BURSTS = 600, BURST = 32 };

static struct rte_mempool *pool;

/* How a thing is made over two members: driver and arguments, in which N is the set of members and A theirs.
 */
struct subject {
	const char *name, *driver, *args;
	bool stamps; /* treat the member as a PMD that stamps the pair's port id */
};

static const struct subject subjects[] = {
        {"member alone", "net_null", "A", false},
        {"net_vferry, PMD stamps mbuf->port", "net_vferry",
         "mac=52:54:00:00:00:1N,vf=net_nullN0,backup=net_nullN1", true},
        {"net_vferry, PMD does not", "net_vferry", "mac=52:54:00:00:00:2N,vf=net_nullN0,backup=net_nullN1",
         false},
        {"net_bonding, mode 1", "net_bonding", "mode=1,slave=net_nullN0,slave=net_nullN1,primary=net_nullN0",
         false},
        {"net_failsafe", "net_failsafe", "dev(net_nullN0A),dev(net_nullN1A)", false},
};

/* text with N and A filled in. */
static void
fill_in(char *out, size_t size, const char *text, unsigned int set, const char *member_args)
{
	size_t used = 0;

	out[0] = '\0';
	for (; *text && used < size; text++) {
		char plain[2] = {*text, '\0'};

		if (*text == 'N')
			used += (size_t)snprintf(out + used, size - used, "%u", set);
		else
			used += (size_t)snprintf(out + used, size - used, "%s",
			                         *text == 'A' ? member_args : plain);
	}
}

static uint16_t
bring_up(const char *name)
{
	struct rte_eth_conf conf = {0};
	uint16_t port_id;

	if (rte_eth_dev_get_port_by_name(name, &port_id) || rte_eth_dev_configure(port_id, 1, 1, &conf) ||
	    rte_eth_rx_queue_setup(port_id, 0, 256, SOCKET_ID_ANY, NULL, pool) ||
	    rte_eth_tx_queue_setup(port_id, 0, 256, SOCKET_ID_ANY, NULL) || rte_eth_dev_start(port_id))
		return RTE_MAX_ETHPORTS;
	return port_id;
}

static int
trust_stamping(void *arg)
{
	struct pair *pair = arg;

	pair->vf.stamping[0] = STAMP_RIGHT;
	return paths_rest(pair, WIRE_PATH_VF);
}

/* Makes a subject over a new set of members. Its port id, RTE_MAX_ETHPORTS when it cannot be had. */
static uint16_t
make(const struct subject *subject, unsigned int set, const char *member_args)
{
	bool own_members = subject == &subjects[0] || strcmp(subject->driver, "net_failsafe") == 0;
	const char *bare = member_args + (member_args[0] == ',');
	char name[32], args[128];
	uint16_t port_id;

	for (unsigned int m = 0; m < 2 && !own_members; m++) {
		snprintf(name, sizeof(name), "net_null%u%u", set, m);
		if (rte_vdev_init(name, bare))
			return RTE_MAX_ETHPORTS;
	}
	snprintf(name, sizeof(name), "%s%u", subject->driver, set);
	fill_in(args, sizeof(args), subject->args, set, subject == &subjects[0] ? bare : member_args);
	if (rte_vdev_init(name, args))
		return RTE_MAX_ETHPORTS;
	port_id = bring_up(name);
	if (port_id != RTE_MAX_ETHPORTS && subject->stamps)
		control_call(CONTROL_NO_PORT, trust_stamping, rte_eth_devices[port_id].data->dev_private);
	return port_id;
}

/* Cycles that reading the clock twice takes by itself. */
static uint64_t
clock_cost(void)
{
	uint64_t best = UINT64_MAX;

	for (unsigned int i = 0; i < 1000; i++) {
		uint64_t start = rte_rdtsc_precise();

		best = RTE_MIN(best, rte_rdtsc_precise() - start);
	}
	return best;
}

static double
empty_poll(uint16_t port_id)
{
	struct rte_mbuf *pkts[BURST];
	uint64_t start = rte_rdtsc_precise();

	for (unsigned int i = 0; i < CALLS; i++)
		rte_eth_rx_burst(port_id, 0, pkts, BURST);
	return (double)(rte_rdtsc_precise() - start) / CALLS;
}

static double
rx(uint16_t port_id)
{
	struct rte_mbuf *pkts[BURST];
	uint64_t sum = 0, cost = clock_cost();

	for (unsigned int i = 0; i < BURSTS; i++) {
		uint64_t start = rte_rdtsc_precise();
		uint16_t n = rte_eth_rx_burst(port_id, 0, pkts, BURST);

		sum += rte_rdtsc_precise() - start - cost;
		rte_pktmbuf_free_bulk(pkts, n);
	}
	return (double)sum / BURSTS;
}

static double
tx(uint16_t port_id)
{
	struct rte_mbuf *pkts[BURST];
	uint64_t sum = 0, cost = clock_cost();

	for (unsigned int i = 0; i < BURSTS; i++) {
		uint64_t start;
		uint16_t n;

		if (rte_pktmbuf_alloc_bulk(pool, pkts, BURST))
			return HUGE_VAL;
		start = rte_rdtsc_precise();
		n = rte_eth_tx_burst(port_id, 0, pkts, BURST);
		sum += rte_rdtsc_precise() - start - cost;
		rte_pktmbuf_free_bulk(pkts + n, BURST - n);
		/* Bonding looks at its members' links now and then: a burst that went nowhere is no measure.
		 */
		if (n < BURST)
			return HUGE_VAL;
	}
	return (double)sum / BURSTS;
}

static const struct {
	const char *name;
	unsigned int port; /* 0: members that never receive; 1: that always do */
	double (*run)(uint16_t port_id);
} measures[] = {{"empty rx poll", 0, empty_poll}, {"rx of 32", 1, rx}, {"tx of 32", 1, tx}};

static uint16_t ports[RTE_DIM(subjects)][2];
static double best[RTE_DIM(subjects)][RTE_DIM(measures)];

static void
measure(bool first)
{
	for (unsigned int s = 0; s < RTE_DIM(subjects); s++)
		for (unsigned int m = 0; m < RTE_DIM(measures); m++) {
			double now = measures[m].run(ports[s][measures[m].port]);

			best[s][m] = first ? now : RTE_MIN(best[s][m], now);
		}
}

static void
print_table(void)
{
	printf("cycles a call, best of %d (times the member alone)\n%-34s", ROUNDS, "");
	for (unsigned int m = 0; m < RTE_DIM(measures); m++)
		printf("%18s", measures[m].name);
	for (unsigned int s = 0; s < RTE_DIM(subjects); s++) {
		printf("\n%-34s", subjects[s].name);
		for (unsigned int m = 0; m < RTE_DIM(measures); m++)
			printf("%10.1f (%5.2f)", best[s][m], best[s][m] / best[0][m]);
	}
	printf("\n");
}

int
main(void)
{
	char *args[] = {"bench_burst", "--no-huge", "--no-pci",       "--no-shconf", "-m",        "256",
	                "-l",          "0",         "--no-telemetry", "--log-level", "*:critical"};

	if (rte_eal_init(RTE_DIM(args), args) < 0)
		return 1;
	pool = rte_pktmbuf_pool_create("frames", 4095, 256, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	for (unsigned int s = 0; s < RTE_DIM(subjects); s++)
		for (unsigned int p = 0; p < 2; p++) {
			ports[s][p] = make(&subjects[s], 2 * s + p, p ? "" : ",no-rx=1");
			if (ports[s][p] == RTE_MAX_ETHPORTS) {
				fprintf(stderr, "%s cannot be had here\n", subjects[s].name);
				return 1;
			}
		}
	for (unsigned int round = 0; round < ROUNDS; round++)
		measure(round == 0);
	print_table();
	return 0;
}
