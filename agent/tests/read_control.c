/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * read_control.c: what control.h's codec says about example files, for scripts/check-schemas.py to compare
 * with what schemas/control-1.schema.json says.
 *
 *   read_control FILE...     one line each: "FILE<tab>accepted" or "FILE<tab>refused: why"
 *   read_control --samples   a line of the control socket for everything that travels on it
 *
 * A file is one message, a request or what the daemon says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/control_samples.h"

static int
read_either(const char *text, size_t size, struct err *err)
{
	struct control_request request;
	struct control_message message;
	struct err other;
	int rc = control_decode_request(text, size, &request, err);

	if (!rc) {
		control_request_clear(&request);
		return 0;
	}
	if (control_decode_message(text, size, &message, &other))
		return rc;
	control_message_clear(&message);
	return 0;
}

static int
judge(const char *path)
{
	static char text[CONTROL_LINE_MAX + 1];
	FILE *file = fopen(path, "r");
	struct err err;
	size_t size;

	if (!file) {
		perror(path);
		return 1;
	}
	size = fread(text, 1, sizeof(text), file);
	(void)fclose(file);
	if (read_either(text, size, &err))
		printf("%s\trefused: %s\n", path, err.text);
	else
		printf("%s\taccepted\n", path);
	return 0;
}

static int
print(char *line, const struct err *err)
{
	if (!line) {
		(void)fprintf(stderr, "%s\n", err->text);
		return 1;
	}
	(void)fputs(line, stdout);
	free(line);
	return 0;
}

static int
print_samples(void)
{
	struct control_request request;
	struct err err = {0};
	char *line;
	int rc = 0;

	for (enum control_method method = 0; method < CONTROL_METHODS; method++) {
		sample_request(method, &request);
		rc |= print(control_encode_request(&request, &err), &err);
	}
	for (unsigned int i = 0; (line = sample_answer(i, &err)); i++)
		rc |= print(line, &err);
	return err.code ? print(NULL, &err) : rc;
}

int
main(int argc, char **argv)
{
	int rc = 0;

	if (argc == 2 && !strcmp(argv[1], "--samples"))
		return print_samples();
	for (int i = 1; i < argc; i++)
		rc |= judge(argv[i]);
	return rc;
}
