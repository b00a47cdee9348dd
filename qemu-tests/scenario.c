/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario.c: see scenario.h. */
#include "scenario.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "lab_form.h"

#define ARGS_MAX  24
#define WATCH_MS  300
#define TRAFFIC_S 400
#define SETTLE_MS 45000
#define PAUSE_MS  3000 /* the longest that a guest may be silent in a blackout, or an emulator stand still */
#define DEST_VF   "/run/vferry/dest-vf.xml"

void
stage_guest(struct stage *stage, const struct vm_options *options)
{
	stage->first = options->first;
	STAGE_OK(stage, vm_boot(stage->a, GUEST, options, &stage->err));
}

void
stage_tagged_traffic(struct stage *stage, unsigned int pairs, unsigned int vlan)
{
	const struct lab_form *form = lab_form();
	unsigned int share = form->rate_all / pairs, rate = share < form->rate ? share : form->rate;
	const char *macs[VM_PAIRS_MAX];
	const struct probe_traffic traffic = {macs, pairs, rate, TRAFFIC_S, vlan};

	for (unsigned int i = 0; i < pairs; i++)
		macs[i] = vm_mac(stage->first + i);
	STAGE_OK(stage, probe_start(&stage->probe, &traffic, &stage->err));
}

void
stage_traffic(struct stage *stage, unsigned int pairs)
{
	stage_tagged_traffic(stage, pairs, 0);
}

void
stage_run_on(struct stage *stage, struct host *host, const char *command)
{
	int code = host_run(host, command, stage->output, sizeof(stage->output), &stage->err);

	if (code != 0)
		printf("    %s: '%s' ended with %d: %s\n", host->name, command, code,
		       code < 0 ? stage->err.text : stage->output);
	CU_ASSERT_EQUAL_FATAL(code, 0);
}

const char *
stage_dest_vf(const char *xml)
{
	FILE *file = fopen(DEST_VF, "w");

	CU_ASSERT_FATAL(file != NULL);
	fputs(xml, file);
	fclose(file);
	return DEST_VF;
}

void
stage_vferry_start(struct stage *stage, const char *const *args)
{
	const char *argv[ARGS_MAX];
	char program[512];
	unsigned int n = 0;

	snprintf(program, sizeof(program), "%s/vferry", stage->lab->build);
	argv[n++] = program;
	while (*args != NULL && n < ARGS_MAX - 1)
		argv[n++] = *args++;
	argv[n] = NULL;
	stage->vferry_us = clock_us();
	STAGE_OK(stage, run_start(&stage->vferry, argv, &stage->err));
}

static void
keep_output(struct stage *stage, int code)
{
	uint64_t start = stage->probe == NULL ? stage->vferry_us : probe_started(stage->probe);
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/qemu-tests/logs/vferry.log", stage->lab->build);
	file = fopen(path, "a");
	if (file == NULL)
		return;
	fprintf(file, "at %.3f s of the traffic, exit %d:\n%s", (double)(stage->vferry_us - start) / 1e6,
	        code, stage->output);
	fclose(file);
}

int
stage_vferry_wait(struct stage *stage)
{
	int code = run_wait(&stage->vferry, lab_form()->cross_ms, stage->output, sizeof(stage->output),
	                    &stage->err);

	stage->vferry.pid = 0;
	keep_output(stage, code);
	if (code != 0)
		printf("    vferry: exit %d\n%s", code, stage->output);
	return code;
}

int
stage_vferry(struct stage *stage, const char *const *args)
{
	stage_vferry_start(stage, args);
	return stage_vferry_wait(stage);
}

void
stage_end(struct stage *stage)
{
	if (stage->vferry.pid != 0)
		run_kill(&stage->vferry);
	stage_end_daemons(stage);
	probe_free(stage->probe);
}

void
stage_assert_refused(struct stage *stage, enum outcome wanted, const char *named, const char *const *args)
{
	int code = stage_vferry(stage, args);
	const char *error = strstr(stage->output, "vferry: "),
	           *end = error == NULL ? NULL : strchr(error, '\n');

	CU_ASSERT_EQUAL(code, (int)wanted);
	CU_ASSERT(end != NULL && end[1] == '\0');
	CU_ASSERT(error != NULL && strstr(error, named) != NULL);
}

int
stage_cross(struct stage *stage, struct host *from, struct host *to)
{
	return stage_vferry(stage, ARGS("migrate", "--connect", from->uri, GUEST, to->uri));
}

static void
print_sum(const char *name, const struct count_sum *sum)
{
	printf("    %-9s sent %6lu lost %4lu doubled %lu reordered %lu silence %4lu ms worst trip %4lu ms\n",
	       name, (unsigned long)sum->sent, (unsigned long)sum->lost, (unsigned long)sum->doubled,
	       (unsigned long)sum->reordered, (unsigned long)sum->longest_silence_us / 1000,
	       (unsigned long)sum->worst_trip_us / 1000);
}

/* Where in time packets were lost: seconds since the traffic began, as in logs/vferry.log. */
static void
print_losses(const struct probe *probe)
{
	for (unsigned int f = 0; f < probe_nflows(probe); f++) {
		const struct count_flow *flow = probe_flow(probe, f);
		size_t first = 0, n = atomic_load(&flow->sent);
		uint64_t start = probe_started(probe);

		for (size_t i = 0; i < n; i++) {
			const struct count_packet *packet = &flow->packets[i];

			if (packet->echoes > 0 || packet->sent_us < start)
				continue;
			if (i == 0 || (packet - 1)->echoes > 0)
				first = i;
			if (i + 1 == n || (packet + 1)->echoes > 0)
				printf("    flow %u lost %zu packets from %.3f to %.3f s\n", f, i - first + 1,
				       (double)(flow->packets[first].sent_us - start) / 1e6,
				       (double)(packet->sent_us - start) / 1e6);
		}
	}
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
	if (outside.lost > 0)
		print_losses(stage->probe);
	CU_ASSERT_EQUAL(probe_overruns(stage->probe), 0);
	CU_ASSERT_EQUAL(outside.lost, 0);
	CU_ASSERT_EQUAL(outside.doubled, 0);
	CU_ASSERT_EQUAL(inside.doubled, 0);
	/* A backup that carries nothing at the destination would end the blackout with the VF. */
	CU_ASSERT(inside.longest_silence_us <= PAUSE_MS * 1000ull);
}

void
stage_assert_outage(struct stage *stage, unsigned int ms)
{
	uint64_t longest = 0, from = probe_started(stage->probe);

	probe_stop(stage->probe);
	for (unsigned int f = 0; f < probe_nflows(stage->probe); f++) {
		uint64_t loss =
		        count_longest_loss(probe_flow(stage->probe, f), from, probe_stopped(stage->probe));

		longest = loss > longest ? loss : longest;
	}
	printf("    longest loss %lu ms\n", (unsigned long)longest / 1000);
	CU_ASSERT(longest <= ms * 1000ull);
}

void
stage_assert_place(struct stage *stage, struct host *on, bool vf)
{
	struct host *other = on == stage->a ? stage->b : stage->a;
	char vf_alias[24], backup[24];

	snprintf(vf_alias, sizeof(vf_alias), "ua-vf%u", stage->first);
	snprintf(backup, sizeof(backup), "ua-backup%u", stage->first);
	CU_ASSERT(vm_runs(on, GUEST));
	CU_ASSERT(!vm_runs(other, GUEST));
	CU_ASSERT_EQUAL(vm_has(on, GUEST, vf_alias), vf);
	CU_ASSERT(vm_has(on, GUEST, backup));
}

void
stage_assert_path(struct stage *stage, enum probe_path path)
{
	static const char *const names[] = {
	        [PROBE_A_VF] = "hosta's VF", [PROBE_A_BACKUP] = "hosta's backup",
	        [PROBE_B_VF] = "hostb's VF", [PROBE_B_BACKUP] = "hostb's backup",
	        [PROBE_PATHS] = "no path",
	};
	uint64_t deadline = clock_us() + PAUSE_MS * 1000ull;
	enum probe_path now;

	do
		now = probe_path_now(stage->probe, WATCH_MS);
	while (now == PROBE_PATHS && clock_us() < deadline);
	if (now != path)
		printf("    the traffic takes %s, not %s\n", names[now], names[path]);
	CU_ASSERT_EQUAL(now, path);
}

void
stage_wait_path(struct stage *stage, enum probe_path path)
{
	uint64_t deadline = clock_us() + SETTLE_MS * 1000ull;

	while (probe_path_now(stage->probe, WATCH_MS) != path && clock_us() < deadline)
		;
	stage_assert_path(stage, path);
}

void
stage_assert_untouched(struct stage *stage)
{
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_VF);
	stage_assert_traffic(stage, 0);
}
