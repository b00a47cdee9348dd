/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * packets.h: which path carried how many of a pair's packets during a crossing. Neighbours: observe.c hands
 * on what the guest tells, ending.c asks for the last of it; docs/protocol.md says what is counted. Pure.
 *
 * The guest counts for its VF and its backup, whichever devices these are, and on either host. So what the VF
 * had carried when the guest told it last on the source is the source VF's, also when the crossing failed and
 * the guest went back to it; what came afterwards is the destination's.
 */
#ifndef VFERRY_PACKETS_H
#define VFERRY_PACKETS_H

#include <stdbool.h>

#include "wire.h"

/* Of one pair. Zeroed: nothing was told yet. */
struct packets {
	bool begun;
	bool unknown; /* told without packets, or they fell: the application has started anew */
	bool final;   /* told since packets_await() */
	struct wire_packets first, left, last; /* what was told first, last on the source, last of all */
};

struct packets_by_path {
	struct wire_count source_vf, backup, destination_vf;
};

/* The guest, which runs on the destination when there is set, tells of the pair. */
void packets_told(struct packets *packets, const struct wire_pair *pair, bool there);

/* What is told next is what came of the crossing. Whether asking for it is of use. */
bool packets_await(struct packets *packets);

/* Since the first telling. False when it is not known; *by_path is then untouched. */
bool packets_split(const struct packets *packets, struct packets_by_path *by_path);

#endif
