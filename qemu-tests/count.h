/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * count.h: what became of the numbered packets of one flow: lost, doubled, out of order, late. Pure: no
 * sockets, no clock; times are arguments, CLOCK_MONOTONIC in microseconds. Neighbours: probe.c sends and
 * receives them.
 *
 * Threads: one sender may call count_sent() while one receiver calls count_echo(); the others want both to
 * rest, or a range that ended long enough ago that nothing of it is on the way.
 */
#ifndef LAB_COUNT_H
#define LAB_COUNT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct count_packet {
	uint64_t sent_us, echo_us; /* echo_us: of the first echo; 0: none came */
	uint32_t echoes;
	bool late; /* its first echo came after that of a packet sent later */
};

struct count_flow {
	size_t capacity;
	atomic_size_t sent;
	struct count_packet *packets; /* by number */
	atomic_size_t arrived;
	uint64_t *arrivals_us; /* of every echo, in order of arrival */
	uint64_t strangers; /* echoes with a number that was never sent, or more echoes than there is room for
	                     */
	size_t newest;      /* highest number echoed so far */
};

struct count_sum {
	uint64_t sent, lost, doubled, reordered;
	uint64_t longest_silence_us; /* longest time within the range in which no echo arrived */
	uint64_t worst_trip_us;      /* slowest packet, from sending to first echo */
};

/* A stretch of time. A packet belongs to the stretch in which it was sent, with one exception: one sent up to
 * reach_us before from_us and not echoed until then was on the way when the stretch began, and belongs to it.
 */
struct count_phase {
	const char *name;
	uint64_t from_us, until_us; /* [from, until) */
	uint64_t reach_us;
	struct count_sum sum;
};

/* Room for capacity packets. 0 or -ENOMEM; free with count_free(). */
int count_init(struct count_flow *flow, size_t capacity);
void count_free(struct count_flow *flow);

/* The number for the packet that is sent at now_us; SIZE_MAX when there is no room left. */
size_t count_sent(struct count_flow *flow, uint64_t now_us);
/* An echo of packet number arrived at now_us. */
void count_echo(struct count_flow *flow, size_t number, uint64_t now_us);

/* Adds the flow to the sums of n phases in order of time; for several flows call it once for each. */
void count_phases(const struct count_flow *flow, struct count_phase *phases, size_t n);
/*
 * How long before at_us the oldest packet was sent that was still on its way then: the first one after the
 * last that was echoed before at_us. A flow keeps its order, so what was sent earlier and not echoed was lost
 * for another reason. 0: everything sent before at_us was answered.
 */
uint64_t count_on_the_way(const struct count_flow *flow, uint64_t at_us);
/* When the first echo arrived at or after from_us; 0: none. */
uint64_t count_first_echo(const struct count_flow *flow, uint64_t from_us);
/*
 * The longest stretch of time within [from_us, until_us) in which every packet that was sent was lost: from
 * the first of them to the next one that was echoed, or to until_us. Packets that only came late are no part
 * of it.
 */
uint64_t count_longest_loss(const struct count_flow *flow, uint64_t from_us, uint64_t until_us);
/* Packets of one stretch of step_us after another from from_us on: sent, echoed and lost ones by time of
 * sending. */
struct count_slice {
	uint32_t sent, lost, arrived;
};
void count_slices(const struct count_flow *flow, uint64_t from_us, uint64_t step_us,
                  struct count_slice *slices, size_t n);

#endif
