/* SPDX-License-Identifier: BSD-3-Clause */
/* scene.h: a crossing that something is to happen to: who takes part. Neighbours: fault.h does it, rest.h
 * looks at what came of it. */
#ifndef LAB_FAULTS_SCENE_H
#define LAB_FAULTS_SCENE_H

#include "lab.h"
#include "probe.h"
#include "run.h"
#include "vferryd.h"

struct scene {
	struct host *from, *to;
	const char *guest;
	struct vferryd *vferryd;  /* of from: it carries the guest */
	const struct run *vferry; /* which asked it to, and shows the steps */
	const struct probe *probe;
};

#endif
