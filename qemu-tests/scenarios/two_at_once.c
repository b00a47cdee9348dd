/* SPDX-License-Identifier: BSD-3-Clause */
/* two_at_once.c: two guests leave for the same host at the same time, and both would have the same VF there:
 * one gets it, the other one sets it aside and gets the next. */
#include <string.h>

#include "scenarios.h"
#include "sriov.h"

#define OTHER "vnf2"

static bool
has_number(const char *output, unsigned int number)
{
	char wanted[32];

	snprintf(wanted, sizeof(wanted), "number %u of pf1", number);
	return strstr(output, wanted) != NULL;
}

void
two_at_once(struct stage *stage)
{
	const struct vm_options first = {.vf_xml = VM_NAMED, .small = true};
	const struct vm_options second = {.vf_xml = VM_NAMED, .small = true, .first = 1};
	struct run runs[2];
	bool one, two;

	/* The first guest's VF is taken there, and the next one is the second guest's. */
	STAGE_OK(stage, sriov_rival(stage->b, 0, &stage->err));
	stage_guest(stage, &first);
	STAGE_OK(stage, vm_boot(stage->a, OTHER, &second, &stage->err));
	stage_traffic(stage, 2);

	stage_vferry_start(stage, &runs[0],
	                   ARGS("migrate", "--connect", stage->a->uri, GUEST, stage->b->uri));
	stage_vferry_start(stage, &runs[1],
	                   ARGS("migrate", "--connect", stage->a->uri, OTHER, stage->b->uri));
	CU_ASSERT_EQUAL(stage_vferry_wait(stage, &runs[0]), OUTCOME_OK);
	one = has_number(stage->output, 1);
	two = has_number(stage->output, 2);
	CU_ASSERT_EQUAL(stage_vferry_wait(stage, &runs[1]), OUTCOME_OK);
	CU_ASSERT(one ? has_number(stage->output, 2) : two && has_number(stage->output, 1));
	stage_assert_place(stage, stage->b, true);
	CU_ASSERT(vm_has(stage->b, OTHER, "ua-vf1"));
	stage_assert_path(stage, PROBE_B_VF);
}
