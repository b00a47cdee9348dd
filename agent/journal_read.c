/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_read.c: a JSON object into a record, as the tables of journal_table.c say. Strict: see journal.h.
 */
#include "journal_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

/* Reads value into the place that field names in the struct at base. */
typedef int reader(const struct journal_field *field, const json_t *value, void *base, struct err *err);

static void *
place(const struct journal_field *field, void *base)
{
	return (char *)base + field->offset;
}

/* As a schema counts: characters, not bytes. */
static size_t
length(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static int
read_text(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	const char *text = json_string_value(value);

	if (!text)
		return err_set(err, -EBADMSG, "is not a string");
	if (length(text) < field->min || length(text) > field->max)
		return err_set(err, -EBADMSG, "has %zu characters, not %ju to %ju", length(text),
		               (uintmax_t)field->min, (uintmax_t)field->max);
	memcpy(place(field, base), &text, sizeof(text));
	return 0;
}

static int
read_or_null(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	return json_is_null(value) ? 0 : read_text(field, value, base, err);
}

static int
read_mac(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	const char *text = json_string_value(value);
	char mac[18];

	if (!text || wire_mac_parse(text, mac) || strcmp(text, mac) != 0)
		return err_set(err, -EBADMSG, "is not a port's MAC address in lower case");
	memcpy(place(field, base), &text, sizeof(text));
	return 0;
}

static int
read_uuid(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	const char *text = json_string_value(value);

	if (!text || !journal_is_uuid(text))
		return err_set(err, -EBADMSG, "is not a UUID in lower case");
	memcpy(place(field, base), &text, sizeof(text));
	return 0;
}

static int
read_flag(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	bool flag = json_is_true(value);

	if (!json_is_boolean(value))
		return err_set(err, -EBADMSG, "is neither true nor false");
	memcpy(place(field, base), &flag, sizeof(flag));
	return 0;
}

static int
read_number(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	json_int_t number = json_integer_value(value);
	uint64_t wide = (uint64_t)number;
	uint32_t narrow = (uint32_t)number;

	if (!json_is_integer(value))
		return err_set(err, -EBADMSG, "is not an integer");
	if (number < (json_int_t)field->min || number > (json_int_t)field->max)
		return err_set(err, -EBADMSG, "is not within %ju and %ju", (uintmax_t)field->min,
		               (uintmax_t)field->max);
	if (field->size == sizeof(wide))
		memcpy(place(field, base), &wide, sizeof(wide));
	else
		memcpy(place(field, base), &narrow, sizeof(narrow));
	return 0;
}

static int
read_word(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	const char *text = json_string_value(value);
	unsigned int word = 0;

	while (text && word < field->max && strcmp(field->word(word), text) != 0)
		word++;
	if (!text || word == field->max)
		return err_set(err, -EBADMSG, "is none that version %d knows", JOURNAL_VERSION);
	memcpy(place(field, base), &word, sizeof(word));
	return 0;
}

static int
read_code(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	unsigned int word;

	memcpy(&word, place(field, base), sizeof(word));
	if (!json_is_integer(value) || json_integer_value(value) != word)
		return err_set(err, -EBADMSG, "is not the outcome's number, which is %u", word);
	return 0;
}

static int
read_object(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	if (!json_is_object(value))
		return err_set(err, -EBADMSG, "is not an object");
	return journal_read(field->item, value, place(field, base), err);
}

static int
read_own(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	void *own;

	if (!json_is_object(value))
		return err_set(err, -EBADMSG, "is not an object");
	own = calloc(1, field->size);
	if (!own)
		return err_set(err, -ENOMEM, "memory is out");
	memcpy(place(field, base), &own, sizeof(own));
	return journal_read(field->item, value, own, err);
}

static int
read_list(const struct journal_field *field, const json_t *value, void *base, struct err *err)
{
	unsigned int n = (unsigned int)json_array_size(value);
	char *items = NULL;

	if (!json_is_array(value))
		return err_set(err, -EBADMSG, "is not an array");
	if (json_array_size(value) > field->max)
		return err_set(err, -EBADMSG, "has %zu items, more than %ju", json_array_size(value),
		               (uintmax_t)field->max);
	if (n > 0)
		items = calloc(n, field->size);
	if (n > 0 && !items)
		return err_set(err, -ENOMEM, "memory is out");
	memcpy(place(field, base), &items, sizeof(items));
	memcpy((char *)base + field->other, &n, sizeof(n));
	for (unsigned int i = 0; i < n; i++) {
		const json_t *item = json_array_get(value, i);
		int rc = json_is_object(item) ? journal_read(field->item, item, items + i * field->size, err)
		                              : err_set(err, -EBADMSG, "is not an object");

		if (rc) {
			err_wrap(err, "[%u]", i);
			return rc;
		}
	}
	return 0;
}

static reader *const readers[JOURNAL_TYPES] = {
        [JOURNAL_TEXT] = read_text,     [JOURNAL_MESSAGE] = read_text, [JOURNAL_OR_NULL] = read_or_null,
        [JOURNAL_MAC] = read_mac,       [JOURNAL_UUID] = read_uuid,    [JOURNAL_FLAG] = read_flag,
        [JOURNAL_NUMBER] = read_number, [JOURNAL_WORD] = read_word,    [JOURNAL_CODE] = read_code,
        [JOURNAL_OBJECT] = read_object, [JOURNAL_OWN] = read_own,      [JOURNAL_LIST] = read_list,
};

static bool
is_known(const struct journal_field *members, const char *name)
{
	while (members->name && strcmp(members->name, name) != 0)
		members++;
	return members->name != NULL;
}

static int
refuse_extra(const struct journal_field *members, const json_t *object, struct err *err)
{
	json_t *all = (json_t *)object; /* jansson's iterators want it writable and leave it alone */

	for (void *at = json_object_iter(all); at; at = json_object_iter_next(all, at))
		if (!is_known(members, json_object_iter_key(at)))
			return err_set(err, -EBADMSG, "%.40s: is not a member that version %d knows",
			               json_object_iter_key(at), JOURNAL_VERSION);
	return 0;
}

int
journal_read(const struct journal_field *members, const json_t *object, void *base, struct err *err)
{
	for (const struct journal_field *field = members; field->name; field++) {
		const json_t *value = json_object_get(object, field->name);
		int rc = 0;

		if (value)
			rc = readers[field->type](field, value, base, err);
		else if (!field->optional)
			rc = err_set(err, -EBADMSG, "is missing");
		if (rc) {
			err_wrap(err, "%s", field->name);
			return rc;
		}
	}
	return refuse_extra(members, object, err);
}
