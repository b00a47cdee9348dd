/* SPDX-License-Identifier: BSD-3-Clause */
/* virsh_migrate.c: a guest that vferry has prepared, as `virsh migrate` carries it, and brought home on the
 * other host, where nobody has been told but by the domain itself; and one that is prepared and stays. */
#include "scenarios.h"

#include "clock.h"

static void
migrate(struct stage *stage, struct host *from, struct host *to)
{
	const char *const argv[] = {"virsh",  "-q",  "-c",    from->uri, "migrate",
	                            "--live", GUEST, to->uri, NULL};

	CU_ASSERT_EQUAL_FATAL(run_program(argv, 60000, stage->output, sizeof(stage->output), &stage->err), 0);
}

void
virsh_migrate(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	CU_ASSERT_EQUAL(stage_vferry(stage, ARGS("prepare", "--connect", stage->a->uri, GUEST)), OUTCOME_OK);
	stage_assert_place(stage, stage->a, false);
	stage_assert_path(stage, PROBE_A_BACKUP);
	CU_ASSERT_EQUAL(stage_vferry(stage, ARGS("restore", "--connect", stage->a->uri, GUEST)), OUTCOME_OK);
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_VF);

	CU_ASSERT_EQUAL(stage_vferry(stage, ARGS("prepare", "--connect", stage->a->uri, GUEST)), OUTCOME_OK);
	migrate(stage, stage->a, stage->b);
	stage_assert_place(stage, stage->b, false);
	stage_assert_path(stage, PROBE_B_BACKUP);
	/* QEMU announces its own NIC for a second after it has arrived, past anything that vferry says. */
	clock_sleep_ms(1000);
	CU_ASSERT_EQUAL(stage_vferry(stage, ARGS("restore", "--connect", stage->b->uri, GUEST)), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_assert_refused(stage, OUTCOME_NO_PAIR, "not away",
	                     ARGS("restore", "--connect", stage->b->uri, GUEST));
	stage_assert_traffic(stage, 1);
}
