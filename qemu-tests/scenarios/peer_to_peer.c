/* SPDX-License-Identifier: BSD-3-Clause */
/* peer_to_peer.c: the source's libvirtd moves the guest by itself, and its definition with it, as `virsh
 * migrate --p2p
 * --persistent --undefinesource` does; there a definition is left, here none. */
#include "scenarios.h"

static bool
is_defined(struct host *host)
{
	virDomainPtr domain = virDomainLookupByName(host->conn, GUEST);
	bool defined = domain != NULL && virDomainIsPersistent(domain) == 1;

	if (domain != NULL)
		virDomainFree(domain);
	return defined;
}

void
peer_to_peer(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	STAGE_OK(stage, vm_define(stage->a, GUEST, &stage->err));
	stage_traffic(stage, 1);
	CU_ASSERT_EQUAL_FATAL(
	        stage_vferry(stage, ARGS("migrate", "--connect", stage->a->uri, "--live", "--p2p",
	                                 "--persistent", "--undefinesource", GUEST, stage->b->uri)),
	        OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	CU_ASSERT(is_defined(stage->b));
	CU_ASSERT(!is_defined(stage->a));
	stage_assert_traffic(stage, 1);
}
