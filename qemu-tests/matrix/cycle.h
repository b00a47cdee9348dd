/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cycle.h: the whole cycle of a hot-pluggable port in an unmodified testpmd --hot-plug, without net_vferry:
 * the monitor hears of the unplug, testpmd stops forwarding, stops, closes and detaches the port; then the VF
 * is plugged in and bound, attached, started, and forwards again. A second port, of a virtio NIC, goes on.
 * Neighbours: scenarios/seed_cycle.c asserts it with the library loaded, programs/bench-removal.c shows it
 * next to testpmd alone.
 */
#ifndef LAB_CYCLE_H
#define LAB_CYCLE_H

#include "matrix/room.h"

struct cycle {
	uint64_t detached_us; /* from the first sign in the guest until nothing of the VF is held */
	uint64_t back_us;     /* from the plugging in until the VF's packets come back */
	uint64_t silence_us;  /* longest of the other port */
};

/* A room for it, with the library loaded or without. */
int cycle_room(struct room *room, struct host *host, bool library, struct err *err);
/* One cycle in it. -ETIMEDOUT when the port was not detached within timeout_ms, or the VF
 * is not back 20 s after it was plugged in. */
int cycle_run(struct room *room, unsigned int timeout_ms, struct cycle *cycle, struct err *err);

#endif
