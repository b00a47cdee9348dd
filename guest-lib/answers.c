/* SPDX-License-Identifier: BSD-3-Clause */
/* answers.c: see answers.h. */
#include "answers.h"

#include <string.h>

/*
 * The status register, in BAR 0, by the data sheets of 82574, 82576, 82599 and the Intel Ethernet Adaptive
 * Virtual Function; that of a VF may be zero while its link is down. The bit that tells of the link, or, by
 * iavf, the state of a reset.
 */
static const struct {
	const char *pmd;
	size_t offset;
	uint32_t turning;
	bool may_be_zero;
} status[] = {
        {"net_e1000_em", 0x8, 0x2, false}, {"net_e1000_igb", 0x8, 0x2, false},
        {"net_ixgbe", 0x8, 0x80, true},    {"net_e1000_igb_vf", 0x8, 0x2, true},
        {"net_ixgbe_vf", 0x8, 0, true},    {"net_iavf", 0x8800, 0x3, true},
};

/* Command and status: the identity of a VF reads as all ones while it lives. */
static bool
has_configuration(const struct rte_pci_device *pci)
{
	uint32_t command = UINT32_MAX;

	return rte_pci_read_config(pci, &command, sizeof(command), RTE_PCI_COMMAND) == (int)sizeof(command) &&
	       command != UINT32_MAX;
}

bool
answers_ask(const struct rte_pci_device *pci, uint32_t *turning)
{
	const struct rte_mem_resource *bar = &pci->mem_resource[0];

	*turning = 0;
	for (unsigned int i = 0; pci->driver && i < RTE_DIM(status); i++) {
		uint32_t value;

		if (strcmp(pci->driver->driver.name, status[i].pmd) != 0 || !bar->addr ||
		    bar->len < status[i].offset + 4)
			continue;
		value = *(const volatile uint32_t *)((const char *)bar->addr + status[i].offset);
		*turning = value & status[i].turning;
		return value != UINT32_MAX && (value != 0 || status[i].may_be_zero);
	}
	return has_configuration(pci);
}
