/* SPDX-License-Identifier: BSD-3-Clause */
/* watchlog.h: what guest/vf-watch wrote, in numbers. Pure. Neighbour: measure.c fetches it. */
#ifndef LAB_WATCHLOG_H
#define LAB_WATCHLOG_H

#include <stdbool.h>

struct watchlog {
	bool armed;         /* it got as far as watching */
	bool held;          /* the process had the devices at first */
	bool signed_off;    /* there was a sign of the removal */
	bool gone;          /* nothing is held any more */
	double sign_ms;     /* the first sign, by the guest's CLOCK_MONOTONIC */
	double teardown_ms; /* from there until nothing was held; with gone only */
};

/* Reads its lines; a line that is none of them is passed over. */
struct watchlog watchlog_read(const char *text);

#endif
