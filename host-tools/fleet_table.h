/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fleet_table.h: how far an evacuation is, as a table: GUEST, FROM, TO, STATE, STEP, %, TIME, and one line
 * that counts. Pure: what is known of each guest in, text out; no terminal, no clock. Neighbours: table.h;
 * agent/fleet.h has the states.
 */
#ifndef VFERRY_FLEET_TABLE_H
#define VFERRY_FLEET_TABLE_H

#include <stdint.h>
#include <stdio.h>

#include "fleet.h"

/* Texts are borrowed for the call, and NULL or "" where there is nothing to say. */
struct fleet_line {
	const char *guest, *from, *to;
	enum fleet_state state;
	const char *step;      /* that its crossing is in; not read when it is not CROSSING */
	enum outcome outcome;  /* of its last crossing; OUTCOME_OK: none failed */
	uint64_t memory_total; /* bytes; 0: no memory is copied now */
	uint64_t memory_remaining;
	uint64_t elapsed_ms; /* that its crossing takes, or its last one took; 0: there was none */
};

/*
 * Prints n guests in their order, but at most rows of them; 0: as many as a table has. When these are fewer,
 * guests that cross come first, then those that were given up, wait, have gone, have arrived, and the line
 * that counts says how many are not shown. A guest that is not crossing has in STEP the outcome of its last
 * crossing, unless that is ok.
 */
void fleet_table_print(const struct fleet_line *lines, unsigned int n, unsigned int rows, FILE *out);

#endif
