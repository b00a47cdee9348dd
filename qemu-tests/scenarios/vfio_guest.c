/* SPDX-License-Identifier: BSD-3-Clause */
/* vfio_guest.c: a guest with a virtual IOMMU, whose own vfio-pci has the host's VF. */
#include "scenarios.h"

void
vfio_guest(struct stage *stage)
{
	const struct vm_options vfio = {.driver = "vfio-pci"};

	stage_guest(stage, &vfio);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_assert_traffic(stage, 1);
}
