/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pair_end.h: what the pair's tests share: ports by name, actions in the control thread, the main with EAL in
 * it. The members are net_ring and net_null ports; DPDK and the control thread are real.
 */
#ifndef VFERRY_PAIR_END_H
#define VFERRY_PAIR_END_H

#include <errno.h>
#include <rte_bus_vdev.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <string.h>

#include "control.h"
#include "pair_private.h"
#include "ring_net.h"
#include "tests/unit.h"
#include "vferry.h"

#define TIMEOUT_MS 5000

static inline uint16_t
port_named(const char *name)
{
	uint16_t port_id = RTE_MAX_ETHPORTS;

	rte_eth_dev_get_port_by_name(name, &port_id);
	return port_id;
}

/* Configures and starts a port. 0 or negative errno. */
static inline int
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

static inline enum vferry_path
path_of(uint16_t port_id)
{
	struct vferry_status status;

	return vferry_status(port_id, &status) ? VFERRY_PATH_NONE : status.path;
}

struct action {
	uint16_t port_id;
	enum port_action action;
};

/* The chore of a FIND is waited for. */
static inline int
act(void *arg)
{
	const struct action *action = arg;
	struct pair *pair = rte_eth_devices[action->port_id].data->dev_private;
	enum port_result result;
	struct err err;

	result = pair_do(pair, action->action, &err);
	if (action->action == PORT_FIND && result == PORT_AGAIN) {
		chores_wait(&pair->away.chore);
		pair_found(pair, &result, &err);
	}
	return (int)result;
}

/* RELEASE is asked for until it is done; the others say what they say. */
static inline int
do_action(uint16_t port_id, enum port_action action)
{
	int result;

	do
		result = control_call(CONTROL_NO_PORT, act, &(struct action){port_id, action});
	while (action == PORT_RELEASE && result == PORT_AGAIN);
	return result;
}

static inline int
pair_tests_run(const char *name, const struct unit_test *tests, unsigned int n)
{
	char *args[] = {"test_pair", "--no-huge", "--no-pci",       "--no-shconf", "-m",         "64",
	                "-l",        "0",         "--no-telemetry", "--log-level", "lib.*:error"};

	if (rte_eal_init(RTE_DIM(args), args) < 0)
		return 1;
	ring_net_init();
	return unit_run(name, tests, n);
}

#endif
