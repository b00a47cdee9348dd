/* SPDX-License-Identifier: BSD-3-Clause */
/* unrevoked.c: in a library that is linked with --wrap=held_revoke: a dead device's mappings stay. For
 * scenarios/stale_mapping.c, which must see the difference. */
#include "pci_held.h"

void __wrap_held_revoke(struct held *held);

void
__wrap_held_revoke(struct held *held)
{
	(void)held;
}
