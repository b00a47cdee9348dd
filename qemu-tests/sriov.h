/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sriov.h: what is particular to the lab's second form, whose hosts are emulated SR-IOV machines. Neighbours:
 * lab.c has what both forms share, sriov/ *.sh and sriov/host-init are the hosts.
 */
#ifndef LAB_SRIOV_H
#define LAB_SRIOV_H

#include <stdbool.h>

#include "lab.h"

#define SRIOV_POOL "vfpool" /* the network whose ports are the PF's VFs */

/* Whether this lab is of that form. */
bool sriov_lab(void);

/* After the host is connected: its pool, and by how much its clock is ahead. 0 or negative errno. */
int sriov_set_up(struct host *host, struct err *err);

/* Runs a shell command on the host; its exit status or negative errno. output may be NULL. */
int sriov_run(const struct host *host, const char *command, char *output, size_t size, struct err *err);

/* A guest's channel through libvirt, as a socket; -ENOENT and others. */
int sriov_open_channel(struct host *host, const char *guest, const char *channel, struct err *err);

#endif
