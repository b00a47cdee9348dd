/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rest.h: whether a guest with one pair has come to rest after a crossing, and how. At rest is: it runs on
 * one host, its traffic takes the VF of that host, nothing says any more that it is away from it, and
 * vferryd has no journal of it. Neighbours: fault.h; tests/test_rest.c.
 */
#ifndef LAB_FAULTS_REST_H
#define LAB_FAULTS_REST_H

#include <stdbool.h>
#include <stddef.h>

#include "faults/scene.h"

/* What a look has found. */
struct rest {
	unsigned int on;       /* how many hosts it runs on */
	bool there;            /* it runs on the destination, and not on the source */
	unsigned int nics;     /* of its live XML: two, with the backup */
	bool away;             /* its metadata says that it is away from its VF */
	enum probe_path path;  /* of its traffic; the source is hosta */
	unsigned int journals; /* of vferryd */
	uint64_t since_us;     /* since when it is at rest; 0: it is not */
};

/* Takes a third of a second, for the traffic. The scene's source must be hosta. */
void rest_look(const struct scene *scene, struct rest *rest);

/*
 * Whether that is rest; when not, why in one sentence. lost: the host that had the guest is gone, so it runs
 * nowhere. Pure.
 */
bool rest_is(const struct rest *rest, bool lost, char *why, size_t size);

/* Looks until it has been so for REST_HOLD_MS, as what was asked last may yet come; for timeout_ms at most.
 * *rest is the last look. Returns as rest_is(). */
#define REST_HOLD_MS 4000
bool rest_wait(const struct scene *scene, bool lost, unsigned int timeout_ms, struct rest *rest, char *why,
               size_t size);

/* "hosta, VF" and the like, for people. */
void rest_text(const struct rest *rest, char *text, size_t size);

#endif
