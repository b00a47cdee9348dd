/* SPDX-License-Identifier: BSD-3-Clause */
/* find.c: from a device in sysfs to a VF that is ready for traffic: a chore. See pair_private.h. */
#include <bus_driver.h>
#include <dev_driver.h>
#include <errno.h>
#include <rte_dev.h>
#include <stdio.h>

#include "calls.h"
#include "control.h"
#include "pair_private.h"

static atomic_bool probing; /* a device that may be any pair's */

bool
find_is_probing(void)
{
	return atomic_load(&probing);
}

static int
has_name(const struct rte_device *device, const void *name)
{
	return strcmp(device->name, name);
}

bool
find_probed(const char *bus_name, const char *name)
{
	struct rte_bus *bus = rte_bus_find_by_name(bus_name);
	struct rte_device *device = bus ? bus->find_device(NULL, has_name, name) : NULL;

	return device && rte_dev_is_probed(device);
}

void
find_remember_left(struct pair *pair)
{
	const struct bind_plug *was = &pair->vf.plug;
	enum bus_sign sign = member_sign(&pair->vf);
	char driver[BIND_DRIVER_MAX];

	/* The next device may be in the slot already. */
	if (!bind_is_plugged(was->pci, was->plugged))
		return;
	bind_driver_of(was->pci, driver, sizeof(driver));
	if (sign == BUS_NOTICE || (bus_sign_is_death(sign) && !driver[0]))
		pair->left = *was;
}

/* Whoever took it gives it back by binding it to a driver for us; a request takes it as it is. */
static bool
is_left(const struct pair *pair, const struct bind_device *device)
{
	return !pair->away.asked && bind_among(&pair->left, 1, device) && !bind_is_uio(device->driver);
}

/* Somebody who has bound it to a driver for us since then has a reason to. */
static bool
is_refused(const struct pair *pair, const struct bind_device *device)
{
	unsigned int n = RTE_MIN(pair->nrefused, (unsigned int)PAIR_REFUSED_MAX);

	for (unsigned int i = 0; i < n; i++)
		if (bind_among(&pair->refused[i].plug, 1, device) &&
		    (!bind_is_uio(device->driver) || strcmp(pair->refused[i].driver, device->driver) == 0))
			return true;
	return false;
}

/*
 * Whether it is left alone. Probing resets a device, so what a userspace I/O driver had before the pair was
 * there is not tried: it may be at work in another process.
 */
static bool
is_spared(const struct pair *pair, const struct bind_device *device)
{
	return find_probed("pci", device->pci) || is_left(pair, device) || is_refused(pair, device) ||
	       (!device->certain && bind_among(pair->taken, pair->ntaken, device));
}

static const char *
choose_driver(const struct pair *pair)
{
	return pair->args.driver[0] ? pair->args.driver : pair->driver[0] ? pair->driver : bind_default();
}

/* Puts back what try_device() changed, unless somebody did meanwhile or DPDK has it, and remembers. The
 * oldest memory makes room. */
static void
refuse(struct pair *pair, const struct bind_device *device)
{
	struct refusal *slot = &pair->refused[pair->nrefused++ % PAIR_REFUSED_MAX];
	const char *tried = choose_driver(pair);
	char now[BIND_DRIVER_MAX];
	struct err ignored;

	memcpy(slot->plug.pci, device->pci, sizeof(slot->plug.pci));
	slot->plug.plugged = device->plugged;
	memcpy(slot->driver, device->driver, sizeof(slot->driver));
	bind_driver_of(device->pci, now, sizeof(now));
	if (tried && strcmp(now, tried) == 0 && !find_probed("pci", device->pci))
		bind_set(device->pci, device->driver, &ignored);
}

/* The kernel tells of a new function before it lets drivers have it; it binds it by itself then. */
static bool
is_driverless(const char *pci)
{
	char driver[BIND_DRIVER_MAX];

	bind_driver_of(pci, driver, sizeof(driver));
	return driver[0] == '\0';
}

/* A probed VF with another MAC: left to the pair that looks for it, or removed. */
static int
give_up(struct pair *pair, const struct rte_ether_addr *mac, struct err *err)
{
	struct member *member = &pair->away.member;
	char text[RTE_ETHER_ADDR_FMT_SIZE];

	rte_ether_format_addr(text, sizeof(text), mac);
	if (control_seeks(text)) {
		member->there = false;
		rte_eth_dev_owner_unset(member->port_id, pair->owner);
		control_look();
	} else {
		member_remove(member, err);
	}
	return err_set(err, -EADDRNOTAVAIL, "%s has another MAC than %s", member->plug.pci, pair->args.mac);
}

/* Binds, probes and takes one device. -EADDRNOTAVAIL: it is another pair's, or nobody's; -EAGAIN: not yet. */
static int
try_device(struct pair *pair, const struct bind_device *device, struct err *err)
{
	const char *driver = choose_driver(pair);
	struct rte_ether_addr mac = {0};
	uint16_t port_id;
	int rc;

	if (!driver)
		return err_set(
		        err, -ENOENT,
		        "no userspace I/O driver is loaded; load igb_uio, vfio-pci or uio_pci_generic");
	rc = bind_set(device->pci, driver, err);
	if (rc)
		return rc == -EIO && is_driverless(device->pci) ? -EAGAIN : rc;
	memcpy(pair->expected, device->pci, sizeof(device->pci));
	rc = rte_eal_hotplug_add("pci", device->pci, "");
	pair->expected[0] = '\0';
	if (rc || rte_eth_dev_get_port_by_name(device->pci, &port_id))
		return err_set(err, rc ? rc : -ENODEV, "%s on %s: no DPDK driver takes it: %s", device->pci,
		               driver, rte_strerror(rc ? -rc : ENODEV));
	rc = member_take(&pair->away.member, port_id, pair->owner, err);
	if (rc)
		return rc;
	rc = rte_eth_macaddr_get(port_id, &mac);
	return rc == 0 && rte_is_same_ether_addr(&mac, &pair->mac) ? 0 : give_up(pair, &mac, err);
}

/* One of those that sysfs shows. -EAGAIN: none. */
static int
find_device(struct pair *pair, struct err *err)
{
	struct bind_device devices[BIND_DEVICES_MAX];
	int n = bind_list(pair->args.mac, devices, BIND_DEVICES_MAX, err);
	int rc = n < 0 ? n : -EAGAIN;

	for (int i = 0; i < n; i++) {
		if (is_spared(pair, &devices[i]))
			continue;
		/* Until it is known whose it is, nobody says that his VF is let go. */
		atomic_store(&probing, !devices[i].certain);
		rc = try_device(pair, &devices[i], err);
		atomic_store(&probing, false);
		if (rc == 0)
			return rc;
		/* One that is unplugged while it is tried is no failure. */
		if (rc == -EAGAIN || !bind_is_plugged(devices[i].pci, devices[i].plugged)) {
			rc = -EAGAIN;
			continue;
		}
		if (devices[i].certain)
			return rc;
		refuse(pair, &devices[i]);
		rc = -EAGAIN;
	}
	return rc;
}

/* Configured and started, when the pair is. */
static int
make_ready(struct pair *pair, struct err *err)
{
	struct member *member = &pair->away.member;
	struct err ignored;
	bool died;
	int rc;

	if (!pair->started || member->ready)
		return 0;
	rc = replay_onto(pair, member, err);
	if (rc == 0)
		return 0;
	died = member_is_dead(member);
	member_remove(member, &ignored);
	return died ? -EAGAIN : rc;
}

int
find_vf(void *arg, struct err *err)
{
	struct pair *pair = arg;
	int rc = pair->away.member.there ? 0 : find_device(pair, err);

	if (rc)
		return rc;
	calls_hold(pair->port_id);
	rc = make_ready(pair, err);
	calls_hand_over();
	return rc;
}
