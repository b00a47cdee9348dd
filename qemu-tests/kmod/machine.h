/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * machine.h: one guest of QEMU under emulation, with two igb behind root ports and the prober inside.
 * Neighbours: prober.c is the other end of machine_ask(), cases.c what is done with it.
 */
#ifndef KMOD_MACHINE_H
#define KMOD_MACHINE_H

#include <stddef.h>
#include <sys/types.h>

#include "err.h"

/* Where the guest sees them: the NIC that comes and goes, with its port; another that stays, and its first
 * VF. */
#define MACHINE_NIC  "0000:01:00.0"
#define MACHINE_PORT "0000:00:01.0"
#define MACHINE_PF   "0000:02:00.0"
#define MACHINE_VF   "0000:02:10.0"

struct machine {
	pid_t pid; /* 0: none runs */
	int port;  /* the prober */
	int qmp;
};

/* Starts the guest of a folder (vmlinux, initramfs.cpio) and waits for the prober; its console is added to
 * NAME.log there, and what QEMU says to NAME.qemu. One that does not come up is started anew, twice. Negative
 * errno, and nothing runs. */
int machine_start(struct machine *machine, const char *folder, const char *name, struct err *err);
/* Ends it; harmless when none runs. */
void machine_stop(struct machine *machine);

/*
 * Has the prober do what the format says. 0, or -EREMOTEIO when it answered that it could not: either way
 * what it said is in answer. Any other negative errno: the guest does not answer any more.
 */
int machine_ask(struct machine *machine, char *answer, size_t size, struct err *err, const char *format, ...)
        __attribute__((format(printf, 5, 6)));

/* Plugs the NIC, and asks for its unplugging and waits until QEMU says that it is gone. */
int machine_plug(struct machine *machine, struct err *err);
int machine_unplug(struct machine *machine, struct err *err);

#endif
