/* SPDX-License-Identifier: BSD-3-Clause */
/* guest_log.h: after a failure. Neighbours: run-scenarios.c and run-matrix.c. */
#ifndef LAB_GUEST_LOG_H
#define LAB_GUEST_LOG_H

#include "lab.h"

/* Keeps what the guest says of itself, wherever it is, and where its threads are, as NAME.guest next to the
 * lab's other logs, and says so. Nothing when it does not answer. */
void guest_log_keep(struct lab *lab, const char *guest, const char *name);

#endif
