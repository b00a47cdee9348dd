/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bus_pci.c: the PCI bus of bus.h, for functions on igb_uio, uio_pci_generic and vfio-pci. Neighbours:
 * pci_held.h has the functions that are mapped; bus_pci_eal.c leads EAL's
 * calls here.
 *
 * EAL's own handlers find a device in a list without a lock, in the signal handler as well, map zeros at
 * whatever address a device once had, or at NULL, and tell the application as often as they are called. Here
 * only what is mapped by this process right now is ever touched.
 */
#include <poll.h>
#include <string.h>
#include <time.h>

#include "answers.h"
#include "bus_pci.h"
#include "control.h"
#include "dead_port.h"
#include "guard.h"
#include "log.h"
#include "rank.h"
#include "watch.h"

/* Replacing mappings takes milliseconds, moving traffic less: where both threads share a processor, that has
 * its turn before. No device comes into the slot so soon. */
#define PAIRS_TURN_NS 2000000

/* The device is dead: nothing of it may be touched any more. Under the lock. */
static void
die(struct held *held, enum bus_sign sign)
{
	const struct timespec turn = {.tv_nsec = PAIRS_TURN_NS};

	if (bus_sign_is_death(atomic_load(&held->sign)))
		return;
	/* First of all a pair's traffic moves, in its own thread. */
	atomic_store(&held->sign, sign);
	rank_urgent();
	control_wake();
	watch_again(BUS_ASK_MS);
	if (held->asked)
		nanosleep(&turn, NULL);
	held_revoke(held);
	held_close_config(held);
	dead_port_bury(&held->pci->device);
	LOG(NOTICE, "%s is gone (%s, %s): its mappings are revoked", held->plug.pci, bus_sign_name(sign),
	    uio_state_name(held->uio.state));
}

/* It works, but is to be let go. Under the lock. */
static void
note(struct held *held, enum bus_sign sign)
{
	if (atomic_load(&held->sign) != BUS_FINE)
		return;
	atomic_store(&held->sign, sign);
	LOG(NOTICE, "%s is to be let go (%s)", held->plug.pci, bus_sign_name(sign));
	control_wake();
}

void
bus_pci_taken(struct held *held, enum uio_event event, enum bus_sign sign)
{
	if (held_is_vfio(held))
		return;
	uio_tell(&held->uio, event);
	die(held, sign);
}

static int
hot_unplug(struct rte_device *device, enum bus_sign sign)
{
	struct held *held;

	held_lock();
	held = held_find(device);
	if (held && bus_sign_is_death(sign))
		die(held, sign);
	else if (held)
		note(held, sign);
	held_unlock();
	return 0;
}

static const _Atomic enum bus_sign *
sign_of(const struct rte_device *device)
{
	struct held *held;

	held_lock();
	held = held_find(device);
	held_unlock();
	return held ? &held->sign : NULL;
}

static void
fill(const struct rte_device *device, enum guard_fill with)
{
	struct held *held;

	held_lock();
	held = held_find(device);
	if (held && !bus_sign_is_death(atomic_load(&held->sign)))
		held_fill(held, with);
	held_unlock();
}

/* Under the lock, which keeps it mapped. */
static void
ask_one(struct held *held)
{
	uint32_t turning;

	if (!answers_ask(held->pci, &turning)) {
		die(held, BUS_ONES);
		return;
	}
	if (turning != held->turning)
		control_links();
	held->turning = turning;
}

static void
ask(void)
{
	bool any = false;

	held_lock();
	for (struct held *held = held_next(NULL); held; held = held_next(held)) {
		if (!held->asked || bus_sign_is_death(atomic_load(&held->sign)))
			continue;
		ask_one(held);
		any = true;
	}
	if (any)
		watch_again(BUS_ASK_MS);
	held_unlock();
}

static void
keep_asking(const struct rte_device *device, bool on)
{
	struct held *held;

	held_lock();
	held = held_find(device);
	if (held)
		held->asked = on;
	if (held && on)
		watch_again(BUS_ASK_MS);
	held_unlock();
}

static int
sigbus(const void *addr)
{
	return guard_handle(addr) ? 0 : 1;
}

static void
uevent(const struct uevent *event)
{
	bool pci = strcmp(event->subsystem, "pci") == 0;
	struct held *held;

	/* Not at "add": whoever plugged it in may still have to set it up, and its driver comes next. */
	if (pci && event->action == UEVENT_BIND)
		control_look();
	held_lock();
	held = held_named(event->pci);
	if (held && event->seqnum > held->since) {
		if (pci && event->action == UEVENT_REMOVE)
			bus_pci_taken(held, UIO_UNPLUG, BUS_UEVENT);
		else if (pci ? event->action == UEVENT_UNBIND
		             : event->action == UEVENT_REMOVE && strcmp(event->subsystem, "uio") == 0)
			bus_pci_taken(held, UIO_REMOVE, BUS_UEVENT);
	}
	held_unlock();
}

static void
lost(void)
{
	held_lock();
	for (struct held *held = held_next(NULL); held; held = held_next(held))
		if (!held_is_in_place(held))
			bus_pci_taken(held, UIO_REMOVE, BUS_UEVENT);
	held_unlock();
	control_look();
}

static void
faulted(void)
{
	held_lock();
	for (struct held *held = held_next(NULL); held; held = held_next(held)) {
		uint32_t faults = atomic_load(&held->faults);

		if (faults != held->faults_seen)
			die(held, BUS_SIGBUS);
		held->faults_seen = faults;
	}
	held_unlock();
}

/* Asked again under the lock: the number may be another device's by now. */
static void
hung_up(int fd)
{
	struct pollfd now = {.fd = fd};

	held_lock();
	if (poll(&now, 1, 0) != 1 || !(now.revents & (POLLHUP | POLLERR)))
		fd = -1;
	for (struct held *held = held_next(NULL); held; held = held_next(held))
		if (fd >= 0 && held->pci->intr_handle && rte_intr_fd_get(held->pci->intr_handle) == fd)
			bus_pci_taken(held, UIO_REMOVE, BUS_HUP);
	held_unlock();
}

void
bus_pci_bury(void)
{
	held_lock();
	for (struct held *held = held_next(NULL); held; held = held_next(held))
		if (bus_sign_is_death(atomic_load(&held->sign)))
			dead_port_bury(&held->pci->device);
	held_unlock();
}

const struct bus_ops bus_pci = {
        .name = "pci",
        .install = bus_pci_install,
        .sign = sign_of,
        .keep_asking = keep_asking,
        .fill = fill,
        .hot_unplug = hot_unplug,
        .sigbus = sigbus,
        .uevent = uevent,
        .lost = lost,
        .faulted = faulted,
        .hung_up = hung_up,
        .ask = ask,
};
