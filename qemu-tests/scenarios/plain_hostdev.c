/* SPDX-License-Identifier: BSD-3-Clause */
/* plain_hostdev.c: a VF as plain <hostdev>, whose MAC libvirt does not set. On each host the administrator
 * has given one VF that MAC: the guest goes from one to the other, and nowhere else. */
#include <string.h>

#include "scenarios.h"

#define PAIR 2

/* Its XML shows no MAC: the user says what is a pair. */
#define MEMBERS "--vf", "ua-vf2", "--backup", "ua-backup2"

static const char stranger[] = "<hostdev mode='subsystem' type='pci' managed='yes'><source>"
                               "<address domain='0' bus='1' slot='0x10' function='2'/></source></hostdev>";

void
plain_hostdev(struct stage *stage)
{
	const struct vm_options plain = {.vf_xml = VM_HOSTDEV, .first = PAIR};

	stage_guest(stage, &plain);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);

	stage_assert_refused(stage, OUTCOME_BAD_DEST_VF, "0000:01:10.2",
	                     ARGS("migrate", "--connect", stage->a->uri, MEMBERS, "--dest-vf",
	                          stage_dest_vf(stranger), GUEST, stage->b->uri));
	stage_assert_place(stage, stage->a, true);
	CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("migrate", "--connect", stage->a->uri, MEMBERS, GUEST,
	                                               stage->b->uri)),
	                      OUTCOME_OK);
	CU_ASSERT(strstr(stage->output, "number 2 of pf1") != NULL);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_assert_traffic(stage, 1);
}
