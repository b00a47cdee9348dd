/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * read_journal.c: what journal.c says about example files, for scripts/check-schemas.py to compare with what
 * schemas/journal-1.schema.json says.
 *
 *   read_journal FILE...     one line each: "FILE<tab>accepted" or "FILE<tab>refused: why"
 *   read_journal --samples   a line of the journal for every kind of record
 *
 * A file is one line of a journal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_journal.h"

static int
judge(const char *path)
{
	static char text[1 << 20];
	FILE *file = fopen(path, "r");
	struct journal_record record;
	struct err err;
	size_t size;

	if (!file) {
		perror(path);
		return 1;
	}
	size = fread(text, 1, sizeof(text), file);
	(void)fclose(file);
	if (size > 0 && text[size - 1] == '\n')
		size--;
	if (journal_decode(text, size, &record, &err) < 0)
		printf("%s\trefused: %s\n", path, err.text);
	else
		printf("%s\taccepted\n", path);
	journal_record_clear(&record);
	return 0;
}

static int
print_samples(void)
{
	for (unsigned int i = 0; i < SAMPLE_RECORDS; i++) {
		struct err err;
		char *line;
		size_t size;

		if (journal_encode(&sample_records[i], &line, &size, &err) < 0) {
			(void)fprintf(stderr, "sample %u: %s\n", i, err.text);
			return 1;
		}
		(void)fputs(line, stdout);
		free(line);
	}
	return 0;
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
