/* SPDX-License-Identifier: BSD-3-Clause */
/* cycle.c: see cycle.h. */
#include "matrix/cycle.h"

#include <errno.h>
#include <stdio.h>

#include "clock.h"
#include "matrix/watcher.h"

#define VF        "ua-vf0"
#define UNPLUG_MS 10000
#define BACK_MS   20000
#define LOOK_MS   20
#define ENOUGH    100u /* packets */

int
cycle_room(struct room *room, struct host *host, bool library, struct err *err)
{
	const struct vm_options options = {
	        .mode = library ? VM_LIBRARY : VM_STOCK,
	        .hotplug = true,
	        .pairs = 2,
	        .apart = true,
	        .driver = library ? NULL : "igb_uio-debian",
	};

	return room_open(room, host, &options, err);
}

/* Until packets come from the VF. */
static int
wait_vf(struct room *room, uint64_t since_us, struct err *err)
{
	uint64_t deadline = clock_us() + BACK_MS * 1000ull;

	while (room_packets(room, PROBE_A_VF, since_us) < ENOUGH) {
		if (clock_us() > deadline)
			return err_set(err, -ETIMEDOUT,
			               "no packet came from the VF that was plugged in again");
		clock_sleep_ms(LOOK_MS);
	}
	return 0;
}

/* What testpmd prints of it stays in its buffer: seen is that it holds nothing any more. */
static int
leave(struct room *room, unsigned int timeout_ms, struct cycle *cycle, struct err *err)
{
	struct watchlog log = {0};
	int code = watcher_arm(room, err);

	if (code == 0)
		code = vm_unplug(room->host, ROOM_GUEST, VF, err);
	if (code == 0)
		code = watcher_wait_gone(room, timeout_ms, &log, err);
	if (code < 0)
		return code;
	if (!log.gone)
		return err_set(err, -ETIMEDOUT, "testpmd did not detach the VF within %u ms", timeout_ms);
	cycle->detached_us = (uint64_t)(log.teardown_ms * 1000);
	return room_wait_unplugged(room, VF, UNPLUG_MS, err);
}

static int
come_back(struct room *room, struct cycle *cycle, struct err *err)
{
	struct vm_nic vf = vm_vf(0, &room->options);
	uint64_t start = clock_us();
	int code = vm_plug_nic(room->host, ROOM_GUEST, &vf, err);

	if (code == 0)
		code = vm_bind_vf(room->host, ROOM_GUEST, room->vfs[0], ROOM_BDF, err);
	if (code == 0)
		code = room_run(room, err,
		                "printf 'port attach %s\\nport start all\\nstop\\nstart\\n' > /tmp/commands",
		                room->vfs[0]);
	if (code == 0)
		code = wait_vf(room, start, err);
	cycle->back_us = clock_us() - start;
	return code;
}

int
cycle_run(struct room *room, unsigned int timeout_ms, struct cycle *cycle, struct err *err)
{
	struct count_phase phase = {.from_us = clock_us()};
	int code = leave(room, timeout_ms, cycle, err);

	if (code == 0)
		code = come_back(room, cycle, err);
	phase.until_us = clock_us();
	count_phases(probe_flow(room->probe, 1), &phase, 1);
	cycle->silence_us = phase.sum.longest_silence_us;
	return code;
}
