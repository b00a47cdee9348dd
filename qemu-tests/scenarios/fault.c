/* SPDX-License-Identifier: BSD-3-Clause */
/* fault.c: libvirtd of the source dies in the middle of the copy, and its guest comes to rest: one row of
 * programs/run-faults.c. VFERRY_FAULT=STEP/FAULT names another one. */
#include "scenarios.h"

#include <stdlib.h>

#include "faults/trial.h"

#define USUAL "migrate/kill-source-libvirtd"

void
fault(struct stage *stage)
{
	const char *named = getenv("VFERRY_FAULT");
	struct trial trial;

	CU_ASSERT_FATAL(trial_find(named == NULL ? USUAL : named, &trial));
	CU_ASSERT(trial_run(&trial, stage->lab));
	trial_print(&trial);
}
