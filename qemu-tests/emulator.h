/* SPDX-License-Identifier: BSD-3-Clause */
/* emulator.h: what goes wrong in a lab by the emulator's own fault. Neighbours: run-scenarios.c and
 * run-matrix.c try again then, and say so. */
#ifndef LAB_EMULATOR_H
#define LAB_EMULATOR_H

#include <stdbool.h>

#include "lab.h"

/* Whether a QEMU of the hosts as they are now ended by an assertion of its own that no guest and no caller
 * can bring about or avoid: its log says so. */
bool emulator_aborted(const struct lab *lab);

#endif
