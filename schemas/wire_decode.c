/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wire_decode.c: one line of the guest link into a struct wire_msg: what can be refused before its members
 * are looked at. Neighbours: jsonline.c parses, wire_read.c looks at the members. See wire.h.
 */
#include "wire_table.h"

#include <errno.h>
#include <string.h>

#include "jsonline.h"

int
wire_decode(const char *line, size_t size, struct wire_msg *msg, struct err *err)
{
	json_t *json = NULL;
	int rc;

	memset(msg, 0, sizeof(*msg));
	if (size > WIRE_LINE_MAX - 1)
		return err_set(err, -EMSGSIZE, "the line has %zu bytes, more than %d", size + 1,
		               WIRE_LINE_MAX);
	rc = jsonline_parse(line, size, WIRE_DEPTH_MAX, &json, err);
	if (!rc)
		rc = wire_read(json, msg, err);
	json_decref(json);
	return rc;
}
