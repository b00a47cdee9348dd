/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * decode_examples.c: what the C codec says about example files, for scripts/check-schemas.py to compare with
 * what the schema says.
 *
 *   decode_examples FILE...     one line each: "FILE<tab>accepted" or "FILE<tab>refused: why"
 *   decode_examples --samples   one line of the guest link for every message that there is
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "samples.h"

/* What became of the lines of one file. A file is an example when it has exactly one. */
struct verdict {
	unsigned int lines;
	int rc;
	struct err err;
};

static void
judge(void *arg, const char *line, size_t size)
{
	struct verdict *verdict = arg;
	struct wire_msg msg;

	if (line)
		verdict->rc = wire_decode(line, size, &msg, &verdict->err);
	else
		verdict->rc =
		        err_set(&verdict->err, -EMSGSIZE, "the line is longer than %d bytes", WIRE_LINE_MAX);
	verdict->lines++;
}

static int
decode_file(const char *path)
{
	struct wire_framer framer = {0};
	struct verdict verdict = {0};
	FILE *file = fopen(path, "r");
	char bytes[1024];
	size_t size;

	if (!file) {
		perror(path);
		return 1;
	}
	while ((size = fread(bytes, 1, sizeof(bytes), file)) > 0)
		wire_feed(&framer, bytes, size, judge, &verdict);
	(void)fclose(file);
	if (verdict.lines != 1)
		verdict.rc = err_set(&verdict.err, -EBADMSG, "the file has %u lines, not one", verdict.lines);
	if (verdict.rc)
		printf("%s\trefused: %s\n", path, verdict.err.text);
	else
		printf("%s\taccepted\n", path);
	return 0;
}

static int
print_line(const struct wire_msg *msg)
{
	char line[WIRE_LINE_MAX + 1];
	struct err err;

	if (wire_encode(msg, line, sizeof(line), &err) < 0) {
		(void)fprintf(stderr, "%s: %s\n", wire_name(msg->name), err.text);
		return 1;
	}
	(void)fputs(line, stdout);
	return 0;
}

static int
print_samples(void)
{
	struct wire_msg msg;
	int rc = 0;

	for (enum wire_kind kind = WIRE_REQUEST; kind <= WIRE_EVENT; kind++)
		for (enum wire_name name = 0; name < WIRE_NAME_MAX_; name++)
			if (sample_msg(kind, name, &msg))
				rc |= print_line(&msg);
	sample_longest(&msg);
	return rc | print_line(&msg);
}

int
main(int argc, char **argv)
{
	int rc = 0;

	if (argc == 2 && !strcmp(argv[1], "--samples"))
		return print_samples();
	for (int i = 1; i < argc; i++)
		rc |= decode_file(argv[i]);
	return rc;
}
