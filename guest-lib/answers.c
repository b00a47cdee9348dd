/* SPDX-License-Identifier: BSD-3-Clause */
/* answers.c: whether a member's device answers, asked of its registers; see member.h. */
#include <bus_pci_driver.h>
#include <string.h>

#include "member.h"

/*
 * The status register, in BAR 0, by the data sheets of 82574, 82576, 82599 and the Intel Ethernet Adaptive
 * Virtual Function. That of a VF is zero while its link is down. Reading it changes nothing.
 */
static const struct {
	const char *pmd;
	size_t offset;
	bool may_be_zero;
} status[] = {
        {"net_e1000_em", 0x8, false},    {"net_e1000_igb", 0x8, false}, {"net_ixgbe", 0x8, true},
        {"net_e1000_igb_vf", 0x8, true}, {"net_ixgbe_vf", 0x8, true},   {"net_iavf", 0x8800, true},
};

bool
member_answers(const struct member *member)
{
	const struct rte_device *device = member->dev->device;
	const struct rte_mem_resource *bar = device ? &RTE_DEV_TO_PCI(device)->mem_resource[0] : NULL;

	for (unsigned int i = 0; device && device->driver && i < RTE_DIM(status); i++) {
		uint32_t value;

		if (strcmp(device->driver->name, status[i].pmd) != 0 || !bar->addr ||
		    bar->len < status[i].offset + 4)
			continue;
		value = *(const volatile uint32_t *)((const char *)bar->addr + status[i].offset);
		return value != UINT32_MAX && (value != 0 || status[i].may_be_zero);
	}
	return true;
}
