/* SPDX-License-Identifier: BSD-3-Clause */
/* source_dies.c: the source loses its power in the middle of the copy, and the guest with it: vferry says
 * that it is lost, and the destination keeps nothing of it. */
#include "scenarios.h"

#include "clock.h"

#define BANDWIDTH "4" /* MiB/s: the copy takes longer than the scenario */
#define ENOUGH_MS 60000

static bool
wait_gone(struct host *host)
{
	uint64_t deadline = clock_us() + ENOUGH_MS * 1000ull;

	while (vm_wait_incoming(host, GUEST, 0) && clock_us() < deadline)
		clock_sleep_ms(100);
	return !vm_wait_incoming(host, GUEST, 0);
}

void
source_dies(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_vferry_start(stage, ARGS("migrate", "--connect", stage->a->uri, "--bandwidth", BANDWIDTH, GUEST,
	                               stage->b->uri));
	CU_ASSERT_FATAL(vm_wait_copy(stage->a, GUEST, ENOUGH_MS));
	STAGE_OK(stage, host_down(stage->a, &stage->err));
	CU_ASSERT_EQUAL(stage_vferry_wait(stage), OUTCOME_LOST);
	CU_ASSERT(wait_gone(stage->b));
}
