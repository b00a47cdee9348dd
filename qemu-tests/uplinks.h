/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uplinks.h: the counters of the cables between the lab's switch and the hosts, two for each host: the one of
 * the VFs (bridge vf0) and the one of the backups (bridge br0). So they tell the path that a guest's packets
 * take. Neighbours: host-up.sh lays the cables, probe.c reads the counters every few milliseconds.
 */
#ifndef LAB_UPLINKS_H
#define LAB_UPLINKS_H

#include <stdint.h>

enum probe_path { PROBE_A_VF, PROBE_A_BACKUP, PROBE_B_VF, PROBE_B_BACKUP, PROBE_PATHS };

struct uplinks {
	struct {
		int fd;
		uint64_t base, last;
	} of[PROBE_PATHS];
};

void uplinks_init(struct uplinks *uplinks);
/* Packets that have come from the hosts by each. A host that was switched off and on has new cables with
 * counters from 0: the sums go on all the same. */
void uplinks_read(struct uplinks *uplinks, uint64_t packets[PROBE_PATHS]);
void uplinks_close(struct uplinks *uplinks);

#endif
