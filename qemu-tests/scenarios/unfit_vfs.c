/* SPDX-License-Identifier: BSD-3-Clause */
/* unfit_vfs.c: what is no VF for the guest is told in one line that names it, before anything is touched; and
 * a destination whose PF has no VFs is refused where a VF is required. */
#include <stdio.h>
#include <string.h>

#include "scenarios.h"

static void
expect(struct stage *stage, int got, int wanted, const char *named)
{
	const char *error = strstr(stage->output, "vferry: ");

	CU_ASSERT_EQUAL(got, wanted);
	CU_ASSERT(error != NULL && strstr(error, named) != NULL);
}

static void
given(struct stage *stage, const char *xml, const char *named)
{
	const char *path = "/run/vferry/dest-vf.xml";
	FILE *file = fopen(path, "w");

	CU_ASSERT_FATAL(file != NULL);
	fputs(xml, file);
	fclose(file);
	expect(stage,
	       stage_vferry(stage, ARGS("migrate", "--connect", stage->a->uri, "--dest-vf", path, GUEST,
	                                stage->b->uri)),
	       OUTCOME_BAD_DEST_VF, named);
}

void
unfit_vfs(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	given(stage,
	      "<interface type='hostdev' managed='yes'><source><address type='pci' domain='0' bus='1' "
	      "slot='0' "
	      "function='0'/></source></interface>",
	      "0000:01:00.0");
	given(stage, "<interface type='network'><source network='nopool'/></interface>", "nopool");
	STAGE_OK(stage, host_run(stage->b, "echo 0 > /sys/class/net/pf0/device/sriov_numvfs", &stage->err));
	expect(stage,
	       stage_vferry(stage, ARGS("migrate", "--connect", stage->a->uri, "--require-vf", GUEST,
	                                stage->b->uri)),
	       OUTCOME_NO_VF, "52:54:00:aa:00:01");
	stage_assert_untouched(stage);
}
