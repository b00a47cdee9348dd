/* SPDX-License-Identifier: BSD-3-Clause */
/* scenarios.h: every scenario; programs/run-scenarios.c lists them with what they need. */
#ifndef LAB_SCENARIOS_H
#define LAB_SCENARIOS_H

#include "scenario.h"

void virsh_migrate(struct stage *stage);
void daemons_watch(struct stage *stage);
void virsh_ways(struct stage *stage);
void virtio_alone(struct stage *stage);
void bad_guest(struct stage *stage);
void bad_input(struct stage *stage);
void there_and_back(struct stage *stage);
void two_processes(struct stage *stage);
void two_processes_surprised(struct stage *stage);
void another_slot(struct stage *stage);
void two_pairs(struct stage *stage);
void three_round_trips(struct stage *stage);
void peer_to_peer(struct stage *stage);
void no_vf_at_start(struct stage *stage);
void no_vf_there(struct stage *stage);
void no_library(struct stage *stage);
void hung_library(struct stage *stage);
void destination_refuses(struct stage *stage);
void interrupted(struct stage *stage);
void destination_dies(struct stage *stage);
void source_dies(struct stage *stage);
void stale_mapping(struct stage *stage);
void daemon_crossing(struct stage *stage);
void daemon_dies(struct stage *stage);
void fault(struct stage *stage);
void worker_dies(struct stage *stage);
void seed_cycle(struct stage *stage);
void vfs_disabled(struct stage *stage);
void pf_down(struct stage *stage);
void another_vf(struct stage *stage);
void taken_vf(struct stage *stage);
void unfit_vfs(struct stage *stage);
void vlan_pair(struct stage *stage);
void plain_hostdev(struct stage *stage);
void vfio_guest(struct stage *stage);
void neighbours(struct stage *stage);
void by_ssh(struct stage *stage);

#endif
