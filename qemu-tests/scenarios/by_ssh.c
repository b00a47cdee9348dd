/* SPDX-License-Identifier: BSD-3-Clause */
/* by_ssh.c: hosts that are reached by ssh, as most people reach theirs: what VFs they have, and a
 * crossing to the VF that the domain's metadata names for that host.
 * The same URI holds in a host, as a crossing peer to peer would need it. */
#include "scenarios.h"

#include <stdlib.h>
#include <string.h>

#define A_BY_SSH "qemu+ssh://root@hosta/system"
#define B_BY_SSH "qemu+ssh://root@hostb/system"
#define METADATA "urn:vferry:pairs:1"

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
assert_vf(const char *line, const char *pf, int number)
{
	char name[16], address[16], driver[16], user[16], mac[18], vlan[8], link[8];
	int index, group, n;

	n = sscanf(line, "%15s %d %15s %15s %15s %17s %7s %d %*s %7s", name, &index, address, driver, user,
	           mac, vlan, &group, link);
	printf("    %s\n", line);
	CU_ASSERT_EQUAL_FATAL(n, 9);
	CU_ASSERT_STRING_EQUAL(name, pf);
	CU_ASSERT_EQUAL(index, number);
	CU_ASSERT_STRING_EQUAL(address, number == 0 ? "0000:01:10.0" : "0000:01:10.2");
	CU_ASSERT_STRING_EQUAL(driver, "vfio-pci");
	CU_ASSERT_STRING_EQUAL(user, GUEST);
	CU_ASSERT_STRING_EQUAL(mac, vm_mac(0));
	CU_ASSERT_STRING_EQUAL(vlan, "none");
	CU_ASSERT_STRING_EQUAL(link, "up");
}

/* On hostb the pair is to have the PF's VF 1. The definition goes with the guest. */
static void
configure(struct stage *stage)
{
	static const char pairs[] =
	        "<pairs><pair mac='52:54:00:aa:00:01'><device host='hostb'><interface type='hostdev' "
	        "managed='yes'><source><address type='pci' domain='0' bus='1' slot='0x10' function='2'/>"
	        "</source></interface></device></pair></pairs>";
	virDomainPtr domain = virDomainLookupByName(stage->a->conn, GUEST);

	CU_ASSERT_PTR_NOT_NULL_FATAL(domain);
	CU_ASSERT_EQUAL(virDomainSetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, pairs, "vferry", METADATA,
	                                     VIR_DOMAIN_AFFECT_LIVE),
	                0);
	virDomainFree(domain);
}

static bool
is_configured(struct host *host)
{
	virDomainPtr domain = virDomainLookupByName(host->conn, GUEST);
	char *text = domain == NULL ? NULL
	                            : virDomainGetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, METADATA,
	                                                   VIR_DOMAIN_AFFECT_LIVE);
	bool configured = text != NULL;

	free(text);
	if (domain != NULL)
		virDomainFree(domain);
	return configured;
}

void
by_ssh(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	configure(stage);
	CU_ASSERT_EQUAL(host_run(stage->a, "virsh -c " B_BY_SSH " uri", NULL, 0, &stage->err), 0);
	stage_traffic(stage, 1);
	assert_vf(line_of_guest(stage, A_BY_SSH), "pf0", 0);
	CU_ASSERT_STRING_EQUAL(line_of_guest(stage, B_BY_SSH), "");

	CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("migrate", "--connect", A_BY_SSH, GUEST, B_BY_SSH)),
	                      OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	assert_vf(line_of_guest(stage, B_BY_SSH), "pf1", 1);
	CU_ASSERT(is_configured(stage->b));
	stage_assert_traffic(stage, 1);
}
