/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * show.h: what agent/inspect.h found and what vferryd says, for people. Pure: structs or JSON in, text out.
 * Neighbours: status.c, pairs.c, vfs.c, list.c and metrics.c ask and call these; inspect_json.h makes the
 * JSON of the first three.
 */
#ifndef VFERRY_SHOW_H
#define VFERRY_SHOW_H

#include <jansson.h>
#include <stdio.h>

#include "inspect.h"

void status_print(const struct inspect_status *found, FILE *out);
void pairs_print(const struct inspect_pairs *found, FILE *out);
void vfs_print(const struct inspect_vfs *found, FILE *out);

/*
 * What vferryd answered to list and metrics, as schemas/control-1.schema.json says. 0; -EBADMSG when it is
 * something else, then out may have some of it; -ENOMEM.
 */
int list_print(const json_t *result, FILE *out);
int metrics_print(const json_t *result, FILE *out);

/* "DOMAIN on HOST, STATE", fit for a terminal, without a newline. */
void show_domain(const struct inspect_domain *domain, FILE *out);

/* Sees to it that standard output has taken everything. The exit code. */
int show_end(void);

/* The same after one of those two, with a complaint about what it returned. The exit code. */
int show_answer(int ret);

/* Writes json to standard output and drops the reference. The exit code. */
int show_json(json_t *json);

#endif
