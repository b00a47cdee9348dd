/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * report.h: what happened in a crossing, for people (--json) and programs. schemas/report-1.schema.json is
 * its contract. The engine adds steps and marks; report_json() writes them. No libvirt, no clock here: times
 * are arguments.
 */
#ifndef VFERRY_REPORT_H
#define VFERRY_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "outcome.h"
#include "packets.h"

#define REPORT_STEPS_MAX 64
#define REPORT_PAIRS_MAX 16

struct report_step {
	const char *name;          /* static, from the steps table */
	char host[64];             /* host on which it acted */
	uint64_t start_us, end_us; /* CLOCK_MONOTONIC of the machine that ran vferry */
	unsigned int attempts;
	bool ok;
	char note[512]; /* "" or why it failed */
};

/* A VF that a pair had on one of the hosts, as libvirt tells of it. */
struct report_vf {
	char host[64];
	char pci[13]; /* "": none, or one that QEMU emulates; then nothing else is told */
	char pf[13];  /* "" unknown */
	char pf_netdev[16];
	int index; /* on the PF; -1: unknown */
};

struct report_pair {
	char mac[18];
	char vf_source[64],
	        vf_destination[64]; /* device as libvirt knows it: alias and model; "" when none */
	char backup[64];
	char path[8]; /* at the end: "vf", "backup", "none" */
	struct report_vf source_vf, destination_vf;
	unsigned int vlan; /* tag of the VF; 0: none that can be seen */
	bool has_packets;  /* false: the guest did not tell, or not to the end */
	struct packets_by_path packets;
};

/* Moments in CLOCK_MONOTONIC microseconds; 0: did not happen. They cut a trip into phases. */
struct report_marks {
	uint64_t start, prepare, released, detached, copy, suspended, resumed, attached, adopt, active, end;
};

struct report {
	char domain[64], source[128],
	        destination[128]; /* domain's name; hosts' names as they call themselves */
	enum outcome outcome;
	char message[384];    /* the sentence of *err; "" when all went well */
	uint64_t realtime_us; /* CLOCK_REALTIME at marks.start */
	struct report_marks marks;
	uint64_t downtime_ms;  /* as the hypervisor reports it; 0: unknown */
	uint64_t memory_bytes; /* transferred */
	unsigned int nsteps, npairs;
	struct report_step steps[REPORT_STEPS_MAX];
	struct report_pair pairs[REPORT_PAIRS_MAX];
};

/* A new reference that satisfies report-1.schema.json; NULL when memory is out. */
json_t *report_json(const struct report *report);
/* A text that others wrote, as JSON: one that was cut may end inside a character, then only its ASCII is
 * kept. */
json_t *report_text(const char *text);
/* Writes that to path, or to standard output for "-". 0 or negative errno. */
int report_write(const json_t *json, const char *path, struct err *err);
/* Nothing is owned today beyond the struct; callers call it all the same. */
void report_clear(struct report *report);

#endif
