/* SPDX-License-Identifier: BSD-3-Clause */
/* two_processes.c: a crossing there and back while a secondary process forwards: it polls the VF that each
 * host plugs in, and no packet is lost or doubled outside the two blackouts. */
#include "scenarios.h"

#define KILL    "kill -9 $(pidof dpdk-testpmd | cut -d' ' -f1)" /* the newest comes first */
#define NOTICED "grep 'secondary process .* is gone' /tmp/first.log"

void
two_processes(struct stage *stage)
{
	const struct vm_options two = {.mode = VM_SECONDARY};

	stage_guest(stage, &two);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->b, stage->a), OUTCOME_OK);
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_VF);
	stage_assert_traffic(stage, 2);

	CU_ASSERT_EQUAL_FATAL(vm_run(stage->a, GUEST, KILL, NULL, 0, &stage->err), 0);
	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	CU_ASSERT_EQUAL(vm_run(stage->b, GUEST, NOTICED, NULL, 0, &stage->err), 0);
}
