/* SPDX-License-Identifier: BSD-3-Clause */
/* measure.c: see measure.h. */
#include "matrix/measure.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "matrix/watchlog.h"

#define WATCH_S   90
#define ON_VF_MS  3000
#define BACKUP_MS 3000
#define LEAD_US   20000 /* packets sent so long before the removal may be in the VF's rings */
#define LOOK_MS   50
#define SETTLE_MS 300

/* Starts the watcher on the VFs of the moment; forgets what the kernel has said so far. */
static int
arm(struct room *room, struct err *err)
{
	char list[VM_PAIRS_MAX * (ROOM_BDF + 1)] = "";
	int code = room_find_vfs(room, err);
	size_t n = 0;

	for (unsigned int i = 0; i < room->pairs; i++)
		n += (size_t)snprintf(list + n, sizeof(list) - n, " %s", room->vfs[i]);
	if (code == 0)
		code = room_run(room, err,
		                "dmesg -c > /dev/null; killall vf-watch 2> /dev/null; vf-watch %s %d%s > "
		                "/tmp/watch 2>&1 & "
		                "i=0; until grep -q held /tmp/watch || [ $i = 100 ]; do usleep 20000; i=$((i "
		                "+ 1)); done; "
		                "grep held /tmp/watch",
		                room->pid, WATCH_S, list);
	return code;
}

/* Until the process has let go, or patience ends. */
static int
wait_gone(struct room *room, unsigned int timeout_ms, struct result *result, struct err *err)
{
	uint64_t deadline = clock_us() + timeout_ms * 1000ull;
	struct watchlog log;
	int code;

	do {
		code = room_run(room, err, "cat /tmp/watch");
		if (code < 0)
			return code;
		log = watchlog_read(room->output);
		if (!log.gone)
			clock_sleep_ms(LOOK_MS);
	} while (!log.gone && clock_us() < deadline);
	result->gone = log.gone;
	result->teardown_ms = log.teardown_ms;
	return 0;
}

/* Packets over the backup since a moment, of all pairs together. */
static uint64_t
over_backup(const struct room *room, uint64_t since_us)
{
	size_t n, i = 0;
	const struct probe_sample *s = probe_samples(room->probe, &n);

	while (i < n && s[i].at_us < since_us)
		i++;
	return i < n ? s[n - 1].packets[PROBE_A_BACKUP] - s[i].packets[PROBE_A_BACKUP] : 0;
}

/* A tenth of a second's packets are more than what a guest says of itself. */
static bool
wait_backup(const struct room *room)
{
	uint64_t deadline = clock_us() + BACKUP_MS * 1000ull, enough = room->pairs * room->rate / 10;

	while (over_backup(room, room->pulled_us) < enough && clock_us() < deadline)
		clock_sleep_ms(LOOK_MS);
	return over_backup(room, room->pulled_us) >= enough;
}

static struct count_sum
sum_between(const struct room *room, uint64_t from_us, uint64_t until_us)
{
	struct count_phase phase = {.from_us = from_us, .until_us = until_us, .reach_us = LEAD_US};

	probe_phases(room->probe, &phase, 1);
	return phase.sum;
}

/* The removal, up to where the traffic is on the backup and the process has let go. */
static int
pull(struct room *room, const struct surprise *surprise, const struct patience *patience,
     struct result *result, struct err *err)
{
	struct count_sum sum;
	int code;

	room->pulled_us = clock_us();
	code = surprise->pull(room, err);
	if (code == 0)
		code = wait_gone(room, surprise->limits.teardown_ms == 0 ? 0 : patience->gone_ms, result,
		                 err);
	if (code < 0)
		return code;
	result->backup = wait_backup(room);
	clock_sleep_ms(SETTLE_MS);
	sum = sum_between(room, room->pulled_us, clock_us());
	result->outage_us = sum.longest_silence_us;
	result->lost = sum.lost;
	result->doubled = sum.doubled;
	return 0;
}

static int
put_back(struct room *room, const struct surprise *surprise, const struct patience *patience,
         struct result *result, struct err *err)
{
	uint64_t from = clock_us();
	struct count_sum sum;
	int code = surprise->put_back(room, err);

	if (code < 0)
		return code;
	result->again = room_wait_on(room, PROBE_A_VF, patience->again_ms);
	result->again_ms = (double)(clock_us() - from) / 1e3;
	sum = sum_between(room, from, clock_us() - LEAD_US);
	result->back_lost = sum.lost;
	result->back_doubled = sum.doubled;
	return 0;
}

static int
look_after(struct room *room, struct result *result, struct err *err)
{
	int code = room_run(room, err, "[ \"$(pidof dpdk-testpmd)\" = %s ] && echo alive; dmesg", room->pid);

	if (code < 0)
		return code;
	result->alive = strncmp(room->output, "alive", 5) == 0;
	verdict_log(room->output, result->log, sizeof(result->log));
	return 0;
}

void
measure(struct room *room, const struct surprise *surprise, const struct patience *patience,
        struct result *result)
{
	struct err err;
	int code = room_rate(room, surprise->rate == 0 ? ROOM_RATE : surprise->rate, &err);

	*result = (struct result){0};
	if (code == 0 && !room_wait_on(room, PROBE_A_VF, ON_VF_MS))
		code = err_set(&err, -1, "the traffic was not on the VF before");
	if (code == 0)
		code = arm(room, &err);
	if (code == 0)
		code = pull(room, surprise, patience, result, &err);
	if (code == 0)
		code = put_back(room, surprise, patience, result, &err);
	if (code < 0)
		snprintf(result->broken, sizeof(result->broken), "%.150s", err.text);
	look_after(room, result, &err);
}
