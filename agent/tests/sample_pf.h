/* SPDX-License-Identifier: BSD-3-Clause */
/* sample_pf.h: PFs with more VFs than one would write down, and a host of such devices. Neighbours:
 * sample_host.h, test_inventory.c, test_crossing_bad.c, test_vfpick.c. */
#ifndef VFERRY_SAMPLE_PF_H
#define VFERRY_SAMPLE_PF_H

#include "inventory.h"

#define SAMPLE_PF_VFS_MAX 512

/* The node device of the PF 0000:BUS:00.0 with nvfs VFs, which begin at 00BUS:80:00.0. Valid until the next
 * call. */
const char *sample_pf(unsigned int bus, unsigned int nvfs);

/* Makes inventory that of a host with these node devices, a list that ends with NULL; not sorted yet. */
void sample_inventory(struct inventory *inventory, const char *const *devices);

#endif
