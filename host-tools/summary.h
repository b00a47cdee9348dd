/* SPDX-License-Identifier: BSD-3-Clause */
/* summary.h: a crossing that went well, in a line or two. Pure. Neighbours: cross.c prints it. */
#ifndef VFERRY_SUMMARY_H
#define VFERRY_SUMMARY_H

#include <stddef.h>

#include "report.h"

/* Of a report as JSON: where the guest is, each pair's path and packets, time, downtime and bytes; lines that
 * end in '\n'. The text's length. */
size_t summary_text(const json_t *report, char *text, size_t size);

#endif
