/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wire_decode.c: one line of the guest link into a struct wire_msg: what can be refused before its members
 * are looked at. Neighbours: wire_read.c looks at the members. See wire.h.
 */
#include "wire_table.h"

#include <errno.h>
#include <string.h>

/* The parser recurses, so depth is judged before it starts. What is no JSON anyway is left to the parser. */
static int
check_depth(const char *line, size_t size, struct err *err)
{
	bool in_string = false;
	int depth = 0;

	for (size_t i = 0; i < size; i++) {
		char c = line[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (in_string)
			continue;
		else if (c == ']' || c == '}')
			depth--;
		else if ((c == '[' || c == '{') && ++depth > WIRE_DEPTH_MAX)
			return err_set(err, -EBADMSG, "byte %zu: is nested deeper than %d", i,
			               WIRE_DEPTH_MAX);
	}
	return 0;
}

/* The parser's message quotes the line, which the peer chose. */
static int
parse(const char *line, size_t size, json_t **json, struct err *err)
{
	char text[JSON_ERROR_TEXT_LENGTH];
	json_error_t error;

	*json = json_loadb(line, size, JSON_REJECT_DUPLICATES, &error);
	if (*json)
		return 0;
	wire_printable(text, sizeof(text), error.text);
	return err_set(err, -EBADMSG, "byte %d: %s", error.position, text);
}

int
wire_decode(const char *line, size_t size, struct wire_msg *msg, struct err *err)
{
	json_t *json = NULL;
	int rc;

	memset(msg, 0, sizeof(*msg));
	if (size > WIRE_LINE_MAX - 1)
		return err_set(err, -EMSGSIZE, "the line has %zu bytes, more than %d", size + 1,
		               WIRE_LINE_MAX);
	rc = check_depth(line, size, err);
	if (!rc)
		rc = parse(line, size, &json, err);
	if (!rc)
		rc = wire_read(json, msg, err);
	json_decref(json);
	return rc;
}
