/* SPDX-License-Identifier: BSD-3-Clause */
/* processes.c: see processes.h. */
#include "processes.h"

#include <bus_driver.h>
#include <dev_driver.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <unistd.h>

#include "pair_private.h"

enum { FOLLOW_MS = 1000 };

/* join() runs in the thread of DPDK's channel, the rest in others. */
static struct {
	pthread_mutex_t lock;
	struct pair *pairs[WIRE_PAIRS_MAX];
	struct {
		pid_t pid; /* 0: free */
		int pidfd;
	} of[PROCESSES_MAX];
	unsigned int n;
} all = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The number of a new process; 0: there are too many. */
static unsigned int
enter(pid_t pid, int pidfd)
{
	unsigned int process = 1;

	pthread_mutex_lock(&all.lock);
	while (process < PROCESSES_MAX && all.of[process].pid)
		process++;
	if (process == PROCESSES_MAX) {
		process = 0;
	} else {
		all.of[process].pid = pid;
		all.of[process].pidfd = pidfd;
		all.n++;
	}
	pthread_mutex_unlock(&all.lock);
	return process;
}

static int
join(const struct rte_mp_msg *request, const void *peer)
{
	struct processes_message *asked = (struct processes_message *)request->param, *answer;
	struct rte_mp_msg reply = {.name = PROCESSES_JOIN, .len_param = sizeof(*answer)};

	answer = (struct processes_message *)reply.param;
	if (request->num_fds == 1 && request->len_param == sizeof(*asked) && asked->pid > 0)
		answer->process = enter(asked->pid, request->fds[0]);
	for (int i = 0; i < request->num_fds && answer->process == 0; i++)
		close(request->fds[i]);
	return rte_mp_reply(&reply, peer);
}

int
processes_add(struct pair *pair, struct err *err)
{
	unsigned int i = 0;

	/* A process without the channel has no secondaries. */
	if (rte_mp_action_register(PROCESSES_JOIN, join) && rte_errno != EEXIST && rte_errno != ENOTSUP)
		return err_set(err, -rte_errno, "DPDK's channel between processes takes no more requests: %s",
		               rte_strerror(rte_errno));
	pthread_mutex_lock(&all.lock);
	while (i < WIRE_PAIRS_MAX && all.pairs[i])
		i++;
	if (i < WIRE_PAIRS_MAX)
		all.pairs[i] = pair;
	pthread_mutex_unlock(&all.lock);
	return i < WIRE_PAIRS_MAX ? 0
	                          : err_set(err, -ENOSPC, "a process has at most %d pairs", WIRE_PAIRS_MAX);
}

void
processes_remove(struct pair *pair)
{
	pthread_mutex_lock(&all.lock);
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++)
		if (all.pairs[i] == pair)
			all.pairs[i] = NULL;
	pthread_mutex_unlock(&all.lock);
}

/* Its bursts are over. */
static void
evict(struct pair *pair, unsigned int process)
{
	uint64_t bit = UINT64_C(1) << process;

	if (atomic_fetch_and(&pair->secondaries, ~bit) & bit)
		PAIR_LOG(NOTICE, pair, "the secondary process %d is gone", all.of[process].pid);
	for (unsigned int i = 0; i < RTE_DIM(pair->cells); i++) {
		if (!cell_evict(&pair->cells[i], process))
			continue;
		PAIR_LOG(WARNING, pair,
		         "it died inside a burst on %s queue %u, whose state in the member nobody knows; "
		         "stop and start the port before the queue is used again",
		         i < PAIR_QUEUES_MAX ? "rx" : "tx", i % PAIR_QUEUES_MAX);
	}
}

static void
bury(unsigned int process)
{
	struct pollfd end = {.fd = all.of[process].pidfd, .events = POLLIN};

	if (poll(&end, 1, 0) != 1)
		return;
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++)
		if (all.pairs[i])
			evict(all.pairs[i], process);
	close(all.of[process].pidfd);
	all.of[process].pid = 0;
	all.n--;
}

void
processes_bury(void)
{
	pthread_mutex_lock(&all.lock);
	for (unsigned int process = 1; all.n && process < PROCESSES_MAX; process++)
		if (all.of[process].pid)
			bury(process);
	pthread_mutex_unlock(&all.lock);
}

static void
describe(struct shown *shown, const struct rte_eth_dev *dev)
{
	static atomic_int last;
	const struct rte_device *device = dev->device;

	snprintf(shown->bus, sizeof(shown->bus), "%s", device ? device->bus->name : "");
	snprintf(shown->device, sizeof(shown->device), "%s", device ? device->name : "");
	code_name((const void *)dev->rx_pkt_burst, &shown->rx);
	code_name((const void *)dev->tx_pkt_burst, &shown->tx);
	code_name((const void *)dev->tx_pkt_prepare, &shown->prepare);
	shown->prepares = dev->tx_pkt_prepare != NULL;
	shown->port_id = dev->data->port_id;
	/* Never 0, and positive, for as many starts as there will be. */
	atomic_store(&shown->start, atomic_fetch_add(&last, 1) + 1);
}

/* 0, -EAGAIN, or what the first process that cannot follow is the reason for. */
static int
all_follow(struct pair *pair, const struct member *member, struct err *err)
{
	const struct shown *shown = member->shown;
	uint64_t left = atomic_load(&pair->secondaries);
	int rc = 0;

	for (; left; left &= left - 1) {
		int process = __builtin_ctzll(left);
		int32_t followed = atomic_load(&shown->followed[process]);

		if (followed == -shown->start)
			return err_set(err, -EPROTO,
			               "the secondary process %d cannot use %s; its log says why",
			               all.of[process].pid, member->dev->data->name);
		if (followed != shown->start)
			rc = err_set(err, -EAGAIN,
			             "the secondary process %d does not answer, and %s cannot be used "
			             "without it",
			             all.of[process].pid, member->dev->data->name);
	}
	return rc;
}

int
processes_show(struct pair *pair, struct member *member, struct err *err)
{
	struct rte_mp_msg message = {.name = PROCESSES_FOLLOW, .len_param = sizeof(struct processes_message)};
	uint64_t end = pair_now_ms() + FOLLOW_MS;
	struct err why;
	int rc;

	describe(member->shown, member->dev);
	if (atomic_load(&pair->secondaries) == 0)
		return 0;
	((struct processes_message *)message.param)->port_id = pair->port_id;
	rte_mp_sendmsg(&message);
	do {
		processes_bury();
		rc = all_follow(pair, member, &why);
	} while (rc == -EAGAIN && pair_now_ms() < end && usleep(100) == 0);
	return rc ? err_set(err, rc == -EAGAIN ? -ETIMEDOUT : rc, "%s", why.text) : 0;
}
