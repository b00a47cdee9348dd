/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * read_pairs.c: what pairxml.c and awayxml.c say about example files, for scripts/check-schemas.py to compare
 * with what schemas/pairs-1.rng and away-1.rng say. A file with the latter's namespace in it is the latter's.
 *
 *   read_pairs FILE...   one line each: "FILE<tab>accepted" or "FILE<tab>refused: why"
 *
 * A file is what stands in a domain's <metadata>.
 */
#include <stdio.h>
#include <string.h>

#include "awayxml.h"
#include "pairxml.h"

static int
read_text(const char *xml, struct err *err)
{
	struct pairxml pairs;
	struct awayxml away;
	int ret;

	if (strstr(xml, "urn:vferry:away")) {
		ret = awayxml_read(xml, strlen(xml), &away, err);
		awayxml_clear(&away);
	} else {
		ret = pairxml_read(xml, strlen(xml), &pairs, err);
		pairxml_clear(&pairs);
	}
	return ret;
}

static int
judge(const char *path)
{
	char text[65536], xml[sizeof(text) + 64];
	FILE *file = fopen(path, "r");
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
	if (read_text(xml, &err) < 0)
		printf("%s\trefused: %s\n", path, err.text);
	else
		printf("%s\taccepted\n", path);
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
