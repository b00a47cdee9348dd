/* SPDX-License-Identifier: BSD-3-Clause */
/* jsonline.c: see jsonline.h. */
#include "jsonline.h"

#include <errno.h>
#include <stdbool.h>

#include "wire.h"

/* The parser recurses, so depth is judged before it starts. What is no JSON anyway is left to the parser. */
static int
check_depth(const char *line, size_t size, int depth_max, struct err *err)
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
		else if ((c == '[' || c == '{') && ++depth > depth_max)
			return err_set(err, -EBADMSG, "byte %zu: is nested deeper than %d", i, depth_max);
	}
	return 0;
}

/* The parser's message quotes the line, which the peer chose. */
int
jsonline_parse(const char *line, size_t size, int depth_max, json_t **json, struct err *err)
{
	char text[JSON_ERROR_TEXT_LENGTH];
	json_error_t error;
	json_t *parsed;
	int rc = check_depth(line, size, depth_max, err);

	if (rc)
		return rc;
	parsed = json_loadb(line, size, JSON_REJECT_DUPLICATES, &error);
	if (!parsed) {
		wire_printable(text, sizeof(text), error.text);
		return err_set(err, -EBADMSG, "byte %d: %s", error.position, text);
	}
	*json = parsed;
	return 0;
}
