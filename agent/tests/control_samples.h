/* SPDX-License-Identifier: BSD-3-Clause */
/* control_samples.h: one of everything that travels over the control socket. Neighbours: test_control.c sends
 * each round, read_control.c prints them for the schema's validator. */
#ifndef VFERRY_CONTROL_SAMPLES_H
#define VFERRY_CONTROL_SAMPLES_H

#include "control.h"

/* Fills in all that belongs to the method; borrows from static memory. */
void sample_request(enum control_method method, struct control_request *request);

/* Line i of what the daemon says, for free(); NULL when there are fewer. */
char *sample_answer(unsigned int i, struct err *err);

#endif
