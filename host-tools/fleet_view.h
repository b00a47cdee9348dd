/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fleet_view.h: what vferryd says of an evacuation, heard and made fit to be shown. Pure: messages in, text
 * out; no terminal, no clock. Neighbours: evacuate.c listens and prints; fleet_table.h is the table.
 *
 * vferryd tells of each guest by notifications of progress: one whose step is the name of a fleet's state
 * (fleet_state_name()) says where the guest is, host then being a URI; every other is of its crossing. One
 * without a guest says that a destination does not answer.
 */
#ifndef VFERRY_FLEET_VIEW_H
#define VFERRY_FLEET_VIEW_H

#include "control.h"
#include "fleet_table.h"

/* A guest. The line's texts point into it. */
struct fleet_seen {
	char guest[256], to[256], step[64];
	struct fleet_line line;
};

/* Zeroed is empty but for from. */
struct fleet_view {
	const char *from; /* this host, as a person knows it; borrowed */
	unsigned int n;
	struct fleet_seen **guests; /* in the order in which they were told of */
};

/*
 * Hears one notification. text (size bytes) becomes what is worth a line of its own where no table can be
 * redrawn, fit for a terminal and without a newline; "" when nothing is. Whether the table changed more than
 * in numbers; a guest too many for memory is left out.
 */
bool fleet_view_hear(struct fleet_view *view, const struct control_message *message, char *text, size_t size);

/* The table, of at most so many rows; 0: all. How many lines it has. */
unsigned int fleet_view_print(const struct fleet_view *view, unsigned int rows, FILE *out);
void fleet_view_clear(struct fleet_view *view);

/* The daemon's answer as lines for people. */
void fleet_result_print(const json_t *result, FILE *out);
/* What it amounts to: docs/man/vferry-evacuate.1 tells. */
enum outcome fleet_result_code(const json_t *result);

#endif
