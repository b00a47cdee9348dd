/* SPDX-License-Identifier: BSD-3-Clause */
/* by_ssh.c: hosts that are reached by ssh, as most people reach theirs: what VFs they have, and a crossing.
 * The same URI holds in a host, as a crossing peer to peer would need it. */
#include "scenarios.h"

#include <string.h>

#define A_BY_SSH "qemu+ssh://root@hosta/system"
#define B_BY_SSH "qemu+ssh://root@hostb/system"

/* The line of `vferry vfs` that names the guest; "" when none does. */
static const char *
line_of_guest(struct stage *stage, const char *uri)
{
	char *line;

	CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("vfs", uri)), OUTCOME_OK);
	for (line = strtok(stage->output, "\n"); line != NULL; line = strtok(NULL, "\n"))
		if (strstr(line, " " GUEST " ") != NULL)
			return line;
	return "";
}

/* PF, its VF, driver, MAC, IOMMU group and link. */
static void
assert_vf(const char *line, const char *pf)
{
	char name[16], address[16], driver[16], user[16], mac[18], vlan[8], link[8];
	int index, group, n;

	n = sscanf(line, "%15s %d %15s %15s %15s %17s %7s %d %*s %7s", name, &index, address, driver, user,
	           mac, vlan, &group, link);
	printf("    %s\n", line);
	CU_ASSERT_EQUAL_FATAL(n, 9);
	CU_ASSERT_STRING_EQUAL(name, pf);
	CU_ASSERT_EQUAL(index, 0);
	CU_ASSERT_STRING_EQUAL(address, "0000:01:10.0");
	CU_ASSERT_STRING_EQUAL(driver, "vfio-pci");
	CU_ASSERT_STRING_EQUAL(user, GUEST);
	CU_ASSERT_STRING_EQUAL(mac, vm_mac(0));
	CU_ASSERT_STRING_EQUAL(vlan, "none");
	CU_ASSERT_STRING_EQUAL(link, "up");
}

void
by_ssh(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	CU_ASSERT_EQUAL(host_run(stage->a, "virsh -c " B_BY_SSH " uri", NULL, 0, &stage->err), 0);
	stage_traffic(stage, 1);
	assert_vf(line_of_guest(stage, A_BY_SSH), "pf0");
	CU_ASSERT_STRING_EQUAL(line_of_guest(stage, B_BY_SSH), "");

	CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("migrate", "--connect", A_BY_SSH, GUEST, B_BY_SSH)),
	                      OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	assert_vf(line_of_guest(stage, B_BY_SSH), "pf1");
	stage_assert_traffic(stage, 1);
}
