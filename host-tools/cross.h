/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cross.h: a crossing as the commands that make one show it: progress while it runs, a summary or one
 * sentence at its end, a report where one is wanted. Neighbours: migrate.c, prepare.c, restore.c.
 */
#ifndef VFERRY_CROSS_H
#define VFERRY_CROSS_H

#include "crossing.h"

/* command: its name, for complaints. json: the report's file; "-": standard output; NULL: none. The exit
 * code. */
int cross(const char *command, const struct crossing_wish *wish, const char *json);

#endif
