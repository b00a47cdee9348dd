/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * other_process.h: a secondary process for tests: this program again, which polls one queue of the pair and
 * sends everything back. Neighbour: ring_net.h is the network that both are in.
 */
#ifndef VFERRY_OTHER_PROCESS_H
#define VFERRY_OTHER_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What it is to do besides. */
enum other_fault {
	OTHER_SOUND,
	OTHER_STUCK_RX,   /* its next receive burst on the VF never ends */
	OTHER_STUCK_TX,   /* its next transmit burst that holds a shared queue never ends */
	OTHER_CONFIGURES, /* asks for what only the primary may */
};

/*
 * Makes hugepages, a place for DPDK's files and EAL as the primary process. NULL, or why none of this can be
 * had here. What it changed of the machine is restored at exit.
 */
const char *other_process_prepare(void);

/* Starts one for the pair's queue and waits until it polls; its pid, -1 when it ended instead. */
pid_t other_process_start(uint16_t queue, enum other_fault fault);

/* Whether it is inside the burst that never ends, now or within ten seconds. */
bool other_process_is_stuck(void);
bool other_process_gets_stuck(void);

/* How many frames it has sent back. */
uint64_t other_process_echoed(void);

/* Ends it by itself, or by SIGKILL. Its exit code, 0 when all that it looked at was right; -signal when one
 * ended it. */
int other_process_end(pid_t pid, bool kill_it);

/* main() of the other process. */
int other_process_main(char **argv);

#endif
