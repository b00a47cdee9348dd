/* SPDX-License-Identifier: BSD-3-Clause */
/* virtio_alone.c: what the lab itself loses: a guest without VF and library, as `virsh migrate` moves it.
 * Every other scenario is measured against this one: nothing is lost but in the blackout. */
#include "scenarios.h"

#include "clock.h"

void
virtio_alone(struct stage *stage)
{
	const struct vm_options plain = {.mode = VM_PLAIN, .no_vf = true};

	stage_guest(stage, &plain);
	stage_traffic(stage, 1);
	clock_sleep_ms(2000);
	STAGE_OK(stage, vm_migrate(stage->a, stage->b, GUEST, &stage->err));
	clock_sleep_ms(1000);
	STAGE_OK(stage, vm_migrate(stage->b, stage->a, GUEST, &stage->err));
	clock_sleep_ms(1000);
	stage_assert_traffic(stage, 2);
	stage_assert_place(stage, stage->a, false);
}
