/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * room.h: one guest of the removal matrix with traffic through it, in which one removal is tried after
 * another. Neighbours: surprise.h has the removals, measure.h what is measured of them, ../vm.h the guest.
 */
#ifndef LAB_ROOM_H
#define LAB_ROOM_H

#include "lab.h"
#include "probe.h"
#include "vm.h"

#define ROOM_GUEST  "vnf"
#define ROOM_RATE   2000u /* packets a second and pair */
#define ROOM_BDF    16
#define ROOM_PID    12
#define ROOM_OUTPUT 16384

struct room {
	struct host *host;
	struct vm_options options;
	struct probe *probe;
	unsigned int pairs, nvfs, rate;
	char pid[ROOM_PID];               /* of the application */
	char vfs[VM_PAIRS_MAX][ROOM_BDF]; /* where its VFs are now, in no order */
	char output[ROOM_OUTPUT];         /* of the last command in the guest */
	uint64_t pulled_us;               /* when the removal began */
	int link;                         /* the library's channel, while one has something to ask; else -1 */
};

/* Boots a guest of these options on a host that it resets, and starts the traffic. 0 or negative errno;
 * room_close() either way. */
int room_open(struct room *room, struct host *host, const struct vm_options *options, struct err *err);
void room_close(struct room *room);
/* Sends at another rate from now on; waits until the first echo is there. */
int room_rate(struct room *room, unsigned int rate, struct err *err);

/* Runs a shell command in the guest (printf's arguments); its output is in room->output. -EIO when it ends
 * with another status than 0: the sentence has its output. */
int __attribute__((format(printf, 3, 4)))
room_run(struct room *room, struct err *err, const char *format, ...);
/* Looks where the VFs are. -ENOENT when fewer than there should be are bound. */
int room_find_vfs(struct room *room, struct err *err);
/* The name of the kernel driver of the VFs; Debian's igb_uio has the same as ours. */
const char *room_driver(const struct room *room);
/* Whether the traffic of all pairs goes by `path` now (watches for 200 ms); with several pairs: whether none
 * goes elsewhere. */
bool room_on(const struct room *room, enum probe_path path);
/* The same, waited for. */
bool room_wait_on(const struct room *room, enum probe_path path, unsigned int timeout_ms);
/* Packets of all pairs together that came by this path since a moment. */
uint64_t room_packets(const struct room *room, enum probe_path path, uint64_t since_us);
/* Waits until the live XML of the guest has no device of this alias; asks again each second, as a request can
 * get lost. */
int room_wait_unplugged(struct room *room, const char *alias, unsigned int timeout_ms, struct err *err);

#endif
