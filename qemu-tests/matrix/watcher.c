/* SPDX-License-Identifier: BSD-3-Clause */
/* watcher.c: see watcher.h. */
#include "matrix/watcher.h"

#include <stdio.h>

#include "clock.h"

#define WATCH_S 90
#define LOOK_MS 50

int
watcher_arm(struct room *room, struct err *err)
{
	char list[VM_PAIRS_MAX * (ROOM_BDF + 1)] = "";
	int code = room_find_vfs(room, err);
	size_t n = 0;

	for (unsigned int i = 0; i < room->nvfs; i++)
		n += (size_t)snprintf(list + n, sizeof(list) - n, " %s", room->vfs[i]);
	if (code == 0)
		code = room_run(room, err,
		                "dmesg -c > /dev/null; killall vf-watch 2> /dev/null; vf-watch %s %d%s > "
		                "/tmp/watch 2>&1 & "
		                "i=0; until grep -q held /tmp/watch || [ $i = 100 ]; do usleep 20000; i=$((i "
		                "+ 1)); done; "
		                "cat /tmp/watch; grep -q held /tmp/watch",
		                room->pid, WATCH_S, list);
	return code;
}

int
watcher_wait_gone(struct room *room, unsigned int timeout_ms, struct watchlog *log, struct err *err)
{
	uint64_t deadline = clock_us() + timeout_ms * 1000ull;

	do {
		int code = room_run(room, err, "cat /tmp/watch");

		if (code < 0)
			return code;
		*log = watchlog_read(room->output);
		if (!log->gone)
			clock_sleep_ms(LOOK_MS);
	} while (!log->gone && clock_us() < deadline);
	return 0;
}
