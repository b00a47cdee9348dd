/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * probe.h: numbered packets through the guests. A sender thread puts frames on the lab's switch at a steady
 * rate, one flow per guest MAC; the guest swaps the MACs, and a receiver thread takes the echoes with the
 * kernel's time of arrival. A third thread reads, every PROBE_STEP_US, how many echoes came over each uplink:
 * the path. Neighbours: count.h is the arithmetic, uplinks.h the counters; lab-init.sh made the port.
 */
#ifndef LAB_PROBE_H
#define LAB_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "count.h"
#include "err.h"
#include "uplinks.h"

#define PROBE_FLOWS_MAX 4
#define PROBE_STEP_US   10000u

/* Packets that came from each host's uplinks up to that moment. */
struct probe_sample {
	uint64_t at_us;
	uint64_t packets[PROBE_PATHS];
};

struct probe;

struct probe_traffic {
	const char *const *macs;  /* "52:54:00:aa:00:01", one for each flow */
	unsigned int flows, rate; /* packets a second of each */
	unsigned int seconds;     /* at most */
	unsigned int vlan;        /* tag of the frames, and of the echoes that count; 0: none */
};

/*
 * Starts flows towards the guests. Returns when the first echo of every flow has come and the switch has
 * learnt where it comes from (counting begins there), or -ETIMEDOUT after ten seconds without. *out is to be
 * freed with probe_free().
 */
int probe_start(struct probe **out, const struct probe_traffic *traffic, struct err *err);
/* Stops sending, waits a second for what is on the way, stops receiving. Once is enough; again is harmless.
 */
void probe_stop(struct probe *probe);
void probe_free(struct probe *probe);

/* After probe_stop(): the sums of all flows in these phases. */
void probe_phases(const struct probe *probe, struct count_phase *phases, size_t n);
/* The whole run, from the first counted packet to the last. */
struct count_sum probe_whole(const struct probe *probe);
uint64_t probe_started(const struct probe *probe);
uint64_t probe_stopped(const struct probe *probe);
const struct count_flow *probe_flow(const struct probe *probe, unsigned int i);
unsigned int probe_nflows(const struct probe *probe);
const struct probe_sample *probe_samples(const struct probe *probe, size_t *n);
/* Watches for ms, which must be several PROBE_STEP_US, by which path the echoes come, nine of ten at least;
 * PROBE_PATHS when there is no such path. */
enum probe_path probe_path_now(const struct probe *probe, unsigned int ms);
/* Echoes that the receiver's socket had no room for: a measurement with any is not worth anything. */
uint64_t probe_overruns(const struct probe *probe);

#endif
