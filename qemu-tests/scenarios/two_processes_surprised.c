/* SPDX-License-Identifier: BSD-3-Clause */
/* two_processes_surprised.c: the VF vanishes without a word while a secondary process polls it, and comes
 * back: its traffic goes on over the backup and returns, three times, and both processes live. */
#include "scenarios.h"

#define SLOT   "/sys/bus/pci/devices/0000:02:00.0"
#define REMOVE "echo 1 > " SLOT "/remove"
#define RESCAN "echo 1 > /sys/bus/pci/rescan"
#define BOTH   "[ $(pidof dpdk-testpmd | wc -w) = 2 ]"

enum { TIMES = 3, LOOK_MS = 100, PATIENCE = 200 /* looks */ };

static bool
comes_by(struct stage *stage, enum probe_path path)
{
	for (int i = 0; i < PATIENCE; i++)
		if (probe_path_now(stage->probe, LOOK_MS) == path)
			return true;
	return false;
}

void
two_processes_surprised(struct stage *stage)
{
	const struct vm_options two = {.mode = VM_SECONDARY};

	stage_guest(stage, &two);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);
	for (int i = 0; i < TIMES; i++) {
		CU_ASSERT_EQUAL_FATAL(vm_run(stage->a, GUEST, REMOVE, NULL, 0, &stage->err), 0);
		CU_ASSERT_FATAL(comes_by(stage, PROBE_A_BACKUP));
		CU_ASSERT_EQUAL_FATAL(vm_run(stage->a, GUEST, RESCAN, NULL, 0, &stage->err), 0);
		CU_ASSERT_FATAL(comes_by(stage, PROBE_A_VF));
	}
	CU_ASSERT_EQUAL(vm_run(stage->a, GUEST, BOTH, NULL, 0, &stage->err), 0);
}
