/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jsonline.h: a line that a stranger wrote, parsed within bounds. Pure. Neighbours: wire_decode.c (the guest
 * link) and agent/control.c (the control socket) look at what comes out.
 */
#ifndef VFERRY_JSONLINE_H
#define VFERRY_JSONLINE_H

#include <jansson.h>
#include <stddef.h>

#include "err.h"

/*
 * Parses size bytes (need not end in NUL) that hold one object or array, nested depth_max levels at most and
 * with no member twice. 0 and a new reference in *json; -EBADMSG, and *err says at which byte and why, in
 * printable ASCII. *json is untouched on failure.
 */
int jsonline_parse(const char *line, size_t size, int depth_max, json_t **json, struct err *err);

#endif
