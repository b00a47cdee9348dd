/* SPDX-License-Identifier: BSD-3-Clause */
/* secondary.c: see secondary.h. */
#include "secondary.h"

#include <errno.h>
#include <ethdev_vdev.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pmd_private.h"

static bool
enter_functions(const struct shown *shown)
{
	burst_fn *rx = (burst_fn *)code_find(&shown->rx), *tx = (burst_fn *)code_find(&shown->tx);
	eth_tx_prep_t prepare = (eth_tx_prep_t)code_find(&shown->prepare);

	rxtx_here.members[shown->port_id].rx = rx;
	rxtx_here.members[shown->port_id].tx = tx;
	rxtx_here.members[shown->port_id].prepare = prepare;
	return rx && tx && (prepare || !shown->prepares);
}

/* Finds what it takes to poll a member that is started, and tells the primary. */
static int
follow(struct shown *shown, struct err *err)
{
	int32_t start = atomic_load(&shown->start);
	int rc = 0;

	if (start == 0 || atomic_load(&shown->followed[rxtx_here.process]) == start)
		return 0;
	/* Not by the ethdev's state: what the primary closed first stays attached here. */
	if (!find_probed(shown->bus, shown->device))
		rc = err_set(
		        err, -ENODEV,
		        "%s is not attached in this process, which must have every device that is a member "
		        "of its pairs",
		        shown->device);
	else if (!enter_functions(shown))
		rc = err_set(err, -EXDEV,
		             "the functions that the primary uses for %s are not in this process: both must "
		             "load the same files of DPDK",
		             shown->device);
	atomic_store(&shown->followed[rxtx_here.process], rc ? -start : start);
	return rc;
}

static int
follow_both(struct pair *pair, struct err *err)
{
	int rc = follow(&pair->shown.vf, err);

	return rc ? rc : follow(&pair->shown.backup, err);
}

/* The primary hears of a failure, and this log says why. */
static void
catch_up(const struct rte_eth_dev *dev)
{
	struct err err;

	if (follow_both(dev->data->dev_private, &err))
		rte_log(RTE_LOG_ERR, vferry_logtype, "%s: %s\n", dev->data->name, err.text);
}

/* PROCESSES_FOLLOW, in the thread of DPDK's channel. */
static int
on_follow(const struct rte_mp_msg *message, const void *peer)
{
	const struct processes_message *told = (const struct processes_message *)message->param;
	const struct rte_eth_dev *dev = &rte_eth_devices[told->port_id % RTE_MAX_ETHPORTS];

	(void)peer;
	if (dev->state == RTE_ETH_DEV_ATTACHED && dev->rx_pkt_burst == rxtx_rx_here)
		catch_up(dev);
	return 0;
}

static int
ask_for_number(int pidfd, struct err *err)
{
	struct timespec patience = {.tv_sec = 5};
	struct processes_message *mine;
	struct rte_mp_msg request = {
	        .name = PROCESSES_JOIN, .len_param = sizeof(*mine), .num_fds = 1, .fds = {pidfd}};
	struct rte_mp_reply replies;

	mine = (struct processes_message *)request.param;
	mine->pid = getpid();
	if (rte_mp_request_sync(&request, &replies, &patience) || replies.nb_received != 1)
		return err_set(err, -ETIMEDOUT, "the primary process does not answer: %s",
		               rte_strerror(rte_errno));
	rxtx_here.process = ((struct processes_message *)replies.msgs[0].param)->process;
	free(replies.msgs);
	return rxtx_here.process ? 0
	                         : err_set(err, -EUSERS, "the primary has %u secondary processes already",
	                                   PROCESSES_MAX - 1);
}

/* Once per process. */
static int
join(struct err *err)
{
	int pidfd, rc;

	if (rxtx_here.process)
		return 0;
	rc = quiesce_ready(err);
	if (rc)
		return rc;
	if (rte_mp_action_register(PROCESSES_FOLLOW, on_follow) && rte_errno != EEXIST)
		return err_set(err, -rte_errno, "DPDK's channel between processes: %s",
		               rte_strerror(rte_errno));
	pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
	if (pidfd < 0)
		return err_set(err, -errno, "pidfd_open: %s; a secondary process needs Linux 5.3 or later",
		               strerror(errno));
	rc = ask_for_number(pidfd, err);
	close(pidfd);
	return rc;
}

static void
leave(struct pair *pair)
{
	if (pair)
		atomic_fetch_and(&pair->secondaries, ~(UINT64_C(1) << rxtx_here.process));
}

/* ---- what an application may ask of the port here ---- */
static int
refuse(struct rte_eth_dev *dev)
{
	rte_log(RTE_LOG_ERR, vferry_logtype,
	        "%s: only the primary process configures, starts and stops the port\n", dev->data->name);
	return -EPERM;
}

/* The primary keeps data->dev_link. */
static int
link_update(struct rte_eth_dev *dev, int wait)
{
	(void)dev, (void)wait;
	return 0;
}

/* As the primary was told last, which is before it can configure the port. */
static int
infos_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	const struct pair *pair = dev->data->dev_private;
	struct rte_eth_dev_info own = *info;

	*info = pair->info;
	info->device = own.device;
	info->driver_name = own.driver_name;
	info->switch_info.name = NULL;
	info->nb_rx_queues = own.nb_rx_queues;
	info->nb_tx_queues = own.nb_tx_queues;
	return 0;
}

/* As the primary counted last: it does at least ten times a second. */
static int
counted(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	stats_counted(dev->data->dev_private, stats);
	return 0;
}

static int
close_port(struct rte_eth_dev *dev)
{
	leave(dev->data->dev_private);
	return 0;
}

static const struct eth_dev_ops ops = {
        .dev_configure = refuse,
        .dev_start = refuse,
        .dev_stop = refuse,
        .dev_close = close_port,
        .dev_infos_get = infos_get,
        .link_update = link_update,
        .stats_get = counted,
};

int
secondary_probe(struct rte_vdev_device *vdev, struct err *err)
{
	struct rte_eth_dev *dev;
	struct pair *pair;
	int rc = join(err);

	if (rc)
		return rc;
	dev = rte_eth_dev_attach_secondary(rte_vdev_device_name(vdev));
	if (!dev)
		return err_set(err, -ENODEV, "the primary process has no such port");
	pair = dev->data->dev_private;
	/* Whoever had the number before may have followed. */
	atomic_store(&pair->shown.vf.followed[rxtx_here.process], 0);
	atomic_store(&pair->shown.backup.followed[rxtx_here.process], 0);
	/* From here on the primary waits for this process; what it started before is looked at below. */
	atomic_fetch_or(&pair->secondaries, UINT64_C(1) << rxtx_here.process);
	rc = follow_both(pair, err);
	if (rc) {
		leave(pair);
		rte_eth_dev_release_port(dev);
		return rc;
	}
	dev->device = &vdev->device;
	dev->dev_ops = &ops;
	dev->rx_pkt_burst = rxtx_rx_here;
	dev->tx_pkt_burst = rxtx_tx_here;
	dev->tx_pkt_prepare = rxtx_prepare_here;
	rte_eth_dev_probing_finish(dev);
	/* What was started meanwhile: on_follow() did not know the port yet. If it fails the primary hears of
	 * it. */
	follow_both(pair, err);
	return 0;
}

int
secondary_remove(struct rte_vdev_device *vdev)
{
	struct rte_eth_dev *dev = rte_eth_dev_allocated(rte_vdev_device_name(vdev));

	if (!dev)
		return 0;
	leave(dev->data->dev_private);
	return rte_eth_dev_release_port(dev);
}
