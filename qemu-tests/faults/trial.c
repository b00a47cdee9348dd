/* SPDX-License-Identifier: BSD-3-Clause */
/* trial.c: see trial.h. */
#include "faults/trial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "guest_log.h"
#include "lab_form.h"
#include "vm.h"

#define GUEST     "vnf"
#define STEP_MS   60000
#define REST_MS   60000
#define END_MS    60000
#define RATE      2000
#define TRAFFIC_S 300
#define WATCH_MS  300

/* What it takes. */
struct stand {
	struct lab *lab;
	struct vferryd vferryd;
	struct probe *probe;
	struct run vferry; /* pid 0: none */
};

static const char *
step_name(enum trial_step step)
{
	static const char *const names[] = {
	        [AT_PREPARE] = "prepare", [AT_DETACH] = "detach", [AT_MIGRATE] = "migrate",
	        [AT_ARRIVE] = "arrive",   [AT_ATTACH] = "attach", [AT_ADOPT] = "adopt",
	};

	return names[step];
}

void
trial_name(const struct trial *trial, char *name, size_t size)
{
	snprintf(name, size, "%s/%s", step_name(trial->step), fault_name(trial->fault));
}

bool
trial_find(const char *name, struct trial *trial)
{
	char here[64];

	for (unsigned int i = 0; i < AT_NUM * FAULT_NUM; i++) {
		*trial = (struct trial){.step = i / FAULT_NUM, .fault = i % FAULT_NUM};
		trial_name(trial, here, sizeof(here));
		if (strcmp(here, name) == 0)
			return true;
	}
	return false;
}

/* A guest on hosta whose traffic takes its VF, and a vferryd there. */
static int
set_up(struct stand *stand, struct err *err)
{
	const struct vm_options options = {.restarts = true};
	const char *mac = vm_mac(0);
	const struct probe_traffic traffic = {&mac, 1, RATE, TRAFFIC_S, 0};
	uint64_t deadline;
	int code = vferryd_prepare(&stand->vferryd, stand->lab, &stand->lab->hosts[HOST_A], err);

	if (code == 0)
		code = vferryd_start(&stand->vferryd, err);
	if (code == 0)
		code = vm_boot(&stand->lab->hosts[HOST_A], GUEST, &options, err);
	if (code == 0)
		code = probe_start(&stand->probe, &traffic, err);
	deadline = clock_us() + lab_form()->vf_ms * 1000ull;
	while (code == 0 && probe_path_now(stand->probe, WATCH_MS) != PROBE_A_VF)
		if (clock_us() > deadline)
			code = err_set(err, -ETIMEDOUT, "the guest's traffic did not come to its VF");
	return code;
}

static int
cross_with_fault(struct stand *stand, const struct trial *trial, const struct scene *scene, struct err *err)
{
	char program[512];
	const char *argv[] = {program, "migrate", GUEST, scene->to->uri, NULL};
	int code;

	snprintf(program, sizeof(program), "%s/vferry", stand->lab->build);
	setenv("VFERRY_SOCKET", stand->vferryd.socket, 1);
	code = run_start(&stand->vferry, argv, err);
	unsetenv("VFERRY_SOCKET");
	if (code < 0) {
		stand->vferry.pid = 0;
		return code;
	}
	code = fault_wait_step(&stand->vferry, step_name(trial->step), STEP_MS, err);
	return code < 0 ? code : fault_do(trial->fault, scene, err);
}

/* The guest of a host that loses its power is lost with it. */
static void
judge(struct trial *trial, const struct scene *scene, struct probe *probe)
{
	bool lost = trial->fault == FAULT_POWER && trial->step >= AT_ARRIVE;
	uint64_t begun = clock_us();
	struct count_sum sum;

	if (rest_wait(scene, lost, REST_MS, &trial->rest, trial->why, sizeof(trial->why)))
		trial->seconds = (double)(trial->rest.since_us - begun) / 1e6;
	probe_stop(probe);
	sum = probe_whole(probe);
	trial->silence_ms = sum.longest_silence_us / 1000;
	if (trial->why[0] == '\0' && sum.doubled > 0)
		snprintf(trial->why, sizeof(trial->why), "packets were doubled");
}

static void
keep_output(const struct stand *stand, const char *name, const char *output)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/qemu-tests/logs/%s.vferry", stand->lab->build, name);
	file = fopen(path, "w");
	if (file == NULL)
		return;
	fputs(output, file);
	fclose(file);
}

static void
tear_down(struct stand *stand, struct trial *trial)
{
	char output[RUN_OUTPUT] = "", name[64], file[80];

	if (stand->vferry.pid > 0)
		trial->code = run_wait(&stand->vferry, END_MS, output, sizeof(output), NULL);
	trial_name(trial, name, sizeof(name));
	name[strcspn(name, "/")] = '-';
	snprintf(file, sizeof(file), "faults-%s", name);
	keep_output(stand, file, output);
	if (trial->why[0] != '\0') {
		printf("%s    vferry: exit %d\n", output, trial->code);
		guest_log_keep(stand->lab, GUEST, file);
	}
	vferryd_kill(&stand->vferryd);
	vferryd_kill_workers(&stand->vferryd);
	probe_free(stand->probe);
}

bool
trial_run(struct trial *trial, struct lab *lab)
{
	struct stand stand = {.lab = lab};
	struct scene scene = {.from = &lab->hosts[HOST_A],
	                      .to = &lab->hosts[HOST_B],
	                      .guest = GUEST,
	                      .vferryd = &stand.vferryd,
	                      .vferry = &stand.vferry};
	struct err err = {0};
	int code = set_up(&stand, &err);

	scene.probe = stand.probe;
	if (code == 0)
		code = cross_with_fault(&stand, trial, &scene, &err);
	if (code == 0)
		judge(trial, &scene, stand.probe);
	else
		snprintf(trial->why, sizeof(trial->why), "%.190s", err.text);
	tear_down(&stand, trial);
	return trial->why[0] == '\0';
}

void
trial_print(const struct trial *trial)
{
	char text[64];

	rest_text(&trial->rest, text, sizeof(text));
	printf("%-6s %-8s %-25s %-21s %5.1f s  silent %6lu ms  vferry %3d  %s\n",
	       trial->why[0] == '\0' ? "ok" : "FAILED", step_name(trial->step), fault_name(trial->fault),
	       text, trial->seconds, (unsigned long)trial->silence_ms, trial->code, trial->why);
	fflush(stdout);
}
