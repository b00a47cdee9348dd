/* SPDX-License-Identifier: BSD-3-Clause */
/* config_keys.h: the table of what may stand in a configuration. Neighbours: config_yaml.c, config.c. Pure.
 */
#ifndef VFERRY_CONFIG_KEYS_H
#define VFERRY_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vferryd/config.h"

/* The longest path of a key, with its zero. */
#define CONFIG_KEY_SIZE 32

enum config_kind {
	CONFIG_TEXT,   /* char *, of min to max bytes */
	CONFIG_FILE,   /* the same, and begins with a slash unless it is empty */
	CONFIG_NUMBER, /* uint32_t, from min to max */
	CONFIG_NAMES,  /* struct config_names; each name of min to max bytes */
};

struct config_key {
	char path[CONFIG_KEY_SIZE]; /* "watch.interval_s" */
	enum config_kind kind;
	size_t offset; /* in struct config */
	uint32_t min;
	uint32_t max;
	uint32_t number;  /* default of a number */
	const char *text; /* default of a text or file */
};

/* The key of that index into *key, those of one section side by side; false: index is past the last. */
bool config_key_at(unsigned int index, struct config_key *key);

/* The key of that path into *key; false: there is none. */
bool config_key_find(const char *path, struct config_key *key);

/* Whether keys have paths that begin with `section` and a dot. */
bool config_key_is_section(const char *section);

/* "interval_s, takeover_s": what is known below section ("": of the file) into text, cut to size. */
void config_keys_known(const char *section, char *text, size_t size);

/* Where that key's value is. */
void *config_key_field(const struct config_key *key, struct config *config);

#endif
