/* SPDX-License-Identifier: BSD-3-Clause */
/* cycle.c: see cycle.h. */
#include "matrix/cycle.h"

#include <errno.h>
#include <stdio.h>

#include "clock.h"

#define VF        "ua-vf0"
#define UNPLUG_MS 10000
#define BACK_MS   20000
#define LOOK_MS   20

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

/* Waits until testpmd has said so for the number-th time. */
static int
wait_said(struct room *room, const char *words, unsigned int number, unsigned int timeout_ms, struct err *err)
{
	uint64_t deadline = clock_us() + timeout_ms * 1000ull;
	unsigned int said = 0;

	do {
		int code = room_run(room, err, "grep -c '%s' /tmp/testpmd.log; true", words);

		if (code < 0)
			return code;
		if (sscanf(room->output, "%u", &said) == 1 && said >= number)
			return 0;
		clock_sleep_ms(LOOK_MS);
	} while (clock_us() < deadline);
	return err_set(err, -ETIMEDOUT, "testpmd has not said '%s' within %u ms, for the %u. time", words,
	               timeout_ms, number);
}

/* When the first echo of the VF's flow came after a moment; 0: it did not come. */
static uint64_t
wait_echo(struct room *room, uint64_t since_us)
{
	uint64_t deadline = clock_us() + BACK_MS * 1000ull, at;

	while ((at = count_first_echo(probe_flow(room->probe, 0), since_us)) == 0 && clock_us() < deadline)
		clock_sleep_ms(LOOK_MS);
	return at;
}

static int
leave(struct room *room, unsigned int number, unsigned int timeout_ms, struct cycle *cycle, struct err *err)
{
	uint64_t start = clock_us();
	int code = vm_unplug(room->host, ROOM_GUEST, VF, err);

	if (code == 0)
		code = wait_said(room, "Device is detached", number, timeout_ms, err);
	cycle->detached_us = clock_us() - start;
	return code < 0 ? code : room_wait_unplugged(room, VF, UNPLUG_MS, err);
}

static int
come_back(struct room *room, unsigned int number, struct cycle *cycle, struct err *err)
{
	struct vm_nic vf = vm_vf(0, &room->options);
	char address[VM_BDF] = "";
	uint64_t start = clock_us(), at;
	int code = vm_plug_nic(room->host, ROOM_GUEST, &vf, err);

	if (code == 0)
		code = vm_bind_vf(room->host, ROOM_GUEST, address, sizeof(address), err);
	if (code == 0)
		code = room_run(room, err, "echo port attach %s > /tmp/commands", address);
	if (code == 0)
		code = wait_said(room, "is attached. Now", number, BACK_MS, err);
	if (code == 0)
		code = room_run(room, err, "printf 'stop\\nport start all\\nstart\\n' > /tmp/commands");
	if (code < 0)
		return code;
	at = wait_echo(room, start);
	if (at == 0)
		return err_set(err, -ETIMEDOUT, "no packet came back from the VF that was plugged in again");
	cycle->back_us = at - start;
	return 0;
}

int
cycle_run(struct room *room, unsigned int number, unsigned int timeout_ms, struct cycle *cycle,
          struct err *err)
{
	struct count_phase phase = {.from_us = clock_us()};
	int code = leave(room, number, timeout_ms, cycle, err);

	if (code == 0)
		code = come_back(room, number, cycle, err);
	phase.until_us = clock_us();
	count_phases(probe_flow(room->probe, 1), &phase, 1);
	cycle->silence_us = phase.sum.longest_silence_us;
	return code;
}
