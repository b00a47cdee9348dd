/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * read_pairs.c: what pairxml.c says about example files, for scripts/check-schemas.py to compare with what
 * schemas/pairs-1.rng says.
 *
 *   read_pairs FILE...   one line each: "FILE<tab>accepted" or "FILE<tab>refused: why"
 *
 * A file is what stands in a domain's <metadata>.
 */
#include <stdio.h>
#include <string.h>

#include "pairxml.h"

static int
judge(const char *path)
{
	char text[65536], xml[sizeof(text) + 64];
	FILE *file = fopen(path, "r");
	struct pairxml pairs;
	struct err err;
	size_t size;

	if (!file) {
		perror(path);
		return 1;
	}
	size = fread(text, 1, sizeof(text) - 1, file);
	text[size] = '\0';
	(void)fclose(file);
	(void)snprintf(xml, sizeof(xml), "<domain><metadata>%s</metadata></domain>", text);
	if (pairxml_read(xml, strlen(xml), &pairs, &err) < 0)
		printf("%s\trefused: %s\n", path, err.text);
	else
		printf("%s\taccepted\n", path);
	pairxml_clear(&pairs);
	return 0;
}

int
main(int argc, char **argv)
{
	int rc = 0;

	for (int i = 1; i < argc; i++)
		rc |= judge(argv[i]);
	return rc;
}
