/* SPDX-License-Identifier: BSD-3-Clause */
/* subject.h: a module in a guest of a kernel, and how to ask something of it. Neighbours: machine.h the
 * guest, removals.h and promises.h what is asked. */
#ifndef KMOD_SUBJECT_H
#define KMOD_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "machine.h"

#define DEVICES "/sys/bus/pci/devices/"
#define DRIVER  "/sys/bus/pci/drivers/igb_uio/"
#define SAID    384 /* room for what a guest, or struct err, says */

struct subject {
	const char *kernel; /* "6.1" */
	const char *folder; /* of the guest */
	bool ours;          /* or Debian's dpdk-kmods */
	struct machine machine;
};

/* Boots a guest with the module loaded, unless one runs. */
int subject_ready(struct subject *subject, struct err *err);
/* Reads the kernel's log into log: "clean" or its first bad line; "died" when the guest does not answer. Then
 * ends a guest that is not fit for another case: code is how the last one went. */
void subject_settle(struct subject *subject, int code, char *log, size_t size);

/*
 * Has the prober do what the format says, which may end in what should come of it: "COMMAND => ANSWER" wants
 * that answer, "COMMAND =! ANSWER" that it refuses with that answer, and without either it must do it.
 * Negative errno and a sentence when it was otherwise.
 */
int subject_do(struct subject *subject, struct err *err, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
/* Lines of that kind until one is not as it should be; NULL ends them. */
int subject_script(struct subject *subject, const char *const *lines, struct err *err);

#endif
