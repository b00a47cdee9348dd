/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * journal_write.c: a record into a JSON object, as the tables of journal_table.c say. Limits are not looked
 * at here: journal_encode() has what was written read again.
 */
#include "journal_table.h"

#include <errno.h>
#include <string.h>

#include "report.h"

static const void *
place(const struct journal_field *field, const void *base)
{
	return (const char *)base + field->offset;
}

static uint64_t
number(const struct journal_field *field, const void *base)
{
	uint64_t wide = 0;
	uint32_t narrow = 0;

	if (field->size == sizeof(wide))
		memcpy(&wide, place(field, base), sizeof(wide));
	else
		memcpy(&narrow, place(field, base), sizeof(narrow));
	return field->size == sizeof(wide) ? wide : narrow;
}

static unsigned int
count(const struct journal_field *field, const void *base)
{
	unsigned int n;

	memcpy(&n, (const char *)base + field->other, sizeof(n));
	return n;
}

static bool
flag(const struct journal_field *field, const void *base)
{
	bool is;

	memcpy(&is, place(field, base), sizeof(is));
	return is;
}

/* Or what it points to, if that is no text. */
static const char *
text(const struct journal_field *field, const void *base)
{
	const char *is;

	memcpy(&is, place(field, base), sizeof(is));
	return is;
}

/* Whether the member is not given. */
static bool
is_none(const struct journal_field *field, const void *base)
{
	switch (field->type) {
	case JOURNAL_FLAG:
		return !flag(field, base);
	case JOURNAL_NUMBER:
		return number(field, base) == 0;
	case JOURNAL_LIST:
		return count(field, base) == 0;
	case JOURNAL_WORD:
	case JOURNAL_CODE:
	case JOURNAL_OBJECT:
		return false;
	default:
		return !text(field, base);
	}
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tables, which are four */

/* A new object of the struct at base; NULL with *err. */
static json_t *
write_object(const struct journal_field *members, const void *base, struct err *err)
{
	json_t *object = json_object();

	if (journal_write(members, base, object, err)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static json_t *
write_list(const struct journal_field *field, const void *base, struct err *err)
{
	const char *items = text(field, base);
	json_t *array = json_array();

	for (unsigned int i = 0; i < count(field, base); i++) {
		json_t *item = write_object(field->item, items + i * field->size, err);

		if (!item) {
			err_wrap(err, "[%u]", i);
			json_decref(array);
			return NULL;
		}
		json_array_append_new(array, item);
	}
	return array;
}

static json_t *
write_text(const char *is, struct err *err)
{
	json_t *string = json_string(is);

	if (!string)
		err_set(err, -EINVAL, "is not given, or no UTF-8");
	return string;
}

/* A number that JSON's readers cannot hold becomes a negative one, which is out of every limit. */
static json_t *
write_value(const struct journal_field *field, const void *base, struct err *err)
{
	switch (field->type) {
	case JOURNAL_FLAG:
		return json_boolean(flag(field, base));
	case JOURNAL_NUMBER:
	case JOURNAL_CODE:
		return json_integer((json_int_t)number(field, base));
	case JOURNAL_WORD:
		if (number(field, base) < field->max)
			return json_string(field->word((unsigned int)number(field, base)));
		err_set(err, -EINVAL, "is none");
		return NULL;
	case JOURNAL_OBJECT:
		return write_object(field->item, place(field, base), err);
	case JOURNAL_OWN:
		return write_object(field->item, text(field, base), err);
	case JOURNAL_LIST:
		return write_list(field, base, err);
	case JOURNAL_OR_NULL:
		return text(field, base) ? write_text(text(field, base), err) : json_null();
	case JOURNAL_MESSAGE:
		return report_text(text(field, base) ? text(field, base) : "");
	default:
		return write_text(text(field, base), err);
	}
}

int
journal_write(const struct journal_field *members, const void *base, json_t *object, struct err *err)
{
	for (const struct journal_field *field = members; field->name; field++) {
		struct err why = {-ENOMEM, "memory is out"};
		json_t *value;

		if (field->optional && is_none(field, base))
			continue;
		value = write_value(field, base, &why);
		if (value && json_object_set_new(object, field->name, value) == 0)
			continue;
		err_set(err, why.code, "%s: %s", field->name, why.text);
		return why.code;
	}
	return 0;
}
/* NOLINTEND(misc-no-recursion) */
