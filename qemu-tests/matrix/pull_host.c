/* SPDX-License-Identifier: BSD-3-Clause */
/* pull_host.c: removals that the host brings about; see surprise.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "matrix/surprise.h"
#include "wire.h"

#define UNPLUG_MS 10000
#define HOLD_MS   5000
#define WISH_MS   5000

int
pull_device_del(struct room *room, struct err *err)
{
	int code = 0;

	for (unsigned int i = 0; i < room->pairs && code == 0; i++)
		code = vm_unplug(room->host, ROOM_GUEST, vm_vf(i, &room->options).alias, err);
	return code;
}

int
put_device_add(struct room *room, struct err *err)
{
	int code = 0;

	for (unsigned int i = 0; i < room->pairs && code == 0; i++) {
		struct vm_nic vf = vm_vf(i, &room->options);

		code = room_wait_unplugged(room, vf.alias, UNPLUG_MS, err);
		if (code == 0)
			code = vm_plug_nic(room->host, ROOM_GUEST, &vf, err);
	}
	return code;
}

/* The port is down; the library says when it begins to start it. */
int
pull_at_port_start(struct room *room, struct err *err)
{
	int code = vm_type(room->host, ROOM_GUEST, "stop", NULL, 0, err);

	if (code >= 0)
		code = vm_type(room->host, ROOM_GUEST, "port stop all", NULL, 0, err);
	if (code >= 0)
		code = room_run(room, err,
		                "starts() { grep -c 'starts the port' /tmp/testpmd.log; }; n=$(starts); "
		                "printf 'port start all\\nstart\\n' > /tmp/commands; "
		                "until [ \"$(starts)\" -gt \"$n\" ]; do usleep 10000; done");
	return code < 0 ? code : pull_device_del(room, err);
}

/* One request of the host on the library's own channel. Who answers is of no interest. */
static int
ask(struct room *room, enum wire_name name, struct err *err)
{
	struct wire_msg msg = {.kind = WIRE_REQUEST,
	                       .name = name,
	                       .id = clock_us() % WIRE_ID_MAX + 1,
	                       .deadline_ms = WISH_MS};
	char line[WIRE_LINE_MAX + 1];
	int size = wire_encode(&msg, line, sizeof(line), err);

	if (size < 0)
		return size;
	if (room->link < 0)
		room->link = vm_open_channel(room->host, ROOM_GUEST, WIRE_CHANNEL, err);
	if (room->link < 0)
		return room->link;
	/* The empty line ends what an earlier connection may have left unfinished. */
	if (write(room->link, "\n", 1) != 1 || write(room->link, line, (size_t)size) != size)
		return err_set(err, -EIO, "cannot write to the guest's link: %s", strerror(errno));
	return 0;
}

int
pull_in_switchover(struct room *room, struct err *err)
{
	int code = ask(room, WIRE_PREPARE, err);

	return code < 0 ? code : pull_device_del(room, err);
}

int
put_after_switchover(struct room *room, struct err *err)
{
	int code = put_device_add(room, err);

	if (code == 0)
		code = ask(room, WIRE_ADOPT, err);
	return code;
}

int
pull_twice(struct room *room, struct err *err)
{
	int code = pull_device_del(room, err);

	if (code == 0)
		code = put_device_add(room, err);
	return code < 0 ? code : pull_device_del(room, err);
}

int
pull_control_held(struct room *room, struct err *err)
{
	int code = room_run(room, err,
	                    "rm -f /tmp/held; hold-thread %s vferry %d > /tmp/held 2>&1 & "
	                    "until grep . /tmp/held 2> /dev/null; do usleep 10000; done; grep held /tmp/held",
	                    room->pid, HOLD_MS);

	return code < 0 ? code : pull_device_del(room, err);
}
