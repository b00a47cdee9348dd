/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_pair_chores.c: a PMD that takes its time keeps nobody waiting but who asks for that very port. The
 * slow one's start and stop return when the test lets them.
 */
#include <pthread.h>
#include <rte_cycles.h>
#include <rte_eth_ring.h>
#include <sched.h>

#include "pair_end.h"

static struct {
	struct eth_dev_ops ops;
	const struct eth_dev_ops *real;
	atomic_bool entered, open;
} slow;

static void
wait_for(const atomic_bool *flag)
{
	uint64_t end = rte_get_timer_cycles() + 5 * rte_get_timer_hz();

	while (!*flag && rte_get_timer_cycles() < end)
		sched_yield();
	CU_ASSERT_TRUE(*flag);
}

static int
slowly(struct rte_eth_dev *dev, int (*operation)(struct rte_eth_dev *dev))
{
	slow.entered = true;
	while (!slow.open)
		sched_yield();
	return operation(dev);
}

static int
slow_start(struct rte_eth_dev *dev)
{
	return slowly(dev, slow.real->dev_start);
}

static int
slow_stop(struct rte_eth_dev *dev)
{
	return slowly(dev, slow.real->dev_stop);
}

static void
close_gate(void)
{
	slow.entered = slow.open = false;
}

/* The VF of the pair that is slow. */
static void
plug_slow(void)
{
	static struct rte_ring *ring; /* as rings do, it outlives the device */
	int id;

	if (!ring)
		ring = rte_ring_create("slow", 64, SOCKET_ID_ANY, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(ring);
	rte_ring_reset(ring); /* announcements of a pair that is gone, and their memory with it */
	id = rte_eth_from_rings("slow", &ring, 1, &ring, 1, SOCKET_ID_ANY);
	CU_ASSERT_FATAL(id >= 0);
	slow.real = rte_eth_devices[id].dev_ops;
	slow.ops = *slow.real;
	slow.ops.dev_start = slow_start;
	slow.ops.dev_stop = slow_stop;
	rte_eth_devices[id].dev_ops = &slow.ops;
}

static uint16_t
make_pair(const char *name, const char *args)
{
	uint16_t port_id;

	CU_ASSERT_EQUAL_FATAL(rte_vdev_init(name, args), 0);
	port_id = port_named(name);
	CU_ASSERT_EQUAL_FATAL(bring_up(port_id, 1), 0);
	return port_id;
}

static void
remove_pair(uint16_t port_id)
{
	CU_ASSERT_EQUAL(rte_eth_dev_stop(port_id), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_close(port_id), 0);
}

/* Whatever a chore does: another pair's traffic moves. */
static void
other_pair_moves(uint16_t other)
{
	struct rte_eth_stats stats;

	CU_ASSERT_EQUAL(vferry_switch(other, VFERRY_PATH_BACKUP, TIMEOUT_MS), 0);
	CU_ASSERT_EQUAL(vferry_switch(other, VFERRY_PATH_VF, TIMEOUT_MS), 0);
	CU_ASSERT_EQUAL(rte_eth_stats_get(other, &stats), 0);
}

struct caller {
	pthread_t thread;
	uint16_t port_id;
	int result;
	atomic_bool over;
};

/* A call that changes what the slow VF is being configured by. */
static void *
turn_promiscuous(void *arg)
{
	struct caller *caller = arg;

	caller->result = rte_eth_promiscuous_enable(caller->port_id);
	caller->over = true;
	return NULL;
}

static void *
let_go(void *arg)
{
	struct caller *caller = arg;

	caller->result = do_action(caller->port_id, PORT_RELEASE);
	caller->over = true;
	return NULL;
}

static void
begin(struct caller *caller, uint16_t port_id, void *(*fn)(void *))
{
	*caller = (struct caller){.port_id = port_id};
	CU_ASSERT_EQUAL_FATAL(pthread_create(&caller->thread, NULL, fn, caller), 0);
}

static void
slow_vf_comes(uint16_t pair, uint16_t other)
{
	struct caller caller;
	uint64_t end;

	close_gate();
	plug_slow();
	control_look();
	wait_for(&slow.entered);
	begin(&caller, pair, turn_promiscuous);
	other_pair_moves(other);
	CU_ASSERT_FALSE(caller.over);
	slow.open = true;
	pthread_join(caller.thread, NULL);
	CU_ASSERT_EQUAL(caller.result, 0);
	/* The call came after the start, and to the new VF as well. */
	CU_ASSERT_EQUAL(rte_eth_promiscuous_get(port_named("net_ring_slow")), 1);
	end = rte_get_timer_cycles() + 5 * rte_get_timer_hz();
	while (path_of(pair) != VFERRY_PATH_VF && rte_get_timer_cycles() < end)
		sched_yield();
	CU_ASSERT_EQUAL(path_of(pair), VFERRY_PATH_VF);
}

static void
slow_vf_goes(uint16_t pair, uint16_t other)
{
	struct caller caller;
	struct rte_eth_stats stats;

	CU_ASSERT_EQUAL(vferry_switch(pair, VFERRY_PATH_BACKUP, TIMEOUT_MS), 0);
	close_gate();
	begin(&caller, pair, let_go);
	wait_for(&slow.entered);
	other_pair_moves(other);
	/* What is left of the pair serves its application. */
	CU_ASSERT_EQUAL(rte_eth_stats_get(pair, &stats), 0);
	CU_ASSERT_EQUAL(path_of(pair), VFERRY_PATH_BACKUP);
	CU_ASSERT_FALSE(caller.over);
	slow.open = true;
	pthread_join(caller.thread, NULL);
	CU_ASSERT_EQUAL(caller.result, PORT_DONE);
	CU_ASSERT_EQUAL(port_named("net_ring_slow"), RTE_MAX_ETHPORTS);
}

static void *
remove_device(void *arg)
{
	struct caller *caller = arg;

	caller->result = rte_vdev_uninit("net_vferry8");
	caller->over = true;
	return NULL;
}

/* A pair that is removed while its VF is being started waits for that, and leaves nothing behind. */
static void
removed_meanwhile(void)
{
	struct caller caller;
	uint16_t pair;

	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null8", ""), 0);
	pair = make_pair("net_vferry8", "mac=52:54:00:00:00:18,vf=net_ring_slow,backup=net_null8");
	close_gate();
	plug_slow();
	control_look();
	wait_for(&slow.entered);
	begin(&caller, pair, remove_device);
	for (int i = 0; i < 1000; i++)
		sched_yield();
	CU_ASSERT_FALSE(caller.over);
	slow.open = true;
	pthread_join(caller.thread, NULL);
	CU_ASSERT_EQUAL(caller.result, 0);
	CU_ASSERT_EQUAL(port_named("net_ring_slow"), RTE_MAX_ETHPORTS);
	CU_ASSERT_EQUAL(port_named("net_vferry8"), RTE_MAX_ETHPORTS);
}

static void
nobody_waits(void)
{
	uint16_t pair, other;

	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null5", ""), 0);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null6", ""), 0);
	CU_ASSERT_EQUAL_FATAL(rte_vdev_init("net_null7", ""), 0);
	pair = make_pair("net_vferry5", "mac=52:54:00:00:00:15,vf=net_ring_slow,backup=net_null5");
	other = make_pair("net_vferry6", "mac=52:54:00:00:00:16,vf=net_null6,backup=net_null7");
	slow_vf_comes(pair, other);
	slow_vf_goes(pair, other);
	remove_pair(pair);
	remove_pair(other);
}

static const struct unit_test tests[] = {
        {"nobody waits for another pair's slow VF", nobody_waits},
        {"a pair removed while its VF is being started", removed_meanwhile},
};

int
main(void)
{
	return pair_tests_run("pair_chores", tests, RTE_DIM(tests));
}
