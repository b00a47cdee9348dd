/* SPDX-License-Identifier: BSD-3-Clause */
/* bad_guest.c: guests that cannot cross, each with its own exit code: without the link channel, without a
 * pair. */
#include "scenarios.h"

void
bad_guest(struct stage *stage)
{
	const struct vm_options mute = {.mode = VM_EMPTY, .no_channel = true};
	const struct vm_options single = {.mode = VM_EMPTY, .no_backup = true};

	STAGE_OK(stage, vm_start(stage->a, GUEST, &mute, &stage->err));
	CU_ASSERT_EQUAL(stage_cross(stage, stage->a, stage->b), OUTCOME_NO_CHANNEL);
	stage_assert_place(stage, stage->a, true);
	vm_destroy(stage->a, GUEST);

	STAGE_OK(stage, vm_start(stage->a, GUEST, &single, &stage->err));
	CU_ASSERT_EQUAL(stage_cross(stage, stage->a, stage->b), OUTCOME_NO_PAIR);
	CU_ASSERT(vm_runs(stage->a, GUEST));
	CU_ASSERT(vm_has(stage->a, GUEST, "ua-vf0"));
	CU_ASSERT(!vm_runs(stage->b, GUEST));
}
