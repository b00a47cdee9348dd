/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pci_held.h: the PCI functions that this process has mapped, and what is known of each. Neighbours:
 * bus_pci.c decides and has the lock; uio.h the states; guard.h the mappings.
 *
 * Threads: all calls under held_lock(), except reading the atomics of an entry by whoever keeps it from being
 * dropped.
 */
#ifndef VFERRY_PCI_HELD_H
#define VFERRY_PCI_HELD_H

#include <bus_pci_driver.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "bind.h"
#include "bus.h"
#include "err.h"
#include "guard.h"
#include "uio.h"

struct held {
	TAILQ_ENTRY(held) next;
	struct rte_pci_device *pci; /* borrowed from EAL, until it unmaps or unplugs it */
	struct uio uio;
	struct guard_range ranges[PCI_MAX_RESOURCE]; /* what is mapped of it */
	unsigned int nranges;
	_Atomic enum bus_sign sign; /* the worst so far */
	_Atomic uint32_t faults;    /* counted by the guard */
	uint32_t faults_seen;       /* of those */
	uint64_t since; /* the kernel's last message before the mapping: older ones are about a former device
	                 */
	struct bind_plug plug;        /* as it was then */
	char driver[BIND_DRIVER_MAX]; /* its kernel driver then */
	int config_fd;                /* taken from EAL, to be closed with the rest; -1 */
	bool asked;                   /* now and then, whether it lives */
	uint32_t turning;             /* what it said last: answers.h */
	bool told;                    /* the application was told by EAL's event */
};

void held_lock(void);
void held_unlock(void);

/* Adds a function that was just mapped, and guards its BARs. since: see above. NULL and *err: it is not
 * watched. */
struct held *held_add(struct rte_pci_device *pci, uint64_t since, struct err *err);

/* Guards it with this fill from now on. */
void held_fill(struct held *held, enum guard_fill fill);

/* Ends the guard and forgets it. Before the unmapping: from then on the addresses may be anybody's. */
void held_drop(struct held *held);

/* The same, but the entry stays readable: for the end of the process, when a pair may still look at it. */
void held_forget(struct held *held);

struct held *held_find(const struct rte_device *device);
struct held *held_named(const char *pci);

/* For each: held_next(NULL) is the first, NULL the end. */
struct held *held_next(struct held *held);

/* Replaces its mappings by memory. Once; a mapping that cannot be replaced is logged. */
void held_revoke(struct held *held);

/* Takes the configuration space away from EAL and the PMD, which then get an error instead of another
 * device's. Once. */
void held_close_config(struct held *held);

/* Whether the function is still there as it was when it was mapped, and on the same driver. */
bool held_is_in_place(const struct held *held);

/* Whether one of its ethdevs is a member of a pair, which the application does not know. */
bool held_is_ours(const struct held *held);

/* Under vfio the kernel takes nothing away by itself. */
bool held_is_vfio(const struct held *held);

#endif
