/* SPDX-License-Identifier: BSD-3-Clause */
/* by_ssh.c: hosts that are reached by ssh, as most people reach theirs: what VFs they have, and a crossing.
 * The same URI holds in a host, as a crossing peer to peer would need it. */
#include "scenarios.h"

#include <string.h>

#define A_BY_SSH "qemu+ssh://root@hosta/system"
#define B_BY_SSH "qemu+ssh://root@hostb/system"

static bool
guest_has_vf(struct stage *stage, const char *uri)
{
	CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("vfs", uri)), OUTCOME_OK);
	return strstr(stage->output, GUEST) != NULL;
}

void
by_ssh(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	CU_ASSERT_EQUAL(host_run(stage->a, "virsh -c " B_BY_SSH " uri", NULL, 0, &stage->err), 0);
	stage_traffic(stage, 1);
	CU_ASSERT(guest_has_vf(stage, A_BY_SSH));
	CU_ASSERT(!guest_has_vf(stage, B_BY_SSH));

	CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("migrate", "--connect", A_BY_SSH, GUEST, B_BY_SSH)),
	                      OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	CU_ASSERT(guest_has_vf(stage, B_BY_SSH));
	stage_assert_traffic(stage, 1);
}
