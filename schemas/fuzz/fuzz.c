/* SPDX-License-Identifier: BSD-3-Clause */
/* fuzz.c: see fuzz.h. */
#include "fuzz/fuzz.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

#define SEPARATOR "\n%%\n"

void
fuzz_fail(const char *what)
{
	(void)fprintf(stderr, "%s\n", what);
	abort();
}

void
fuzz_code(int code, const struct err *err, const int *codes)
{
	if (code == 0)
		return;
	while (*codes && *codes != code)
		codes++;
	if (!*codes)
		(void)fprintf(stderr, "%d (%s)\n", code, err->text);
	FUZZ_HOLDS(*codes);
	FUZZ_HOLDS(err->code == code);
	FUZZ_HOLDS(memchr(err->text, '\0', sizeof(err->text)));
	FUZZ_HOLDS(err->text[0] && err->text[strlen(err->text) - 1] != '\n');
}

bool
fuzz_same(const void *one, const void *other, size_t size)
{
	return memcmp(one, other, size) == 0;
}

bool
fuzz_is_text(const char *text, size_t size)
{
	json_t *json = memchr(text, '\0', size) ? json_string(text) : NULL;
	bool is = json != NULL;

	json_decref(json);
	return is;
}

bool
fuzz_is_pci(const char *text)
{
	unsigned int domain, bus, slot, function;
	char same[32];

	if (!text[0])
		return true;
	if (sscanf(text, "%x:%x:%x.%x", &domain, &bus, &slot, &function) != 4 || function > 7)
		return false;
	(void)snprintf(same, sizeof(same), "%04x:%02x:%02x.%x", domain, bus, slot, function);
	return strcmp(text, same) == 0;
}

bool
fuzz_is_mac(const char *text)
{
	char mac[18];

	return !text[0] || (wire_mac_parse(text, mac) == 0 && strcmp(text, mac) == 0);
}

static void
add(struct fuzz_parts *parts, const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	FUZZ_HOLDS(text);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	parts->text[parts->n] = text;
	parts->size[parts->n++] = size;
}

void
fuzz_parts_read(struct fuzz_parts *parts, const uint8_t *data, size_t size)
{
	const uint8_t *end;

	memset(parts, 0, sizeof(*parts));
	while (parts->n < FUZZ_PARTS_MAX - 1 &&
	       (end = memmem(data, size, SEPARATOR, strlen(SEPARATOR))) != NULL) {
		add(parts, data, (size_t)(end - data));
		size -= (size_t)(end - data) + strlen(SEPARATOR);
		data = end + strlen(SEPARATOR);
	}
	add(parts, data, size);
	for (unsigned int n = parts->n; n < FUZZ_PARTS_MAX; n++) {
		parts->text[n] = strdup("");
		FUZZ_HOLDS(parts->text[n]);
	}
}

void
fuzz_parts_clear(struct fuzz_parts *parts)
{
	for (unsigned int i = 0; i < FUZZ_PARTS_MAX; i++)
		free(parts->text[i]);
}
