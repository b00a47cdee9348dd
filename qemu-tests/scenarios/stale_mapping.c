/* SPDX-License-Identifier: BSD-3-Clause */
/* stale_mapping.c: another device comes into the slot of a VF that went away, with the same address and the
 * same BARs, while the application has its old port: none of its accesses reaches the new device. They do
 * without the library, and with one that revokes nothing: that shows that this test would see it. */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "scenarios.h"

#define VF        "ua-vf0"
#define UNPLUG_MS 10000
/* The library's thread learns of the removal when the new device is there already, and then lets the old one
 * go. */
#define HOLD                                                                 \
	"hold-thread $(pidof dpdk-testpmd) vferry 20000 > /tmp/held 2>&1 & " \
	"until grep . /tmp/held; do usleep 10000; done; grep held /tmp/held"
#define LET_GO                                                                                        \
	"killall hold-thread; i=0; while grep -q :0.*/resource0 /proc/$(pidof dpdk-testpmd)/maps && " \
	"[ $i -lt 100 ]; do usleep 50000; i=$((i + 1)); done"
/* Of igb: tail and head of the first transmit ring, tail of the first receive ring, the rings' addresses, and
 * three of control. The addresses are not what a reset leaves, so that one would be seen as well. */
#define REGISTERS "e018 e010 c018 e000 c000 0 100 400"
#define MARKED    "e018 e010 c018 e000=1234000 c000=5678000 0 100 400"

static void
ask(struct stage *stage, const char *command)
{
	int code = vm_run(stage->a, GUEST, command, stage->output, sizeof(stage->output), &stage->err);

	if (code != 0)
		printf("    '%s' ended with %d: %s\n", command, code,
		       code < 0 ? stage->err.text : stage->output);
	CU_ASSERT_EQUAL_FATAL(code, 0);
}

static void
unplug(struct stage *stage)
{
	uint64_t deadline = clock_us() + UNPLUG_MS * 1000ull;

	STAGE_OK(stage, vm_unplug(stage->a, GUEST, VF, &stage->err));
	while (vm_has(stage->a, GUEST, VF) && clock_us() < deadline)
		clock_sleep_ms(10);
	CU_ASSERT_FATAL(!vm_has(stage->a, GUEST, VF));
}

/* Another NIC in the slot, which pci-stub takes; nobody but bar-peek touches it. */
static void
replace(struct stage *stage)
{
	const struct vm_nic other = {
	        .mac = "52:54:00:bb:00:01", .model = "igb", .bridge = "vf0", .alias = "ua-other"};
	char slot[16];

	ask(stage, "cd /sys/bus/pci/drivers/uio_pci_generic; for d in 0000:*; do "
	           "[ $(cat $d/vendor) != 0x8086 ] || echo $d; done");
	snprintf(slot, sizeof(slot), "%.12s", stage->output);
	unplug(stage);
	STAGE_OK(stage, vm_plug_nic(stage->a, GUEST, &other, &stage->err));
	ask(stage, "cd /sys/bus/pci/drivers/pci-stub; i=0; "
	           "until ls -d 0000:* || [ $i = 200 ]; do usleep 50000; i=$((i + 1)); done 2> /dev/null");
	CU_ASSERT_EQUAL(strncmp(stage->output, slot, strlen(slot)), 0);
}

static void
registers(struct stage *stage, const char *which, char *values, size_t size)
{
	char command[160];

	snprintf(command, sizeof(command), "bar-peek $(basename /sys/bus/pci/drivers/pci-stub/0000:*) %s",
	         which);
	ask(stage, command);
	snprintf(values, size, "%.120s", stage->output);
}

/* Whether a register of the new device was other than it came. */
static bool
reaches(struct stage *stage, const char *kernel, enum vm_mode mode)
{
	const struct vm_options options = {.mode = mode,
	                                   .kernel = kernel,
	                                   .driver = "uio_pci_generic",
	                                   .stub = "8086:10c9",
	                                   .no_backup = mode == VM_STOCK};
	static const char *const names[] = {[VM_STOCK] = "without the library",
	                                    [VM_VFERRY] = "with it",
	                                    [VM_UNREVOKED] = "with revoking switched off"};
	char before[128], after[128];

	stage_guest(stage, &options);
	if (mode != VM_STOCK)
		ask(stage, HOLD);
	replace(stage);
	registers(stage, MARKED, before, sizeof(before));
	if (mode != VM_STOCK)
		ask(stage, LET_GO);
	ask(stage, "printf 'stop\\nset fwd txonly\\nstart\\n' > /tmp/commands; usleep 1500000");
	registers(stage, REGISTERS, after, sizeof(after));
	printf("    %s, %s: %.*s -> %s", kernel, names[mode], (int)strcspn(before, "\n"), before, after);
	vm_destroy(stage->a, GUEST);
	return strcmp(before, after) != 0;
}

void
stale_mapping(struct stage *stage)
{
	static const char *const kernels[] = {"6.1", "6.12"};

	for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
		CU_ASSERT(reaches(stage, kernels[i], VM_STOCK));
		CU_ASSERT(reaches(stage, kernels[i], VM_UNREVOKED));
		CU_ASSERT(!reaches(stage, kernels[i], VM_VFERRY));
	}
}
