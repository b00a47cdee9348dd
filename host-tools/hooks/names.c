/* SPDX-License-Identifier: BSD-3-Clause */
/* names.c: see names.h. */
#include "names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char key[] = "destination";

/* The file's text, malloc'ed; NULL when it cannot be had. */
static char *
text_of(const char *path, size_t *size)
{
	FILE *file = fopen(path, "re");
	char *text = file ? malloc(CONFIG_SIZE_MAX) : NULL;

	*size = text ? fread(text, 1, CONFIG_SIZE_MAX, file) : 0;
	if (text && (ferror(file) || *size == CONFIG_SIZE_MAX)) {
		free(text);
		text = NULL;
	}
	if (file)
		(void)fclose(file);
	return text;
}

/* A key of the file's own begins in the first column; items of a list may too. */
static bool
begins_section(const char *line, size_t size)
{
	return size && !strchr(" \t\r#-", line[0]);
}

static bool
is_section(const char *line, size_t size)
{
	return size >= sizeof(key) && memcmp(line, key, sizeof(key) - 1) == 0 && line[sizeof(key) - 1] == ':';
}

/*
 * Leaves of the text only that section, with spaces for all else, so that lines keep their numbers. false:
 * the word stands where it is not known to be no such section, as in a file that is one pair of braces.
 */
static bool
keep_section(char *text, size_t size)
{
	bool inside = false, clear = true;
	size_t n;

	for (char *line = text; line < text + size; line += n + 1) {
		const char *end = memchr(line, '\n', (size_t)(text + size - line));

		n = (size_t)((end ? end : text + size) - line);
		if (begins_section(line, n))
			inside = is_section(line, n);
		if (inside)
			continue;
		clear = clear && (line[0] == '#' || !memmem(line, n, key, sizeof(key) - 1));
		memset(line, ' ', n);
	}
	return clear;
}

static bool
read_section(const char *path, struct names *names)
{
	size_t size;
	char *text = text_of(path, &size);
	bool read = text && keep_section(text, size) &&
	            config_parse(path, text, size, &names->config, &names->why) == 0;

	free(text);
	return read;
}

void
names_read(const char *path, struct names *names)
{
	int code = config_read(path, &names->config, &names->why);

	names->are = (struct incoming_names){&names->config.destination.networks,
	                                     &names->config.destination.bridges, NULL};
	if (code < 0 && code != -ENOENT && !read_section(path, names))
		names->are.unknown = names->why.text;
}

void
names_clear(struct names *names)
{
	config_clear(&names->config);
}
