/* SPDX-License-Identifier: BSD-3-Clause */
/* there_and_back.c: one crossing and the way back: the guest arrives, its VF carries the traffic on either
 * host, no packet is lost or doubled outside the two blackouts, and the reports tell each path's packets. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "scenarios.h"

/* Frames over the backups that the guest did not send, as QEMU's announcements, or that were lost. */
#define STRAY 100

/* What the switch has counted. */
static uint64_t
over_backups(const struct stage *stage)
{
	size_t n;
	const struct probe_sample *samples = probe_samples(stage->probe, &n);

	return n == 0 ? 0 : samples[n - 1].packets[PROBE_A_BACKUP] + samples[n - 1].packets[PROBE_B_BACKUP];
}

static void
assert_packets(const char *file, uint64_t switched)
{
	json_t *report = json_load_file(file, 0, NULL);
	json_int_t source[2] = {0}, backup[2] = {0}, destination[2] = {0};
	json_error_t why = {0};

	CU_ASSERT_EQUAL(json_unpack_ex(report, &why, 0, "{s:[{s:{s:{s:I,s:I},s:{s:I,s:I},s:{s:I,s:I}}}]}",
	                               "pairs", "packets", "source_vf", "received", &source[0], "sent",
	                               &source[1], "backup", "received", &backup[0], "sent", &backup[1],
	                               "destination_vf", "received", &destination[0], "sent",
	                               &destination[1]),
	                0);
	printf("    packets in/out: source VF %lld/%lld, backup %lld/%lld, destination VF %lld/%lld; the "
	       "switch saw %llu from the backups %s\n",
	       source[0], source[1], backup[0], backup[1], destination[0], destination[1],
	       (unsigned long long)switched, why.text);
	json_decref(report);
	CU_ASSERT(backup[0] > 0 && llabs(backup[1] - (json_int_t)switched) < STRAY);
	/* The VFs have it for milliseconds: before the switchover and after the failback. */
	CU_ASSERT(source[0] > 0 && source[1] > 0 && destination[0] > 0 && destination[1] > 0);
}

static void
cross(struct stage *stage, struct host *from, struct host *to)
{
	uint64_t before = over_backups(stage);
	char file[512];

	snprintf(file, sizeof(file), "%s/qemu-tests/logs/there-and-back.json", stage->lab->build);
	CU_ASSERT_EQUAL_FATAL(
	        stage_vferry(stage, ARGS("migrate", "--connect", from->uri, "--json", file, GUEST, to->uri)),
	        OUTCOME_OK);
	assert_packets(file, over_backups(stage) - before);
}

void
there_and_back(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);

	cross(stage, stage->a, stage->b);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);

	cross(stage, stage->b, stage->a);
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_VF);
	stage_assert_traffic(stage, 2);
}
