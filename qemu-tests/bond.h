/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bond.h: a guest with net_bonding (mode 1) taken across by hand, as DPDK's how-to "Live Migration of VM with
 * SR-IOV VF" has it (and `device detach`, which it forgets): the commands typed at testpmd's prompt, the
 * device unplugged and plugged, the guest migrated. Ports: 0 the backup, 1 the VF, 2 the bond (image/init
 * makes it). Neighbour: bench-trip.
 */
#ifndef LAB_BOND_H
#define LAB_BOND_H

#include "lab.h"

/*
 * One crossing. Steps that testpmd refuses do not end it: a person at the prompt would go on as well. 0, or
 * negative errno when libvirt or the guest failed. What testpmd complained about, one line for each, is in
 * complaints (size bytes, NUL-terminated).
 */
int bond_cross(struct host *from, struct host *to, const char *name, char *complaints, size_t size,
               struct err *err);

#endif
