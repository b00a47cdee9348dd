/* SPDX-License-Identifier: BSD-3-Clause */
/* fault.c: see fault.h. */
#include "faults/fault.h"

#include <errno.h>
#include <stdio.h>

#include "vm.h"

/* Killed is what runs the port; testpmd of a second process would go on without its first. */
#define KILL_APPLICATION "kill -9 $(pidof dpdk-testpmd)"

const char *
fault_name(enum fault fault)
{
	static const char *const names[] = {
	        [FAULT_DAEMON] = "kill-daemon",
	        [FAULT_WORKER] = "kill-worker",
	        [FAULT_BOTH] = "kill-both",
	        [FAULT_SOURCE] = "kill-source-libvirtd",
	        [FAULT_DESTINATION] = "kill-destination-libvirtd",
	        [FAULT_APPLICATION] = "kill-application",
	        [FAULT_POWER] = "cut-destination",
	        [FAULT_NUM] = "none",
	};

	return names[fault];
}

int
fault_wait_step(const struct run *vferry, const char *step, unsigned int timeout_ms, struct err *err)
{
	char text[64];

	/* "[   0.4 s] detach on hosta" */
	snprintf(text, sizeof(text), " s] %s on ", step);
	if (run_wait_text(vferry, text, timeout_ms))
		return 0;
	return err_set(err, -ETIMEDOUT, "vferry did not come to the step %s", step);
}

static int
kill_workers(const struct vferryd *vferryd, struct err *err)
{
	if (vferryd_kill_workers(vferryd) == 0)
		return err_set(err, -ESRCH, "vferryd has no crossing's process: it has ended already");
	return 0;
}

static int
kill_daemon(struct vferryd *vferryd, bool workers, struct err *err)
{
	int code;

	vferryd_kill(vferryd);
	code = workers ? kill_workers(vferryd, err) : 0;
	return code < 0 ? code : vferryd_start(vferryd, err);
}

static int
kill_application(const struct scene *scene, struct err *err)
{
	struct host *on = vm_runs(scene->to, scene->guest) ? scene->to : scene->from;
	int code = vm_run(on, scene->guest, KILL_APPLICATION, NULL, 0, err);

	return code > 0 ? err_set(err, -ESRCH, "no application runs in the guest on %s", on->name) : code;
}

int
fault_do(enum fault fault, const struct scene *scene, struct err *err)
{
	switch (fault) {
	case FAULT_DAEMON:
		return kill_daemon(scene->vferryd, false, err);
	case FAULT_WORKER:
		return kill_workers(scene->vferryd, err);
	case FAULT_BOTH:
		return kill_daemon(scene->vferryd, true, err);
	case FAULT_SOURCE:
		return host_kill_libvirtd(scene->from, err);
	case FAULT_DESTINATION:
		return host_kill_libvirtd(scene->to, err);
	case FAULT_APPLICATION:
		return kill_application(scene, err);
	case FAULT_POWER:
		return host_down(scene->to, err);
	case FAULT_NUM:
		break;
	}
	return 0;
}
