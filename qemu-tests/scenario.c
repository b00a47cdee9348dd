/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario.c: see scenario.h. */
#include "scenario.h"

#include <stdarg.h>
#include <stdio.h>

#include "clock.h"

#define VFERRY_MS 120000
#define ARGS_MAX  24
#define WATCH_MS  300
#define TRAFFIC_S 180

void
stage_guest(struct stage *stage, const struct vm_options *options)
{
	STAGE_OK(stage, vm_start(stage->a, GUEST, options, &stage->err));
	STAGE_OK(stage, vm_wait(stage->a, GUEST, options->mode, &stage->err));
}

void
stage_traffic(struct stage *stage, unsigned int pairs)
{
	const char *macs[VM_PAIRS_MAX];

	for (unsigned int i = 0; i < pairs; i++)
		macs[i] = vm_mac(i);
	STAGE_OK(stage, probe_start(&stage->probe, macs, pairs, RATE, TRAFFIC_S, &stage->err));
}

static void
start_vferry(struct stage *stage, struct run *run, const char *first, va_list more)
{
	const char *argv[ARGS_MAX];
	char program[512];
	unsigned int n = 0;

	snprintf(program, sizeof(program), "%s/vferry", stage->lab->build);
	argv[n++] = program;
	for (const char *arg = first; arg != NULL && n < ARGS_MAX - 1; arg = va_arg(more, const char *))
		argv[n++] = arg;
	argv[n] = NULL;
	STAGE_OK(stage, run_start(run, argv, &stage->err));
}

void
stage_vferry_start(struct stage *stage, struct run *run, const char *first, ...)
{
	va_list more;

	va_start(more, first);
	start_vferry(stage, run, first, more);
	va_end(more);
}

int
stage_vferry_wait(struct stage *stage, struct run *run)
{
	int code = run_wait(run, VFERRY_MS, stage->output, sizeof(stage->output), &stage->err);

	if (code != 0)
		printf("    vferry: exit %d\n%s", code, stage->output);
	return code;
}

int
stage_vferry(struct stage *stage, const char *first, ...)
{
	struct run run;
	va_list more;

	va_start(more, first);
	start_vferry(stage, &run, first, more);
	va_end(more);
	return stage_vferry_wait(stage, &run);
}

int
stage_cross(struct stage *stage, struct host *from, struct host *to)
{
	return stage_vferry(stage, "migrate", "--connect", from->uri, GUEST, to->uri, NULL);
}

static void
print_sum(const char *name, const struct count_sum *sum)
{
	printf("    %-9s sent %6lu lost %4lu doubled %lu reordered %lu silence %4lu ms worst trip %4lu ms\n",
	       name, (unsigned long)sum->sent, (unsigned long)sum->lost, (unsigned long)sum->doubled,
	       (unsigned long)sum->reordered, (unsigned long)sum->longest_silence_us / 1000,
	       (unsigned long)sum->worst_trip_us / 1000);
}

void
stage_assert_traffic(struct stage *stage, unsigned int migrations)
{
	struct host *hosts[] = {stage->a, stage->b};
	struct blackout blackouts[BLACKOUTS_MAX];
	struct count_sum inside, outside;
	uint64_t since;

	probe_stop(stage->probe);
	since = probe_started(stage->probe);
	for (unsigned int i = 0; i < migrations; i++) {
		STAGE_OK(stage, blackout_find(stage->probe, hosts[i % 2], hosts[(i + 1) % 2], since,
		                              &blackouts[i], &stage->err));
		since = blackouts[i].end_us;
	}
	blackout_split(stage->probe, blackouts, migrations, &inside, &outside);
	print_sum("outside", &outside);
	print_sum("blackout", &inside);
	CU_ASSERT_EQUAL(probe_overruns(stage->probe), 0);
	CU_ASSERT_EQUAL(outside.lost, 0);
	CU_ASSERT_EQUAL(outside.doubled, 0);
	CU_ASSERT_EQUAL(inside.doubled, 0);
}

void
stage_assert_place(struct stage *stage, struct host *on, bool vf)
{
	struct host *other = on == stage->a ? stage->b : stage->a;

	CU_ASSERT(vm_runs(on, GUEST));
	CU_ASSERT(!vm_runs(other, GUEST));
	CU_ASSERT_EQUAL(vm_has(on, GUEST, "ua-vf0"), vf);
	CU_ASSERT(vm_has(on, GUEST, "ua-backup0"));
}

void
stage_assert_path(struct stage *stage, enum probe_path path)
{
	CU_ASSERT_EQUAL(probe_path_now(stage->probe, WATCH_MS), path);
}

void
stage_assert_untouched(struct stage *stage)
{
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_VF);
	stage_assert_traffic(stage, 0);
}
