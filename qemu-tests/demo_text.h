/* SPDX-License-Identifier: BSD-3-Clause */
/* demo_text.h: what the demo found, for people. Pure but for the FILE. Neighbours: demo_report.h has the
 * numbers, timeline.h the chart. */
#ifndef LAB_DEMO_TEXT_H
#define LAB_DEMO_TEXT_H

#include <stdio.h>

#include "demo_report.h"
#include "timeline.h"

/* Every step of a crossing: when it began, how long it took, where it acted, and its note if it has one. */
void demo_print_steps(FILE *out, const struct trip *trip);
/* Each pair's VF on the source and on the destination, as far as the report names VFs of a PF. */
void demo_print_vfs(FILE *out, const struct trip *trip);
/* One line for one crossing: how it ended, its length, and what was lost in the blackout and outside. */
void demo_print_line(FILE *out, size_t number, const struct demo_crossing *crossing);
/* Packets by path over the crossing, from lead_us before it starts to as long after its VF is active. */
int demo_print_chart(FILE *out, const struct demo_crossing *crossing, const struct probe_sample *samples,
                     size_t nsamples, const struct count_flow *flow, uint64_t lead_us, unsigned int columns,
                     bool ascii);
/* The table by phases, the whole, and the blackout beside the floor. */
void demo_print_table(FILE *out, const struct demo_result *result);

#endif
