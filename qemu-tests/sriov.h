/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sriov.h: what is particular to the lab's second form, whose hosts are emulated SR-IOV machines. Neighbours:
 * lab.c has what both forms share, sriov/ *.sh and sriov/host-init are the hosts.
 */
#ifndef LAB_SRIOV_H
#define LAB_SRIOV_H

#include "lab.h"

#define SRIOV_POOL  "vfpool"  /* the network whose ports are the PF's VFs */
#define SRIOV_VF(n) (2 * (n)) /* function of the PF's VF n: 0000:01:10.0, 10.2, 10.4, 10.6 */

/* A guest called "rival", without a system, that has the PF's VF n (alias ua-vfN), and a virtio NIC of
 * another MAC (ua-backup0). */
int sriov_rival(struct host *host, unsigned int n, struct err *err);

/* A guest's channel through libvirt, as a socket; -ENOENT and others. */
int sriov_open_channel(struct host *host, const char *guest, const char *channel, struct err *err);

#endif
