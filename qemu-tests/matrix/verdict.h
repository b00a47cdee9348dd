/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict.h: what was measured of one removal, and whether that is good enough. Pure. Neighbours: measure.c
 * measures, table.c shows. */
#ifndef LAB_VERDICT_H
#define LAB_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a removal is allowed; 0: whatever it takes. The outage is the time that packets are lost. An emulator
 * stands still while it takes a device apart, and what is sent meanwhile comes late: up to VERDICT_STALL_MS
 * more.
 */
#define VERDICT_STALL_MS 450u

struct limits {
	unsigned int outage_ms, teardown_ms;
};

struct result {
	char skipped[160];   /* why it was not tried; "" when it was */
	char broken[160];    /* why it could not be measured to the end; "" when it was */
	uint64_t before_us;  /* longest silence in the second before: what this machine does to it anyway */
	uint64_t outage_us;  /* longest stretch in which every packet sent was lost */
	uint64_t silence_us; /* longest stretch without an echo: late ones, too */
	uint64_t lost, doubled;           /* of the numbered packets around the removal */
	bool gone;                        /* the process let go of everything */
	double teardown_ms;               /* with gone: from the first sign in the guest */
	bool backup;                      /* packets came over the backup afterwards */
	bool again;                       /* the VF carried traffic again */
	double again_ms;                  /* with again: from its being there */
	uint64_t back_lost, back_doubled; /* on the way back */
	bool alive;                       /* the application is the same process */
	char log[160]; /* the first line of the guest's kernel that must not be; "" when none is */
};

/* True when all is well; else why not, in a few words, in why. */
bool verdict(const struct result *result, const struct limits *limits, char *why, size_t size);
/* The first line of the guest's kernel log that tells of a fault of the kernel, cut to size - 1; "" when
 * there is none. */
void verdict_log(const char *dmesg, char *line, size_t size);

#endif
