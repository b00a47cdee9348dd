/* SPDX-License-Identifier: BSD-3-Clause */
/* vfio_guest.c: a guest with a virtual IOMMU, whose own vfio-pci has the host's VF. */
#include "scenarios.h"

/* The NICs' drivers are more than one: the backup has no IOMMU to be behind. */
static void
assert_vfio(struct stage *stage, struct host *host)
{
	CU_ASSERT_EQUAL(vm_run(host, GUEST, "ls /sys/bus/pci/drivers/vfio-pci | grep -q ^0000:", NULL, 0,
	                       &stage->err),
	                0);
}

void
vfio_guest(struct stage *stage)
{
	const struct vm_options vfio = {.driver = "vfio-pci"};

	stage_guest(stage, &vfio);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);
	assert_vfio(stage, stage->a);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	assert_vfio(stage, stage->b);
	stage_assert_traffic(stage, 1);
}
