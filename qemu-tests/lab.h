/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lab.h: the two hosts of the lab, hosta and hostb: up, power cut, reset, and when QEMU stopped and resumed
 * guests there. A program that uses it runs inside in-lab.sh. The lab has two forms: hosts are namespaces of
 * this machine, or emulated SR-IOV machines (VFERRY_FORM=sriov): lab_form.h. Neighbours: lab/ *.sh and
 * sriov/ *.sh do it, vm.h puts guests on the hosts.
 *
 * Threads: lab_up() starts libvirt's event loop in a thread of its own. Everything else belongs to one
 * thread.
 */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include <libvirt/libvirt.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"

enum lab_host { HOST_A, HOST_B, LAB_HOSTS };

struct host {
	const char *name;
	char uri[96]; /* good for a client in the lab and, peer to peer, for the other host */
	char dir[32]; /* its private folders: what it sees as /run/libvirt is dir/run/libvirt */
	virConnectPtr conn;
	int events;       /* libvirt's number of the registration, -1 without */
	int64_t ahead_us; /* of its clock, before this machine's */
};

struct lab {
	struct host hosts[LAB_HOSTS];
	const char *build; /* folder with vferry */
	unsigned int peak_mib;
};

/* Both hosts up and connected. 0 or negative errno. */
int lab_up(struct lab *lab, struct err *err);
/* Both hosts without guests, whatever they were before: cut and on again. */
int lab_reset(struct lab *lab, struct err *err);
/* The most memory that a host has taken so far, in MiB; 0 where hosts have none of their own. */
unsigned int lab_peak_mib(struct lab *lab);
/* Both hosts off; harmless when they are. */
void lab_down(struct lab *lab);

/* Power on: libvirtd answers when this returns. */
int host_up(struct host *host, struct err *err);
/* Power cut: libvirtd and all guests of the host are gone at once. */
int host_down(struct host *host, struct err *err);
/* The same for one of them. */
int host_reset(struct host *host, struct err *err);
/* Kills the host's libvirtd, whose guests go on, and returns when it answers again: the host starts it anew,
 * as its unit has systemd do. Only in the lab's first form. */
int host_kill_libvirtd(struct host *host, struct err *err);
/* Makes the host refuse every incoming guest with this reason, or, with NULL, take them again. */
int host_refuse(struct host *host, const char *reason, struct err *err);
/* Runs a shell command on the host, for a minute at most; its exit status or negative errno. Its output, cut
 * to size - 1 bytes, comes into output, which may be NULL with size 0. */
int host_run(struct host *host, const char *command, char *output, size_t size, struct err *err);

/* When QEMU on this host reported event ("STOP", "RESUME") for the first time at or after since_us, as
 * CLOCK_MONOTONIC in microseconds by QEMU's own clock; 0: not yet. */
uint64_t host_moment(const struct host *host, const char *event, uint64_t since_us);

#endif
