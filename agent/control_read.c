/* SPDX-License-Identifier: BSD-3-Clause */
/* control_read.c: members of JSON objects into structs, as the tables say. A refusal names the member:
 * "dest_vfs: [1]: xml: is missing". See control_table.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control_table.h"
#include "wire.h"

#define SHOWN 41 /* bytes shown of a name that the peer chose, NUL included */

typedef int reader(const struct control_field *field, const json_t *value, void *at, struct err *err);

/* Characters of a text that is UTF-8: jansson takes no other. */
static size_t
characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static bool
has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

static int
read_xml(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	size_t n = json_is_string(value) ? characters(json_string_value(value)) : 0;

	if (!json_is_string(value))
		return err_set(err, -EBADMSG, "is not a string");
	if (n < field->min || n > field->max)
		return err_set(err, -EBADMSG, "has %zu characters, not %ju to %ju", n, (uintmax_t)field->min,
		               (uintmax_t)field->max);
	*(const char **)at = json_string_value(value);
	return 0;
}

static int
read_text(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	if (json_is_string(value) && has_control(json_string_value(value)))
		return err_set(err, -EBADMSG, "has a control character");
	return read_xml(field, value, at, err);
}

static int
read_text_or_null(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	return json_is_null(value) ? 0 : read_text(field, value, at, err);
}

static int
read_mac(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	const char *text = json_string_value(value);
	char mac[18];

	(void)field;
	if (!text || wire_mac_parse(text, mac) || strcmp(text, mac) != 0)
		return err_set(err, -EBADMSG, "is not a port's MAC address in lower case");
	*(const char **)at = text;
	return 0;
}

static int
read_uuid(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	static const char pattern[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	const char *text = json_string_value(value);
	bool fits = text && strlen(text) == sizeof(pattern) - 1;

	(void)field;
	for (size_t i = 0; fits && pattern[i]; i++)
		fits = pattern[i] == 'x' ? strchr("0123456789abcdef", text[i]) != NULL : text[i] == '-';
	if (!fits)
		return err_set(err, -EBADMSG, "is not a UUID in lower case");
	*(const char **)at = text;
	return 0;
}

static int
read_bool(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	(void)field;
	if (!json_is_boolean(value))
		return err_set(err, -EBADMSG, "is neither true nor false");
	*(bool *)at = json_is_true(value);
	return 0;
}

static int
read_number(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value))
		return err_set(err, -EBADMSG, "is not an integer");
	if (number < (json_int_t)field->min || number > (json_int_t)field->max)
		return err_set(err, -EBADMSG, "is not within %ju and %ju", (uintmax_t)field->min,
		               (uintmax_t)field->max);
	if (field->size == sizeof(uint32_t))
		*(uint32_t *)at = (uint32_t)number;
	else
		*(uint64_t *)at = (uint64_t)number;
	return 0;
}

static int
read_code(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	json_int_t number = json_integer_value(value);

	(void)field;
	if (!json_is_integer(value) || number != (int)number)
		return err_set(err, -EBADMSG, "is not the code of an error");
	*(int *)at = (int)number;
	return 0;
}

int
control_read_id(const json_t *value, struct control_id *id, struct err *err)
{
	json_int_t number = json_integer_value(value);
	const char *text = json_string_value(value);
	char printable[sizeof(id->text)];

	if (json_is_integer(value) && number >= -CONTROL_ID_MAX && number <= CONTROL_ID_MAX) {
		*id = (struct control_id){.kind = CONTROL_ID_NUMBER, .number = number};
		return 0;
	}
	wire_printable(printable, sizeof(printable), text ? text : "");
	if (!text || !text[0] || strcmp(text, printable) != 0)
		return err_set(err, -EBADMSG,
		               "is neither an integer of at most 53 bits nor 1 to %zu characters of "
		               "printable ASCII",
		               sizeof(printable) - 1);
	*id = (struct control_id){.kind = CONTROL_ID_TEXT};
	memcpy(id->text, printable, sizeof(id->text));
	return 0;
}

static int
read_id(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	(void)field;
	return control_read_id(value, at, err);
}

/* An array for n items, which the request that holds field's place at `at` owns. */
static void *
own(const struct control_field *field, void *at, size_t n, size_t size)
{
	struct control_request *request = (void *)((char *)at - field->offset);

	request->owned = calloc(n ? n : 1, size);
	return request->owned;
}

static int
check_list(const struct control_field *field, const json_t *value, struct err *err)
{
	size_t n = json_array_size(value);

	if (!json_is_array(value))
		return err_set(err, -EBADMSG, "is not an array");
	if (n < field->min || n > field->max)
		return err_set(err, -EBADMSG, "has %zu items, not %ju to %ju", n, (uintmax_t)field->min,
		               (uintmax_t)field->max);
	return 0;
}

static int
read_vfs(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	struct crossing_wish *wish = &((struct control_request *)(void *)((char *)at - field->offset))->wish;
	struct crossing_dest_vf *vfs;
	size_t n = json_array_size(value);
	int rc = check_list(field, value, err);

	if (rc)
		return rc;
	vfs = own(field, at, n, sizeof(*vfs));
	if (!vfs)
		return err_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		rc = control_read(control_dest_vf, json_array_get(value, i), &vfs[i], err);
		if (rc) {
			err_wrap(err, "[%zu]", i);
			return rc;
		}
	}
	wish->dest_vfs = vfs;
	wish->ndest_vfs = (unsigned int)n;
	return 0;
}

static int
read_uris(const struct control_field *field, const json_t *value, void *at, struct err *err)
{
	static const struct control_field uri = {.type = FIELD_TEXT, .min = 1, .max = CONTROL_URI_MAX};
	struct control_request *request = (void *)((char *)at - field->offset);
	size_t n = json_array_size(value);
	const char **uris;
	int rc = check_list(field, value, err);

	if (rc)
		return rc;
	uris = own(field, at, n, sizeof(*uris));
	if (!uris)
		return err_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(value, i);

		rc = read_text(&uri, item, &uris[i], err);
		for (size_t k = 0; !rc && k < i; k++)
			if (json_equal(json_array_get(value, k), item))
				rc = err_set(err, -EBADMSG, "stands in [%zu] already", k);
		if (rc) {
			err_wrap(err, "[%zu]", i);
			return rc;
		}
	}
	request->to = uris;
	request->nto = (unsigned int)n;
	return 0;
}

static int
read_member(const struct control_field *field, const json_t *value, void *base, struct err *err)
{
	static reader *const readers[] = {
	        [FIELD_TEXT] = read_text,     [FIELD_TEXT_OR_NULL] = read_text_or_null,
	        [FIELD_XML] = read_xml,       [FIELD_MAC] = read_mac,
	        [FIELD_UUID] = read_uuid,     [FIELD_BOOL] = read_bool,
	        [FIELD_NUMBER] = read_number, [FIELD_CODE] = read_code,
	        [FIELD_ID] = read_id,         [FIELD_VFS] = read_vfs,
	        [FIELD_URIS] = read_uris,
	};
	_Static_assert(sizeof(readers) / sizeof(readers[0]) == FIELD_TYPES_, "every type has a reader");
	int rc = value ? readers[field->type](field, value, (char *)base + field->offset, err)
	               : err_set(err, -EBADMSG, "is missing");

	if (rc)
		err_wrap(err, "%s", field->name);
	return rc;
}

int
control_refuse_extra(const json_t *object, const char *const *names, struct err *err)
{
	json_t *all = (json_t *)object; /* jansson's iterators want it writable and leave it alone */
	char shown[SHOWN];

	for (void *at = json_object_iter(all); at; at = json_object_iter_next(all, at)) {
		const char *const *name = names;

		while (*name && strcmp(*name, json_object_iter_key(at)) != 0)
			name++;
		if (!*name) {
			wire_printable(shown, sizeof(shown), json_object_iter_key(at));
			return err_set(err, -EBADMSG, "%s: is not a member of this object", shown);
		}
	}
	return 0;
}

int
control_read(const struct control_field *fields, const json_t *object, void *base, struct err *err)
{
	const char *names[32] = {0};
	size_t n = 0;

	if (!json_is_object(object))
		return err_set(err, -EBADMSG, "is not an object");
	for (const struct control_field *field = fields; field->name; field++) {
		const json_t *value = json_object_get(object, field->name);
		int rc = !value && field->optional ? 0 : read_member(field, value, base, err);

		if (rc)
			return rc;
		if (value && field->given)
			*((bool *)base + field->given) = true;
		names[n++] = field->name;
	}
	return control_refuse_extra(object, names, err);
}
