/* SPDX-License-Identifier: BSD-3-Clause */
/* scenarios.h: every scenario; programs/run-scenarios.c lists them with what they need. */
#ifndef LAB_SCENARIOS_H
#define LAB_SCENARIOS_H

#include "scenario.h"

void virtio_alone(struct stage *stage);

#endif
