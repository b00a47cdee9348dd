/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * processes.h: the secondary processes that use pairs, as the primary sees them.
 * Neighbours: secondary.c is their side, code.h names functions across processes, cell.h has a process's
 * number.
 *
 * Theory of operation. A secondary process joins once: it sends a pidfd of its own, and gets a number. For
 * each pair that it has it sets its bit in the pair, and follows the members that are started: it looks for
 * the functions that the primary named, and enters them into its table (rxtx.h). From then on its lcores poll
 * their queues of the pair.
 *
 * Whatever the primary starts later is shown to all of them before it counts as ready, and traffic is only
 * ever moved to a member that is ready. So no path leads a process to a member that it cannot poll. A process
 * that cannot follow, or does not answer, is the reason why the member is not used.
 *
 * A process that is gone is noticed by its pidfd, which tells only when its last thread is: nothing of it is
 * inside a burst any more, whatever its cells say. So they are corrected. The queue of the member on which it
 * died is as its PMD's function left it; starting the port anew makes a new one.
 */
#ifndef VFERRY_PROCESSES_H
#define VFERRY_PROCESSES_H

#include <rte_dev.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "cell.h"
#include "code.h"
#include "err.h"

#define PROCESSES_MAX CELL_PROCESSES_MAX /* of them, 0 is the primary */

struct pair;
struct member;

/* A member as it is shown, in shared memory. */
struct shown {
	uint16_t port_id;
	_Atomic int32_t start; /* another number each time; 0: not started */
	char bus[RTE_DEV_NAME_MAX_LEN], device[RTE_DEV_NAME_MAX_LEN]; /* names */
	struct code rx, tx, prepare;
	bool prepares; /* there is a tx_pkt_prepare */
	_Atomic int32_t
	        followed[PROCESSES_MAX]; /* by number: the start that it follows; negative: that it cannot */
};

/* The messages between them, by DPDK's own channel. Both are struct processes_message. */
#define PROCESSES_JOIN \
	"vferry_join" /* request to the primary, with a pidfd; its reply has the number, 0: none */
#define PROCESSES_FOLLOW "vferry_follow" /* to all secondaries: a member of the pair port_id was started */

struct processes_message {
	uint32_t process;
	int32_t pid;
	uint16_t port_id;
};

/* From now on secondary processes can have the pair, which is borrowed. 0, or negative errno. Any thread. */
int processes_add(struct pair *pair, struct err *err);
void processes_remove(struct pair *pair);

/*
 * Shows a member that was started; hiding it is storing 0 in its start. Returns when every process that has
 * the pair follows; blocks for as long as one does not answer, at most a second. 0, -EPROTO when one cannot,
 * -ETIMEDOUT. In the control thread or a chore.
 */
int processes_show(struct pair *pair, struct member *member, struct err *err);

/* Corrects what processes left behind that are gone. Never waits. Any thread. */
void processes_bury(void);

#endif
