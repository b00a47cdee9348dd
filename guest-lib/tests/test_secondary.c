/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_secondary.c: two processes, each polling a queue of its own of one pair: moves lose nothing in either,
 * and a process that dies or cannot follow stops nobody. DPDK's processes, hugepages and rings are real.
 */
#include "other_process.h"

#include <signal.h>
#include <unistd.h>

#include "pair_end.h"

#define MOVES 100

static uint16_t ring_pair;

static void
check_counts(struct ring_net_count count)
{
	CU_ASSERT(count.sent > 0);
	CU_ASSERT_EQUAL(count.lost, 0);
	CU_ASSERT_EQUAL(count.doubled, 0);
	CU_ASSERT_EQUAL(count.not_back, 0);
	CU_ASSERT_EQUAL(count.back_doubled, 0);
	CU_ASSERT_EQUAL(count.wrong_port, 0);
}

/* queue is the other process's; the first has the rest. */
static pid_t
begin(uint16_t queue, enum other_fault fault)
{
	pid_t pid = other_process_start(queue, fault);

	CU_ASSERT_FATAL(pid > 0);
	ring_net_queues(!queue, 1);
	ring_net_begin(ring_pair);
	return pid;
}

static void
moves_lose_nothing_in_either(void)
{
	pid_t pid = begin(1, OTHER_CONFIGURES);

	CU_ASSERT(ring_net_flows(1000));
	for (unsigned int i = 0; i < MOVES; i++) {
		enum vferry_path to = i % 2 ? VFERRY_PATH_VF : VFERRY_PATH_BACKUP;

		CU_ASSERT_EQUAL(vferry_switch(ring_pair, to, TIMEOUT_MS), 0);
		CU_ASSERT_EQUAL(path_of(ring_pair), to);
		CU_ASSERT_FATAL(ring_net_flows(50));
	}
	CU_ASSERT(other_process_echoed() > 1000);
	CU_ASSERT(ring_net_delivered() > 1000);
	check_counts(ring_net_end());
	CU_ASSERT_EQUAL(other_process_end(pid, false), 0);
}

/* Nothing waits for the dead, and the first process can have its queue. */
static void
goes_on_without(pid_t pid)
{
	CU_ASSERT_EQUAL(other_process_end(pid, true), -SIGKILL);
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_BACKUP, TIMEOUT_MS), 0);
	ring_net_end();
	ring_net_queues(0, RING_NET_QUEUES);
	ring_net_begin(ring_pair);
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_VF, TIMEOUT_MS), 0);
	CU_ASSERT(ring_net_flows(1000));
	check_counts(ring_net_end());
}

/* While it is in there, nobody may take the VF away. */
static void
killed_inside_a_burst(void)
{
	pid_t pid = begin(1, OTHER_STUCK_RX);

	CU_ASSERT(other_process_gets_stuck());
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_BACKUP, 300), -ETIMEDOUT);
	CU_ASSERT_EQUAL(path_of(ring_pair), VFERRY_PATH_VF);
	goes_on_without(pid);
}

/* The queue is the one that the control thread announces on; in each move from the VF it is shared for a
 * while. */
static void
killed_while_it_holds_the_queue(void)
{
	pid_t pid = begin(0, OTHER_STUCK_TX);
	int rc = 0;

	for (unsigned int i = 0; rc == 0 && i < MOVES; i++)
		rc = vferry_switch(ring_pair, i % 2 ? VFERRY_PATH_VF : VFERRY_PATH_BACKUP, 300);
	CU_ASSERT_EQUAL(rc, -ETIMEDOUT);
	CU_ASSERT(other_process_is_stuck());
	goes_on_without(pid);
}

static void
starting_anew_loses_nothing(void)
{
	pid_t pid;

	CU_ASSERT_EQUAL(rte_eth_dev_stop(ring_pair), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_start(ring_pair), 0);
	pid = begin(1, OTHER_SOUND);
	CU_ASSERT(ring_net_flows(1000));
	check_counts(ring_net_end());
	CU_ASSERT_EQUAL(rte_eth_dev_stop(ring_pair), 0);
	CU_ASSERT_EQUAL(rte_eth_dev_start(ring_pair), 0);
	ring_net_begin(ring_pair);
	CU_ASSERT(ring_net_flows(1000));
	check_counts(ring_net_end());
	CU_ASSERT_EQUAL(other_process_end(pid, false), 0);
}

/* A VF that comes later, and that the other process does not have: traffic stays where both can poll it. */
static void
nobody_is_led_where_he_cannot_follow(void)
{
	pid_t pid = begin(1, OTHER_SOUND);

	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_BACKUP, TIMEOUT_MS), 0);
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_RELEASE), PORT_DONE);
	CU_ASSERT_FATAL(ring_net_plug(RING_NET_VF));
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_FIND), PORT_FAILED);
	CU_ASSERT(ring_net_flows(1000));
	CU_ASSERT_EQUAL(path_of(ring_pair), VFERRY_PATH_BACKUP);
	check_counts(ring_net_end());
	CU_ASSERT_EQUAL(other_process_end(pid, false), 0);
	/* It was what stood in the way. */
	CU_ASSERT_FATAL(ring_net_plug(RING_NET_VF));
	CU_ASSERT_EQUAL(do_action(ring_pair, PORT_FIND), PORT_DONE);
	ring_net_queues(0, RING_NET_QUEUES);
	ring_net_begin(ring_pair);
	CU_ASSERT_EQUAL(vferry_switch(ring_pair, VFERRY_PATH_VF, TIMEOUT_MS), 0);
	CU_ASSERT(ring_net_flows(1000));
	check_counts(ring_net_end());
}

static const struct unit_test tests[] = {
        {"moves lose nothing in either process", moves_lose_nothing_in_either},
        {"killed inside a burst", killed_inside_a_burst},
        {"killed while it holds the shared queue", killed_while_it_holds_the_queue},
        {"starting anew loses nothing", starting_anew_loses_nothing},
        {"nobody is led where he cannot follow", nobody_is_led_where_he_cannot_follow},
};

int
main(int argc, char **argv)
{
	const char *why_not;
	int code;

	if (argc == 4 && strcmp(argv[1], "secondary") == 0)
		_exit(other_process_main(
		        argv)); /* the vdev bus loses the memory of a device that was detached */
	why_not = other_process_prepare();
	if (why_not) {
		printf("SKIP two processes: %s\n0 passed, 0 failed, %zu skipped\n", why_not, RTE_DIM(tests));
		return 0;
	}
	ring_net_init();
	if (!ring_net_plug(RING_NET_VF) || !ring_net_plug(RING_NET_BACKUP) ||
	    rte_vdev_init("net_vferry0", "mac=" RING_NET_MAC ",vf=net_ring_vf,backup=net_ring_backup,"
	                                 "link=/nonexistent/link"))
		return 1;
	ring_pair = port_named("net_vferry0");
	if (bring_up(ring_pair, RING_NET_QUEUES))
		return 1;
	code = unit_run("secondary", tests, RTE_DIM(tests));
	/* Its thread would go on while the process ends. */
	rte_vdev_uninit("net_vferry0");
	return code;
}
