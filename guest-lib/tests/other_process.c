/* SPDX-License-Identifier: BSD-3-Clause */
/* other_process.c: see other_process.h. */
#include "other_process.h"

#include <errno.h>
#include <fcntl.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_memzone.h>
#include <rte_pause.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pair_private.h"
#include "ring_net.h"

enum { BURST = 32, PAGES = 64, PATIENCE_S = 10 };

#define PAGES_FILE "/proc/sys/vm/nr_hugepages"
#define HUGE_DIR   "/run/huge"

/* Shared by both processes. */
struct both {
	_Atomic bool polls, stuck, stop;
	_Atomic uint64_t echoed;
};

static struct both *both;
static pid_t primary;

/* ---- the machine ---- */
static bool
add_pages(int n)
{
	FILE *file = fopen(PAGES_FILE, "r+e");
	int pages = 0;
	bool ok = file && fscanf(file, "%d", &pages) == 1;

	if (ok) {
		rewind(file);
		fprintf(file, "%d", pages + n);
	}
	return (!file || fclose(file) == 0) && ok;
}

static void
restore(void)
{
	if (getpid() != primary)
		return;
	rte_eal_cleanup();
	add_pages(-PAGES);
}

static bool
has_free_pages(void)
{
	FILE *meminfo = fopen("/proc/meminfo", "re");
	unsigned int free_pages = 0;
	char line[128];

	while (meminfo && fgets(line, sizeof(line), meminfo))
		sscanf(line, "HugePages_Free: %u", &free_pages);
	if (meminfo)
		fclose(meminfo);
	return free_pages >= PAGES;
}

static int
run_eal(const char *role)
{
	/* The address is free in both processes, also where a sanitizer scatters what it maps. */
	char *args[] = {"test_secondary",
	                (char *)role,
	                "--huge-dir",
	                HUGE_DIR,
	                "-m",
	                "64",
	                "--no-pci",
	                "--no-telemetry",
	                "--log-level",
	                "lib.*:error",
	                "-l",
	                "0",
	                "--base-virtaddr=0x400000000000"};
	cpu_set_t cpus;
	int rc;

	/* EAL ties the thread to one CPU, and so all of the tests' threads, in both processes. */
	sched_getaffinity(0, sizeof(cpus), &cpus);
	rc = rte_eal_init(RTE_DIM(args), args);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	return rc;
}

const char *
other_process_prepare(void)
{
	const struct rte_memzone *zone;

	/* DPDK's files are in mounts that end with the two processes. */
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/run", "tmpfs", 0, NULL) || mkdir(HUGE_DIR, 0700) ||
	    mount("none", HUGE_DIR, "hugetlbfs", 0, "pagesize=2M"))
		return "a mount of its own needs root";
	if (!add_pages(PAGES))
		return "the number of hugepages cannot be changed";
	primary = getpid();
	atexit(restore);
	if (!has_free_pages())
		return "there is no memory for hugepages";
	if (run_eal("--proc-type=primary") < 0)
		return "EAL does not start";
	zone = rte_memzone_reserve("both", sizeof(*both), SOCKET_ID_ANY, 0);
	both = zone ? zone->addr : NULL;
	return both ? NULL : "no memory";
}

/* ---- the other process ---- */
static void
never_end(void)
{
	both->stuck = true;
	for (;;)
		pause();
}

static uint16_t
stuck_rx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	(void)queue, (void)pkts, (void)n;
	never_end();
	return 0;
}

static burst_fn *sound_tx;
static struct pair *pair;

static uint16_t
stuck_tx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	if (paths_tx(pair, 0)->kind == PATH_SHARED)
		never_end();
	return sound_tx(queue, pkts, n);
}

static bool
refuses(uint16_t port_id)
{
	struct rte_eth_dev_info info;
	struct rte_eth_stats stats;

	return rte_eth_dev_info_get(port_id, &info) == 0 && info.max_rx_queues >= RING_NET_QUEUES &&
	       info.driver_name && strcmp(info.driver_name, "net_vferry") == 0 &&
	       rte_eth_stats_get(port_id, &stats) == 0 && stats.ipackets > 0 &&
	       rte_eth_dev_set_mtu(port_id, 1400) == -ENOTSUP && rte_eth_dev_stop(port_id) == -EPERM;
}

static bool
echo(uint16_t port_id, uint16_t queue)
{
	struct rte_mbuf *pkts[BURST];
	bool right = true;

	while (!both->stop) {
		uint16_t n = rte_eth_rx_burst(port_id, queue, pkts, BURST), sent = 0;

		for (uint16_t i = 0; i < n; i++) {
			right &= pkts[i]->port == port_id;
			ring_net_turn(pkts[i]);
		}
		while (sent < n)
			sent += rte_eth_tx_burst(port_id, queue, pkts + sent, n - sent);
		both->echoed += n;
		if (n == 0)
			sched_yield();
	}
	return right;
}

int
other_process_main(char **argv)
{
	const struct rte_memzone *zone;
	uint16_t port_id, queue = (uint16_t)atoi(argv[2]);
	enum other_fault fault = (enum other_fault)atoi(argv[3]);

	if (run_eal("--proc-type=secondary") < 0)
		return 2;
	zone = rte_memzone_lookup("both");
	if (!zone || rte_eth_dev_get_port_by_name("net_vferry0", &port_id))
		return 3;
	both = zone->addr;
	pair = rte_eth_devices[port_id].data->dev_private;
	if (fault == OTHER_STUCK_RX)
		rxtx_here.members[pair->vf.port_id].rx = stuck_rx;
	if (fault == OTHER_STUCK_TX) {
		sound_tx = rxtx_here.members[pair->vf.port_id].tx;
		rxtx_here.members[pair->vf.port_id].tx = stuck_tx;
	}
	both->polls = true;
	if (!echo(port_id, queue))
		return 4;
	return fault == OTHER_CONFIGURES && !refuses(port_id) ? 5 : 0;
}

/* ---- seen from the first ---- */
static bool
comes_true(const _Atomic bool *flag, pid_t pid)
{
	time_t end = time(NULL) + PATIENCE_S;

	while (!*flag && time(NULL) < end) {
		if (pid > 0 && waitpid(pid, NULL, WNOHANG) == pid)
			return false;
		usleep(500);
	}
	return *flag;
}

pid_t
other_process_start(uint16_t queue, enum other_fault fault)
{
	char queue_text[8], fault_text[8];
	char *args[] = {"test_secondary", "secondary", queue_text, fault_text, NULL};
	pid_t pid;

	snprintf(queue_text, sizeof(queue_text), "%u", queue);
	snprintf(fault_text, sizeof(fault_text), "%d", fault);
	both->polls = both->stuck = both->stop = false;
	both->echoed = 0;
	pid = fork();
	if (pid == 0) {
		execv("/proc/self/exe", args);
		_exit(127);
	}
	return comes_true(&both->polls, pid) ? pid : -1;
}

bool
other_process_is_stuck(void)
{
	return both->stuck;
}

bool
other_process_gets_stuck(void)
{
	return comes_true(&both->stuck, 0);
}

uint64_t
other_process_echoed(void)
{
	return both->echoed;
}

int
other_process_end(pid_t pid, bool kill_it)
{
	int status = 0;

	both->stop = true;
	if (kill_it)
		kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
