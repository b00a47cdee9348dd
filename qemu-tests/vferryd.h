/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vferryd.h: vferryd of a host of the lab. It runs beside the host, as vferry does in the lab: what is its
 * own (configuration, socket, journals, metrics) is in the host's folder, what it says in
 * logs/vferryd-NAME.log. Neighbours: scenario.h, and faults/ take its processes away.
 */
#ifndef LAB_VFERRYD_H
#define LAB_VFERRYD_H

#include "lab.h"
#include "run.h"

struct vferryd {
	const struct lab *lab;
	const struct host *host;
	struct run run;  /* pid 0: does not run */
	char config[64]; /* its file */
	char socket[64]; /* for VFERRY_SOCKET */
	char state[64];  /* folder of the journals */
};

/* Writes its configuration. It does not run yet. 0 or negative errno. */
int vferryd_prepare(struct vferryd *vferryd, const struct lab *lab, const struct host *host, struct err *err);
/* Starts it, and waits until its socket answers: 10 s at most. */
int vferryd_start(struct vferryd *vferryd, struct err *err);
/* SIGKILL, to it alone. Harmless when it does not run. */
void vferryd_kill(struct vferryd *vferryd);
/* SIGKILL to the processes of its crossings, also of those that have outlived it; how many there were. */
unsigned int vferryd_kill_workers(const struct vferryd *vferryd);
/* How many journals are in its folder, also bad ones. */
unsigned int vferryd_journals(const struct vferryd *vferryd);

#endif
