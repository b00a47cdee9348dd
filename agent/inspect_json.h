/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * inspect_json.h: what inspect.h found, as JSON: for `vferry status`, `pairs` and `vfs --json`, and for who
 * asks vferryd the same. schemas/domain-1.schema.json is the contract of the first two,
 * schemas/vfs-1.schema.json that of the third. Pure.
 */
#ifndef VFERRY_INSPECT_JSON_H
#define VFERRY_INSPECT_JSON_H

#include <jansson.h>

#include "inspect.h"

/* New references; NULL when memory is out. */
json_t *inspect_status_json(const struct inspect_status *found);
json_t *inspect_pairs_json(const struct inspect_pairs *found);
json_t *inspect_vfs_json(const struct inspect_vfs *found);

#endif
