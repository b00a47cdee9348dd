/* SPDX-License-Identifier: BSD-3-Clause */
/* pair_life.c: a pair's members at its birth, its start and stop, its link. Neighbour: pair.c has the
 * actions. */
#include <errno.h>
#include <stdio.h>

#include "pair_private.h"

enum {
	STOP_WAIT_MS = 1000, /* for an lcore that still polls a port that the application stops */
	RENEW_FIRST_MS =
	        3000, /* a VF without a link is set up anew after this, then after twice as long, ... */
	RENEW_MAX_MS = 60000,
	ASTRAY_EVERY_MS = 1000, /* between two announcements to a network that feeds the unused member */
};

static bool
same_mac(const struct pair *pair, uint16_t port_id)
{
	struct rte_ether_addr mac;

	return rte_eth_macaddr_get(port_id, &mac) == 0 && rte_is_same_ether_addr(&mac, &pair->mac);
}

static bool
is_free(uint16_t port_id)
{
	struct rte_eth_dev_owner now;

	return rte_eth_dev_owner_get(port_id, &now) == 0 && now.id == RTE_ETH_DEV_NO_OWNER;
}

/*
 * A member that was named. A PCI device must have the pair's MAC; a virtual one has no address that a network
 * knows, so its name is enough. 0 also when it is not there.
 */
static int
collect_named(struct pair *pair, struct member *member, const char *name, struct err *err)
{
	uint16_t port_id;

	if (rte_eth_dev_get_port_by_name(name, &port_id) || port_id == pair->port_id)
		return 0;
	/* A chore of another pair's may just have probed it, and will see whose it is. */
	if (find_is_probing() && !is_free(port_id))
		return 0;
	if (rte_eth_devices[port_id].device && bind_is_pci(name) && !same_mac(pair, port_id))
		return err_set(err, -EADDRNOTAVAIL,
		               "%s has another MAC than %s; name the device that has it, or none", name,
		               pair->args.mac);
	return member_take(member, port_id, pair->owner, err);
}

/* Whoever has the MAC takes the role that its kind has, unless a name was given for that role. */
static int
collect_by_mac(struct pair *pair, struct err *err)
{
	uint16_t port_id;

	RTE_ETH_FOREACH_DEV (port_id) {
		bool itself = rte_eth_devices[port_id].dev_ops == &pmd_ops;
		bool virtio = member_is_virtio(&rte_eth_devices[port_id]);
		struct member *member = virtio ? &pair->backup : &pair->vf;
		const char *name = virtio ? pair->args.backup : pair->args.vf;
		int rc;

		if (itself || member->there || name[0] || !same_mac(pair, port_id))
			continue;
		rc = member_take(member, port_id, pair->owner, err);
		if (rc)
			return rc;
	}
	return 0;
}

int
pair_collect(struct pair *pair, struct err *err)
{
	int rc = 0;

	if (!pair->vf.there && pair->args.vf[0])
		rc = collect_named(pair, &pair->vf, pair->args.vf, err);
	if (rc == 0 && !pair->backup.there && pair->args.backup[0])
		rc = collect_named(pair, &pair->backup, pair->args.backup, err);
	if (rc == 0)
		rc = collect_by_mac(pair, err);
	if (rc)
		return rc;
	if (pair->vf.there && pair->vf.driver[0])
		snprintf(pair->driver, sizeof(pair->driver), "%s", pair->vf.driver);
	if (pair->vf.there)
		pair->ntaken = bind_forget(pair->taken, pair->ntaken, pair->vf.dev->data->name);
	return pair->vf.there + pair->backup.there;
}

/* One member at start; what it cannot take is said once, here. */
static void
start_member(struct pair *pair, struct member *member, struct err *err)
{
	if (!member->there || member_is_dead(member) || replay_onto(pair, member, err) == 0)
		return;
	PAIR_LOG(WARNING, pair, "%s", err->text);
}

int
pair_start(struct pair *pair, struct err *err)
{
	uint64_t now = pair_now_ms();

	PAIR_LOG(NOTICE, pair, "the application starts the port");
	start_member(pair, &pair->vf, err);
	start_member(pair, &pair->backup, err);
	if (!pair->vf.ready && !pair->backup.ready && pair->away.doing != AWAY_FINDING)
		return err->code ? err->code
		                 : err_set(err, -ENODEV, "neither VF nor backup is there and alive");
	member_read_link(&pair->vf, now);
	member_read_link(&pair->backup, now);
	pair->path = pair->vf.ready && (pair->vf.link || !pair->backup.ready) ? WIRE_PATH_VF
	             : pair->backup.ready                                     ? WIRE_PATH_BACKUP
	                                                                      : WIRE_PATH_NONE;
	pair->tx_path = pair->path;
	if (paths_rest(pair, pair->path))
		return err_set(err, -ENOMEM, "no memory for the paths of its queues");
	pair->started = true;
	pair_update_link(pair);
	/* The network may still have it where it was before the stop. */
	pair_announce(pair, NULL);
	return 0;
}

void
pair_stop(struct pair *pair)
{
	pair->started = false;
	pair->doing = PORT_NOTHING;
	pair->path = pair->tx_path = WIRE_PATH_NONE;
	paths_rest(pair, WIRE_PATH_NONE);
	if (!paths_wait(pair, STOP_WAIT_MS))
		PAIR_LOG(ERR, pair,
		         "an lcore has been inside a burst for a second while the port is stopped");
	member_stop(&pair->vf);
	member_stop(&pair->backup);
	pair_update_link(pair);
}

void
pair_update_link(struct pair *pair)
{
	struct rte_eth_link link = {.link_status = RTE_ETH_LINK_DOWN}, *shown = &pair->dev->data->dev_link;
	const struct member *member = pair_member(pair, pair->path);
	bool was_up = shown->link_status;

	if (pair->started && member && !pair->link_down)
		link = member->dev->data->dev_link;
	/* In one piece: the application reads it from other threads. */
	atomic_store((_Atomic(struct rte_eth_link) *)shown, link);
	if (pair->started && was_up != link.link_status && pair->dev->data->dev_conf.intr_conf.lsc)
		rte_eth_dev_callback_process(pair->dev, RTE_ETH_EVENT_INTR_LSC, NULL);
}

static bool
backup_carries(const struct pair *pair)
{
	return pair->backup.ready && pair->backup.link && !member_is_dead(&pair->backup);
}

/*
 * A VF whose PF was reset loses its link, and is of no use before it is set up anew: not every PMD says so,
 * and some show a link again. So one whose link came back is set up anew before it is used; and one whose
 * link stays away as well, though less and less often, as that may have other reasons.
 */
static void
renew(struct pair *pair, uint64_t now_ms)
{
	const struct bus_ops *bus = pair->vf.ready ? bus_of(pair->vf.dev->device) : NULL;
	bool up = pair->vf.link && !pair->vf.flapped;
	bool in_use =
	        pair->path == WIRE_PATH_VF && backup_carries(pair); /* the traffic is about to leave it */

	if (up || pair->renew_ms == 0)
		pair->renew_ms = RENEW_FIRST_MS;
	if (!bus || up || in_use || pair->port.want != WIRE_PATH_VF || !member_is_vf(&pair->vf)) {
		pair->vf_link_ms = now_ms;
	} else if (pair->vf.flapped || now_ms - pair->vf_link_ms >= pair->renew_ms) {
		pair->renew_ms = RTE_MIN(2 * pair->renew_ms, (uint64_t)RENEW_MAX_MS);
		bus->hot_unplug(pair->vf.dev->device, BUS_RESET);
	}
}

/*
 * Traffic of a VF that is of no use goes nowhere when the backup cannot take it: then at least the VF can be
 * released. One that the kernel only asks for still works, and stays.
 */
static void
leave_useless_vf(struct pair *pair, enum bus_sign sign)
{
	bool useless = pair->vf_dead || sign == BUS_RESET;

	if (!useless || !pair->started || pair->path != WIRE_PATH_VF || backup_carries(pair))
		return;
	paths_rest(pair, WIRE_PATH_NONE);
	pair->path = pair->tx_path = WIRE_PATH_NONE;
	pair_update_link(pair);
	PAIR_LOG(WARNING, pair, "the VF is of no use and no backup can take its traffic");
}

void
pair_read_links(struct pair *pair)
{
	pair->vf.link_read_ms = pair->backup.link_read_ms = 0;
}

enum bus_sign
pair_facts(struct pair *pair, struct port_facts *facts)
{
	uint64_t now = pair_now_ms();
	enum bus_sign sign;

	member_read_link(&pair->vf, now);
	member_read_link(&pair->backup, now);
	renew(pair, now);
	sign = member_sign(&pair->vf);
	pair->vf_dead = bus_sign_is_death(sign);
	if (!pair->port.step)
		pair->doing = PORT_NOTHING;
	leave_useless_vf(pair, sign);
	facts->started = pair->started;
	facts->has_vf = pair->vf.there && !pair->vf_dead && (pair->vf.ready || !pair->started);
	facts->has_backup = pair->backup.there && !member_is_dead(&pair->backup) &&
	                    (pair->backup.ready || !pair->started);
	facts->vf_held = pair->vf.there || pair->away.doing != AWAY_NOTHING || pair->away.device ||
	                 (pair->port.let_go && find_is_probing());
	facts->vf_gone = pair->vf_dead || pair->away.device;
	facts->vf_asked = sign != BUS_FINE && !pair->vf_dead;
	facts->vf_link = pair->vf.link && !pair->vf_dead;
	facts->backup_link = pair->backup.link;
	facts->path = pair->path;
	return sign;
}

void
pair_describe(const struct pair *pair, struct wire_pair *out)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->mac, pair->args.mac, sizeof(out->mac));
	out->path = pair->path;
	out->has_vf = pair->vf.there;
	out->has_backup = pair->backup.there;
	member_describe(&pair->vf, &out->vf);
	member_describe(&pair->backup, &out->backup);
}

/*
 * Drops what came to the member that nobody polls. Frames for the pair alone should not come there: the
 * network has not learned, or has forgotten, where the pair is. It is told again.
 */
static void
flush_unused(struct pair *pair, uint64_t now_ms)
{
	struct member *unused = pair->path == WIRE_PATH_VF ? &pair->backup : &pair->vf;

	if (!unused->ready || member_flush(unused, &pair->dev->data->mac_addrs[0]) == 0)
		return;
	if (now_ms - pair->astray_ms < ASTRAY_EVERY_MS)
		return;
	pair->astray_ms = now_ms;
	pair_announce(pair, NULL);
}

void
pair_tick(struct pair *pair, uint64_t now_ms)
{
	processes_bury();
	member_count(&pair->vf);
	member_count(&pair->backup);
	if (!pair->started || pair->doing != PORT_NOTHING || pair->port.step || !paths_settled(pair))
		return;
	flush_unused(pair, now_ms);
	paths_learn_stamping(pair);
	pair_update_link(pair);
}

struct port *
pair_port(struct pair *pair)
{
	return &pair->port;
}

const char *
pair_mac(const struct pair *pair)
{
	return pair->args.mac;
}

uint16_t
pair_port_id(const struct pair *pair)
{
	return pair->port_id;
}
