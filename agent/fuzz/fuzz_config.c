/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_config.c: a configuration file. Whatever comes: it is refused with the file's name and a line and
 * leaves nothing behind; or every key's value is within the limits of its row in the table, and the same
 * values written as JSON, which YAML includes, read the same. Neighbours: fuzz_control.c.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "vferryd/config_keys.h"

#define NAME "vferryd.conf"

/* YAML has no escape for what lies past the first plane of Unicode in two halves, as JSON's is. */
static bool
is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0xf0)
			return false;
	return true;
}

static void
check_text(const struct config_key *key, const char *text)
{
	FUZZ_HOLDS(text && strlen(text) >= key->min && strlen(text) <= key->max);
	FUZZ_HOLDS(fuzz_is_text(text, key->max + 1));
	FUZZ_HOLDS(key->kind != CONFIG_FILE || !text[0] || text[0] == '/');
	for (; *text; text++)
		FUZZ_HOLDS((unsigned char)*text >= ' ' && *text != 0x7f);
}

static json_t *
names_json(const struct config_key *key, const struct config_names *names)
{
	json_t *json = json_object();

	FUZZ_HOLDS(names->n <= CONFIG_NAMES_MAX);
	for (unsigned int i = 0; i < names->n; i++) {
		check_text(key, names->names[i].there);
		check_text(key, names->names[i].here);
		FUZZ_HOLDS(config_name(names, names->names[i].there) == names->names[i].here);
		FUZZ_HOLDS(json_object_set_new(json, names->names[i].there,
		                               json_string(names->names[i].here)) == 0);
	}
	return json;
}

/* A new reference; NULL: what is not in the file, of a step. */
static json_t *
value_json(const struct config_key *key, struct config *config)
{
	const void *field = config_key_field(key, config);
	uint32_t number;

	if (key->kind == CONFIG_NAMES)
		return names_json(key, field);
	if (key->kind != CONFIG_NUMBER) {
		check_text(key, *(char *const *)field);
		return json_string(*(char *const *)field);
	}
	number = *(const uint32_t *)field;
	if (number == 0 && strncmp(key->path, "steps.", 6) == 0)
		return NULL;
	FUZZ_HOLDS(number >= key->min && number <= key->max);
	return json_integer(number);
}

/* Takes value over. */
static void
put(json_t *json, const char *path, json_t *value)
{
	const char *dot;
	char section[CONFIG_KEY_SIZE];

	while ((dot = strchr(path, '.')) != NULL) {
		json_t *inner;

		memcpy(section, path, (size_t)(dot - path));
		section[dot - path] = '\0';
		inner = json_object_get(json, section);
		if (!inner) {
			inner = json_object();
			FUZZ_HOLDS(json_object_set_new(json, section, inner) == 0);
		}
		json = inner;
		path = dot + 1;
	}
	FUZZ_HOLDS(json_object_set_new(json, path, value) == 0);
}

/* All of it as text, for free(). */
static char *
write_config(struct config *config)
{
	json_t *json = json_object(), *value;
	struct config_key key;
	char *text;

	for (unsigned int i = 0; config_key_at(i, &key); i++) {
		value = value_json(&key, config);
		if (value)
			put(json, key.path, value);
	}
	text = json_dumps(json, JSON_ENSURE_ASCII | JSON_SORT_KEYS);
	FUZZ_HOLDS(text);
	json_decref(json);
	return text;
}

static void
check_again(struct config *config)
{
	char *text = write_config(config), *same;
	struct config again;
	struct err err = {0};

	FUZZ_HOLDS(config_parse(NAME, text, strlen(text), &again, &err) == 0);
	same = write_config(&again);
	FUZZ_HOLDS(strcmp(text, same) == 0);
	config_clear(&again);
	free(same);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct config empty;
	struct config config;
	struct err err = {0};
	char *text = malloc(size + 1);
	int rc;

	FUZZ_HOLDS(text);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	rc = config_parse(NAME, text, size, &config, &err);
	FUZZ_CODE(rc, &err, -EINVAL, -EFBIG);
	if (rc == 0 && is_plain(text))
		check_again(&config);
	FUZZ_HOLDS(rc == 0 || fuzz_same(&config, &empty, sizeof(empty)));
	FUZZ_HOLDS(rc == 0 || strncmp(err.text, NAME ":", sizeof(NAME)) == 0);
	config_clear(&config);
	free(text);
	return 0;
}
