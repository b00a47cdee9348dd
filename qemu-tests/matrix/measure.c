/* SPDX-License-Identifier: BSD-3-Clause */
/* measure.c: see measure.h. */
#include "matrix/measure.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "matrix/watcher.h"

#define ON_VF_MS  3000
#define BACKUP_MS 5000
#define LEAD_US   20000 /* packets sent so long before the removal may be in the VF's rings */
#define BEFORE_US 1000000
#define LOOK_MS   50
#define SETTLE_MS 300

/* A tenth of a second's packets are more than what a guest says of itself. */
static bool
wait_backup(const struct room *room)
{
	uint64_t deadline = clock_us() + BACKUP_MS * 1000ull, enough = room->pairs * room->rate / 10;

	while (room_packets(room, PROBE_A_BACKUP, room->pulled_us) < enough && clock_us() < deadline)
		clock_sleep_ms(LOOK_MS);
	return room_packets(room, PROBE_A_BACKUP, room->pulled_us) >= enough;
}

static struct count_sum
sum_between(const struct room *room, uint64_t from_us, uint64_t until_us)
{
	struct count_phase phase = {.from_us = from_us, .until_us = until_us, .reach_us = LEAD_US};

	probe_phases(room->probe, &phase, 1);
	return phase.sum;
}

/* Of the pair that was out for longest. What is still on its way is no loss. */
static uint64_t
longest_loss(const struct room *room)
{
	uint64_t until = clock_us() - SETTLE_MS * 1000ull, longest = 0;

	for (unsigned int i = 0; i < probe_nflows(room->probe); i++) {
		uint64_t loss =
		        count_longest_loss(probe_flow(room->probe, i), room->pulled_us - LEAD_US, until);

		longest = loss > longest ? loss : longest;
	}
	return longest;
}

/* The removal, up to where the traffic is on the backup and the process has let go. */
static int
pull(struct room *room, const struct surprise *surprise, const struct patience *patience,
     struct result *result, struct err *err)
{
	struct watchlog log = {0};
	struct count_sum sum;
	int code;

	sum = sum_between(room, clock_us() - BEFORE_US, clock_us());
	result->before_us = sum.longest_silence_us;
	room->pulled_us = clock_us();
	code = surprise->pull(room, err);
	if (code == 0)
		code = watcher_wait_gone(room, surprise->limits.teardown_ms == 0 ? 0 : patience->gone_ms,
		                         &log, err);
	if (code < 0)
		return code;
	result->gone = log.gone;
	result->teardown_ms = log.teardown_ms;
	result->backup = wait_backup(room);
	clock_sleep_ms(SETTLE_MS);
	sum = sum_between(room, room->pulled_us, clock_us());
	result->outage_us = longest_loss(room);
	result->silence_us = sum.longest_silence_us;
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
		code = watcher_arm(room, &err);
	if (code == 0)
		code = pull(room, surprise, patience, result, &err);
	if (code == 0)
		code = put_back(room, surprise, patience, result, &err);
	if (code < 0)
		snprintf(result->broken, sizeof(result->broken), "%.150s", err.text);
	look_after(room, result, &err);
}
