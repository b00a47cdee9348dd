/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wire_read.c: a JSON value into a struct wire_msg, as the table in wire_table.c says. A refusal names the
 * member: "pairs: [3]: vf: pci: ...". Neighbours: wire_decode.c parses, wire_encode.c reads what it wrote.
 */
#include "wire_table.h"

#include <errno.h>
#include <string.h>

#define SHOWN 41 /* bytes shown of a name that the peer chose, NUL included */

/* Reads value into the place that field names in the struct at base. */
typedef int reader(const struct wire_field *field, const json_t *value, void *base, struct err *err);

static int read_value(const struct wire_field *field, const json_t *value, void *base, struct err *err);
static int read_members(const struct wire_field *members, const json_t *object, void *base, struct err *err);

static void *
place(const struct wire_field *field, void *base)
{
	return (char *)base + field->offset;
}

static int
read_version(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	(void)field;
	(void)base;
	if (!json_is_integer(value))
		return err_set(err, -EBADMSG, "is not an integer");
	if (json_integer_value(value) != WIRE_VERSION)
		return err_set(err, -EPROTONOSUPPORT,
		               "the other side speaks version %" JSON_INTEGER_FORMAT ", this one version %d",
		               json_integer_value(value), WIRE_VERSION);
	return 0;
}

static int
read_number(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value))
		return err_set(err, -EBADMSG, "is not an integer");
	if (number < (json_int_t)field->min || number > (json_int_t)field->max)
		return err_set(err, -EBADMSG, "is not within %ju and %ju", (uintmax_t)field->min,
		               (uintmax_t)field->max);
	if (field->size == sizeof(uint32_t))
		*(uint32_t *)place(field, base) = (uint32_t)number;
	else
		*(uint64_t *)place(field, base) = (uint64_t)number;
	return 0;
}

static int
read_bool(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	if (!json_is_boolean(value))
		return err_set(err, -EBADMSG, "is neither true nor false");
	*(bool *)place(field, base) = json_is_true(value);
	return 0;
}

static int
read_text(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	size_t size = json_string_length(value);

	if (!json_is_string(value))
		return err_set(err, -EBADMSG, "is not a string");
	if (size < field->min || size > field->max)
		return err_set(err, -EBADMSG, "has %zu characters, not %ju to %ju", size,
		               (uintmax_t)field->min, (uintmax_t)field->max);
	if (!wire_is_printable(json_string_value(value)))
		return err_set(err, -EBADMSG, "has a character that is not printable ASCII");
	memcpy(place(field, base), json_string_value(value), size + 1);
	return 0;
}

static int
read_word(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	const char *const *word = field->words;

	if (!json_is_string(value))
		return err_set(err, -EBADMSG, "is not a string");
	while (*word && strcmp(*word, json_string_value(value)) != 0)
		word++;
	if (!*word)
		return err_set(err, -EBADMSG, "is none of the %s that version %d knows", field->name,
		               WIRE_VERSION);
	memcpy(place(field, base), *word, strlen(*word) + 1);
	return 0;
}

static int
read_name(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	int name = json_is_string(value) ? wire_name_parse(json_string_value(value)) : -1;

	if (name < 0)
		return err_set(err, -EBADMSG, "is not the name of a message");
	*(enum wire_name *)place(field, base) = (enum wire_name)name;
	return 0;
}

static int
read_path(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	int path = json_is_string(value) ? wire_path_parse(json_string_value(value)) : -1;

	if (path < 0)
		return err_set(err, -EBADMSG, "is none of vf, backup and none");
	*(enum wire_path *)place(field, base) = (enum wire_path)path;
	return 0;
}

static int
read_mac(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	const char *text = json_string_value(value);
	char mac[18];

	if (!text || wire_mac_parse(text, mac) || strcmp(text, mac) != 0)
		return err_set(err, -EBADMSG, "is not a port's MAC address in lower case");
	memcpy(place(field, base), mac, sizeof(mac));
	return 0;
}

static int
read_pci(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	const char *text = json_string_value(value);

	if (!text || !wire_is_pci(text))
		return err_set(err, -EBADMSG, "is not a PCI address as 0000:01:00.0 in lower case");
	memcpy(place(field, base), text, strlen(text) + 1);
	return 0;
}

/* Items begin with their MAC, whether they are objects or nothing more. */
static int
read_list(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	size_t size = json_array_size(value);
	char *items = place(field, base);

	if (!json_is_array(value))
		return err_set(err, -EBADMSG, "is not an array");
	if (size > field->max)
		return err_set(err, -EBADMSG, "has %zu items, more than %ju", size, (uintmax_t)field->max);
	for (size_t i = 0; i < size; i++) {
		char *item = items + i * field->size;
		int rc = read_value(field->item, json_array_get(value, i), item, err);

		for (size_t k = 0; !rc && k < i; k++)
			if (!strcmp(items + k * field->size, item))
				rc = err_set(err, -EBADMSG, "mac: stands in [%zu] already", k);
		if (rc) {
			err_wrap(err, "[%zu]", i);
			return rc;
		}
	}
	*(unsigned int *)(void *)((char *)base + field->other) = (unsigned int)size;
	return 0;
}

static int
read_object(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	if (!json_is_object(value))
		return err_set(err, -EBADMSG, "is not an object");
	return read_members(field->item, value, place(field, base), err);
}

static int
read_object_or_none(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	bool *present = (void *)((char *)base + field->other);

	*present = field->type == FIELD_OBJECT_IF_ANY || !json_is_null(value);
	return *present ? read_object(field, value, base, err) : 0;
}

static int
read_value(const struct wire_field *field, const json_t *value, void *base, struct err *err)
{
	static reader *const readers[] = {
	        [FIELD_VERSION] = read_version,
	        [FIELD_NAME] = read_name,
	        [FIELD_NUMBER] = read_number,
	        [FIELD_BOOL] = read_bool,
	        [FIELD_TEXT] = read_text,
	        [FIELD_WORD] = read_word,
	        [FIELD_PATH] = read_path,
	        [FIELD_MAC] = read_mac,
	        [FIELD_PCI] = read_pci,
	        [FIELD_LIST] = read_list,
	        [FIELD_OBJECT] = read_object,
	        [FIELD_OBJECT_OR_NULL] = read_object_or_none,
	        [FIELD_OBJECT_IF_ANY] = read_object_or_none,
	};
	_Static_assert(sizeof(readers) / sizeof(readers[0]) == FIELD_TYPES_, "every type has a reader");

	return readers[field->type](field, value, base, err);
}

/* Names the first member of object that the table does not. */
static int
refuse_extra(const struct wire_field *members, const json_t *object, struct err *err)
{
	char shown[SHOWN] = "";
	json_t *all = (json_t *)object; /* jansson's iterators want it writable and leave it alone */

	for (void *at = json_object_iter(all); at; at = json_object_iter_next(all, at)) {
		const struct wire_field *field = members;

		while (field->name && strcmp(field->name, json_object_iter_key(at)) != 0)
			field++;
		if (!field->name) {
			wire_printable(shown, sizeof(shown), json_object_iter_key(at));
			break;
		}
	}
	return err_set(err, -EBADMSG, "%s: is not a member of this object", shown);
}

static int
read_member(const struct wire_field *field, const json_t *object, void *base, struct err *err)
{
	const json_t *value = json_object_get(object, field->name);
	int rc = value ? read_value(field, value, base, err) : err_set(err, -EBADMSG, "is missing");

	if (rc)
		err_wrap(err, "%s", field->name);
	return rc;
}

static int
read_members(const struct wire_field *members, const json_t *object, void *base, struct err *err)
{
	size_t known = 0;

	for (const struct wire_field *field = members; field->name; field++) {
		bool none = field->type == FIELD_OBJECT_IF_ANY && !json_object_get(object, field->name);
		int rc = none ? 0 : read_member(field, object, base, err);

		if (rc)
			return rc;
		known += !none;
	}
	return json_object_size(object) > known ? refuse_extra(members, object, err) : 0;
}

/* The members of the message that the object says it is; NULL and *err when there is no such message. */
static const struct wire_field *
find_message(const json_t *object, struct wire_msg *msg, struct err *err)
{
	const struct wire_field *members;
	const json_t *value = NULL;
	char shown[SHOWN];
	int kind, name;

	for (kind = WIRE_REQUEST; kind <= WIRE_EVENT; kind++) {
		value = json_object_get(object, wire_kinds[kind]);
		if (value)
			break;
	}
	if (!json_is_string(value)) {
		err_set(err, -EBADMSG, "%s: is %s", value ? wire_kinds[kind] : "request, reply or event",
		        value ? "not a string" : "missing");
		return NULL;
	}
	name = wire_name_parse(json_string_value(value));
	members = name < 0 ? NULL : wire_members((enum wire_kind)kind, (enum wire_name)name);
	msg->kind = (enum wire_kind)kind;
	if (members)
		return members;
	wire_printable(shown, sizeof(shown), json_string_value(value));
	err_set(err, -EBADMSG, "%s: there is none named '%s' in version %d", wire_kinds[kind], shown,
	        WIRE_VERSION);
	return NULL;
}

/* The version comes first: what another version says must not be judged by the rules of this one. */
int
wire_read(const json_t *json, struct wire_msg *msg, struct err *err)
{
	const struct wire_field *members;
	int rc;

	if (!json_is_object(json))
		return err_set(err, -EBADMSG, "is not a JSON object");
	rc = read_member(&wire_version, json, msg, err);
	if (rc)
		return rc;
	members = find_message(json, msg, err);
	return members ? read_members(members, json, msg, err) : -EBADMSG;
}
