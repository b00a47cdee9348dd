/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pair_private.h: struct pair, for the files that carry a pair out: pair.c (actions), paths.c (what the cells
 * hold), away.c (VFs that come and go), find.c (a VF from sysfs to traffic), replay.c, info.c, pmd.c and
 * pmd_ops.c. Everybody else has pair.h.
 */
#ifndef VFERRY_PAIR_PRIVATE_H
#define VFERRY_PAIR_PRIVATE_H

#include <rte_ether.h>
#include <time.h>

#include "announce.h"
#include "bind.h"
#include "cell.h"
#include "chores.h"
#include "devargs.h"
#include "member.h"
#include "now.h"
#include "pair.h"
#include "quiesce.h"
#include "rxtx.h"

#define PAIR_MACS_MAX    64
#define PAIR_MCAST_MAX   64
#define PAIR_REFUSED_MAX 16
#define PAIR_PTYPES_MAX  64
#define PAIR_RSS_KEY_MAX 64

extern int vferry_logtype;
#define PAIR_LOG(level, pair, format, ...) \
	rte_log(RTE_LOG_##level, vferry_logtype, "%s: " format "\n", (pair)->dev->data->name, ##__VA_ARGS__)

/* What the application asked for and ethdev does not keep. */
struct rx_setup {
	uint16_t nb_desc;
	unsigned int socket;
	struct rte_eth_rxconf conf;
	struct rte_mempool *pool; /* borrowed from the application; NULL: not set up */
};

struct tx_setup {
	bool set;
	uint16_t nb_desc;
	unsigned int socket;
	struct rte_eth_txconf conf;
};

/* A device that was tried and is not the pair's VF, and the driver that it was left with. */
struct refusal {
	struct bind_plug plug;
	char driver[BIND_DRIVER_MAX];
};

/*
 * A VF that comes or goes: in the hands of a chore (chores.h), or left over of one. While a chore is busy it
 * alone uses this, and what the pair has for finding; `again` excepted.
 */
struct away {
	enum { AWAY_NOTHING, AWAY_FINDING, AWAY_LEAVING } doing; /* until the chore's result is taken */
	struct chore chore;
	struct member member;
	bool asked;                /* a request waits for what is looked for */
	bool again;                /* there is a new reason to look, since it was begun */
	struct rte_device *device; /* leaves: its port is closed, or is being closed */
};

/* Why the old member's stream counts as ended: nothing came for long, or the newest announcement came back.
 */
enum quiet_end { QUIET_NOT_YET, QUIET_SILENT, QUIET_HEARD };

struct pair {
	struct cell cells[2 * PAIR_QUEUES_MAX]; /* rx, then tx */
	struct path none;                       /* theirs while nothing comes and nothing goes */
	_Atomic uint64_t secondaries;           /* processes that have the port, a bit each: processes.h */

	struct rte_eth_dev *dev;
	uint16_t port_id;
	uint64_t owner; /* of the members, for rte_eth_dev_owner_set() */
	struct devargs args;
	struct rte_ether_addr
	        mac; /* by which members are known; the application may give the port another one */
	struct port port;
	struct member vf, backup;
	struct {
		struct shown vf, backup;
	} shown; /* the members, to secondary processes */
	struct away away;

	bool started;
	bool vf_dead;           /* its device is: as in the facts that the port has */
	uint64_t vf_link_ms;    /* when the VF had a link last, or was set up */
	uint64_t renew_ms;      /* without one for so long it is set up anew */
	enum wire_path path;    /* where rx goes, and all at rest */
	enum wire_path tx_path; /* where lcores transmit */

	/* The configuration that is not in dev->data. */
	struct rx_setup rx[PAIR_QUEUES_MAX];
	struct tx_setup tx[PAIR_QUEUES_MAX];
	struct rte_ether_addr mcast[PAIR_MCAST_MAX];
	uint32_t nb_mcast;
	bool link_down; /* by rte_eth_dev_set_link_down() */
	uint8_t rss_key[PAIR_RSS_KEY_MAX];
	uint32_t ptypes[PAIR_PTYPES_MAX];
	struct rte_eth_stats stats_base; /* what rte_eth_stats_reset() made invisible */
	struct rte_eth_dev_info info;    /* as it was told last, for secondary processes */

	/* The action under way. */
	enum port_action doing; /* PORT_NOTHING between two */
	uint64_t doing_end_ms;  /* its patience: another one is another action */
	uint64_t tx_moved_ms;   /* when the last lcore left the old member's tx queues */
	uint16_t fences;        /* tx queues of it, from 0, that got one since then */
	uint64_t astray_ms;     /* when the network was last told that it feeds the unused member */
	struct {
		uint32_t unicast;  /* from the old member */
		uint64_t since_ms; /* when it was seen to grow last */
		enum quiet_end end;
		uint32_t empty[PAIR_QUEUES_MAX]; /* paths' notes when it did */
	} quiet;

	enum { BACK_TX, BACK_QUIET, BACK_FINISH } back; /* how far a rollback is */

	/* Paths. */
	struct quiesce quiesce;
	struct path *limbo; /* replaced; freed when no lcore can have them */

	/* Announcements. */
	struct rte_mempool *pool;
	struct announce_table learned[PAIR_QUEUES_MAX]; /* by tx queue, during a move */
	uint32_t tag;                                   /* of the newest announcement */

	/* Finding. */
	char expected[RTE_ETH_NAME_MAX_LEN]; /* an ethdev of this name is ours as soon as it appears; "" none
	                                      */
	char driver[BIND_DRIVER_MAX];        /* kernel driver of the last VF */
	struct refusal refused[PAIR_REFUSED_MAX];
	unsigned int nrefused;
	struct bind_plug left; /* a VF that somebody took from us: theirs until it is bound or plugged in
	                          anew, or adopted */
	struct bind_plug taken[BIND_DEVICES_MAX]; /* on a userspace I/O driver before the pair was there */
	unsigned int ntaken;
};

static inline uint64_t
pair_now_ms(void)
{
	return clock_ms();
}

static inline struct member *
pair_member(struct pair *pair, enum wire_path path)
{
	return path == WIRE_PATH_VF ? &pair->vf : path == WIRE_PATH_BACKUP ? &pair->backup : NULL;
}

/* ---- paths.c
 * ------------------------------------------------------------------------------------------------------ 0 or
 * -ENOMEM, and then nothing was published. */

/* Both directions on one member (WIRE_PATH_NONE: nothing comes, nothing goes). */
int paths_rest(struct pair *pair, enum wire_path on);

/* rx from both; tx on old, learning. */
int paths_overlap(struct pair *pair, enum wire_path old, enum wire_path new_one);

/* tx on `on`, learning, shared with the control thread; rx as it is. */
int paths_share_tx(struct pair *pair, enum wire_path on);

/* Whether rx polls two members now. */
bool paths_polls_both(struct pair *pair);

/* True when no lcore follows a path that was replaced; frees those. */
bool paths_settled(struct pair *pair);

/* Waits for that, at most ms. */
bool paths_wait(struct pair *pair, unsigned int ms);

/* At rest: a queue whose PMD was seen to stamp mbuf->port, or not to, gets the path that fits. */
void paths_learn_stamping(struct pair *pair);

static inline struct path *
paths_rx(struct pair *pair, unsigned int queue)
{
	return atomic_load_explicit(&pair->cells[queue].path, memory_order_relaxed);
}

static inline struct path *
paths_tx(struct pair *pair, unsigned int queue)
{
	return atomic_load_explicit(&pair->cells[PAIR_QUEUES_MAX + queue].path, memory_order_relaxed);
}

/* ---- pair.c
 * ------------------------------------------------------------------------------------------------------ */

/* Looks for the members among the ports that exist. The number found, or negative errno. */
int pair_collect(struct pair *pair, struct err *err);

/* Start and stop of the port, in the control thread. */
int pair_start(struct pair *pair, struct err *err);
void pair_stop(struct pair *pair);

/* The current path's link, also into dev->data. */
void pair_update_link(struct pair *pair);

/* ---- announcing.c
 * ------------------------------------------------------------------------------------------------ */

/* Transmits one announcement of everything known on member `on`. AGAIN when its ring is full. */
enum port_result announcing_send(struct pair *pair, enum wire_path on, struct err *err);

/*
 * Transmits one frame on a tx queue of the member that lcores have left, behind everything that is still
 * queued there. What the network brings to the other member tells that the queue is empty. AGAIN when the
 * ring is full, FAILED when there is no mbuf.
 */
enum port_result announcing_fence(struct pair *pair, enum wire_path left, uint16_t queue);

/* ---- away.c
 * ------------------------------------------------------------------------------------------------------ */

/* The pair's part of FIND: has a chore look for a VF and configure it. AGAIN while it does, and when there is
 * none. */
enum port_result away_find(struct pair *pair, struct err *err);

/* The VF, which no lcore uses, leaves: AGAIN until it is closed and off its bus. FAILED: ask again. */
enum port_result away_leave(struct pair *pair, struct err *err);

/* Whatever chore has the pair's device ends, and what it had is closed. For the pair's end; not in a chore.
 */
void away_end(struct pair *pair);

/* ---- find.c
 * ------------------------------------------------------------------------------------------------------ */

/* Before the VF is let go: one that somebody took from its driver, or had the kernel ask for, is not taken
 * back before it is bound to a driver for us, plugged in anew, or asked for. */
void find_remember_left(struct pair *pair);

/*
 * A chore of the pair arg: from a plugged device, or what is in away.member, to a VF there that is ready for
 * traffic (taken only, when the pair is stopped). Calls about the port are held from then on. 0, -EAGAIN when
 * there is none, or negative errno.
 */
int find_vf(void *arg, struct err *err);

/* Whether a chore has a device in its hands of which it does not know yet whose VF it is. Any thread. */
bool find_is_probing(void);

/* Whether this process has a driver of DPDK on the device: ours or the application's. Any process. */
bool find_probed(const char *bus_name, const char *name);

/* ---- replay.c
 * ---------------------------------------------------------------------------------------------------- */

/* Configures and starts a member like the pair. 0 or negative errno; the member is stopped then. */
int replay_onto(struct pair *pair, struct member *member, struct err *err);

/* RTE_ETH_VLAN_*_OFFLOAD as the pair has them. */
int replay_vlan_offloads(const struct pair *pair);

/* ---- info.c
 * ------------------------------------------------------------------------------------------------------ */

int info_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info);
const uint32_t *info_ptypes(struct rte_eth_dev *dev);

/* ---- pmd_ops.c
 * --------------------------------------------------------------------------------------------------- */

extern const struct eth_dev_ops pmd_ops;

#endif
