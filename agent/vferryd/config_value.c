/* SPDX-License-Identifier: BSD-3-Clause */
/* config_value.c: see config_value.h. */
#include "vferryd/config_value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool
config_is_null(const struct config_scalar *scalar)
{
	return scalar->plain &&
	       (!scalar->text[0] || strcmp(scalar->text, "~") == 0 || strcasecmp(scalar->text, "null") == 0);
}

static bool
has_control_character(const struct config_scalar *scalar)
{
	for (size_t i = 0; i < scalar->size; i++)
		if ((unsigned char)scalar->text[i] < ' ' || scalar->text[i] == 0x7f)
			return true;
	return false;
}

/*
 * Readers of YAML differ in what else they make of plain words: "no" may be false, 1:30 may be 90. So all
 * that one of them could take for a truth value, a number or a date is to be in quotes.
 */
static bool
is_ambiguous(const char *text)
{
	static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "=", "<<"};
	static const char number[] = "0123456789abcdefinoxtzABCDEFINOXTZ+-_.: ";

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return strchr("0123456789+-.", text[0]) && !text[strspn(text, number)];
}

int
config_check_text(const struct config_scalar *scalar, const char *path, struct err *err)
{
	if (has_control_character(scalar))
		return err_set(err, -EINVAL,
		               "\"%s\" has a line break or another control character: take it out", path);
	if (config_is_null(scalar))
		return err_set(err, -EINVAL,
		               "\"%s\" wants text, and nothing is there: give one, or '' for none", path);
	if (scalar->plain && is_ambiguous(scalar->text))
		return err_set(err, -EINVAL,
		               "\"%s\" wants text, and YAML has other meanings for %.40s: put it in quotes",
		               path, scalar->text);
	return 0;
}

static int
set_text(const struct config_key *key, const struct config_scalar *scalar, char **field, struct err *err)
{
	bool file = key->kind == CONFIG_FILE;
	int ret = config_check_text(scalar, key->path, err);
	char *copy;

	if (ret < 0)
		return ret;
	if (scalar->size < key->min || scalar->size > key->max ||
	    (file && scalar->size > 0 && scalar->text[0] != '/'))
		return err_set(err, -EINVAL,
		               "\"%s\" wants %s of %" PRIu32 " to %" PRIu32 " bytes, not \"%.40s\"",
		               key->path, file ? "an absolute path (/...)" : "text", key->min, key->max,
		               scalar->text);
	copy = strdup(scalar->text);
	if (!copy)
		return err_set(err, -ENOMEM, "no memory for \"%s\"", key->path);
	free(*field);
	*field = copy;
	return 0;
}

/* Decimal alone: 010 is 8 for some readers and 10 for others. What strtoull() cuts is out of every range. */
static bool
read_number(const struct config_scalar *scalar, uint32_t min, uint32_t max, uint32_t *number)
{
	const char *text = scalar->text;
	unsigned long long value;

	if (!scalar->plain || scalar->size == 0 || strspn(text, "0123456789") != scalar->size ||
	    (text[0] == '0' && scalar->size > 1))
		return false;
	value = strtoull(text, NULL, 10);
	if (value < min || value > max)
		return false;
	*number = (uint32_t)value;
	return true;
}

int
config_set(const struct config_key *key, const struct config_scalar *scalar, struct config *config,
           struct err *err)
{
	void *field = config_key_field(key, config);
	bool one = key->min == key->max;
	char max[32] = "";

	if (key->kind != CONFIG_NUMBER)
		return set_text(key, scalar, field, err);
	if (read_number(scalar, key->min, key->max, field))
		return 0;
	if (!one)
		(void)snprintf(max, sizeof(max), " to %" PRIu32, key->max);
	return err_set(err, -EINVAL, "\"%s\" wants %s %" PRIu32 "%s, not %s%.40s%s", key->path,
	               one ? "the number" : "a whole number from", key->min, max, scalar->plain ? "" : "\"",
	               has_control_character(scalar) ? "?" : scalar->text, scalar->plain ? "" : "\"");
}
