/* SPDX-License-Identifier: BSD-3-Clause */
/* samples.h: one struct wire_msg for every message of the guest link. Neighbours: test_wire.c sends each
 * round, decode_examples.c prints them for the schema's validator. */
#ifndef VFERRY_SAMPLES_H
#define VFERRY_SAMPLES_H

#include <stdio.h>

#include "wire.h"

/* Puts text into an array of char. */
#define SET(array, text) (void)snprintf(array, sizeof(array), "%s", text)

/* Fills *msg with the sample of that kind and name. False when there is no such message. */
bool sample_msg(enum wire_kind kind, enum wire_name name, struct wire_msg *msg);

/* The longest line that there is: a hello of 16 full pairs in which every character of text is escaped. */
void sample_longest(struct wire_msg *msg);

#endif
