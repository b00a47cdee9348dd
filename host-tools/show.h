/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * show.h: what agent/inspect.h found, for people and as JSON. Pure: structs in, text out.
 * Neighbours: status.c, pairs.c and vfs.c ask and call these. schemas/domain-1.schema.json is the contract of
 * the JSON of the first two, schemas/vfs-1.schema.json that of the third.
 */
#ifndef VFERRY_SHOW_H
#define VFERRY_SHOW_H

#include <jansson.h>
#include <stdio.h>

#include "inspect.h"

void status_print(const struct inspect_status *found, FILE *out);
void pairs_print(const struct inspect_pairs *found, FILE *out);
void vfs_print(const struct inspect_vfs *found, FILE *out);

/* New references; NULL when memory is out. */
json_t *status_json(const struct inspect_status *found);
json_t *pairs_json(const struct inspect_pairs *found);
json_t *vfs_json(const struct inspect_vfs *found);

/* The members that status and pairs begin with: version, tool, domain, uuid, host, state. */
json_t *show_domain_json(const struct inspect_domain *domain);

/* "DOMAIN on HOST, STATE", fit for a terminal, without a newline. */
void show_domain(const struct inspect_domain *domain, FILE *out);

/* Sees to it that standard output has taken everything. The exit code. */
int show_end(void);

/* Writes json to standard output and drops the reference. The exit code. */
int show_json(json_t *json);

#endif
