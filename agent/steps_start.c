/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * steps_start.c: the function of each step of the table in steps.c. In a file of its own, so that who only
 * reads that table, as libvirt's hook does by way of the configuration, is not linked with the engine and
 * libvirt.
 */
#include <errno.h>

#include "steps.h"

int
step_start(enum plan_step step, struct crossing *crossing, struct err *err)
{
	switch (step) {
	case STEP_CHECK:
		return step_check(crossing, err);
	case STEP_PREPARE:
		return step_prepare(crossing, err);
	case STEP_DETACH:
		return step_detach(crossing, err);
	case STEP_MIGRATE:
		return step_migrate(crossing, err);
	case STEP_ARRIVE:
		return step_arrive(crossing, err);
	case STEP_ATTACH:
	case STEP_REATTACH:
		return step_attach(crossing, err);
	case STEP_ADOPT:
	case STEP_READOPT:
		return step_adopt(crossing, err);
	case STEP_STOP:
		return step_stop(crossing, err);
	case STEP_ABANDON:
		return step_abandon(crossing, err);
	case STEP_NUM:
		break;
	}
	return err_set(err, -EINVAL, "there is no step %u", (unsigned int)step);
}
