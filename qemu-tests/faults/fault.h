/* SPDX-License-Identifier: BSD-3-Clause */
/* fault.h: what may go wrong in the middle of a crossing, and how it is brought about. Neighbour: scene.h. */
#ifndef LAB_FAULTS_FAULT_H
#define LAB_FAULTS_FAULT_H

#include "faults/scene.h"

enum fault {
	FAULT_DAEMON,      /* vferryd is killed; its unit starts it again */
	FAULT_WORKER,      /* the crossing's process is killed */
	FAULT_BOTH,        /* both are; vferryd is started again */
	FAULT_SOURCE,      /* libvirtd of the source is killed; its unit starts it again */
	FAULT_DESTINATION, /* the destination's, likewise */
	FAULT_APPLICATION, /* the guest's application is killed; it is started again (vm.h: restarts) */
	FAULT_POWER,       /* the destination loses its power, and does not come back */
	FAULT_NUM
};

/* "kill-daemon", ...; "none" for FAULT_NUM. */
const char *fault_name(enum fault fault);

/* Waits until vferry has shown that this step began. 0, or -ETIMEDOUT with a sentence. */
int fault_wait_step(const struct run *vferry, const char *step, unsigned int timeout_ms, struct err *err);

/* Does it. What comes back by itself is back, or about to be, when this returns. 0 or negative errno. */
int fault_do(enum fault fault, const struct scene *scene, struct err *err);

#endif
