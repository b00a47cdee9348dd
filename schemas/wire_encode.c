/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wire_encode.c: a struct wire_msg into one line of the guest link. Writing only follows the table in
 * wire_table.c; the limits are judged by reading what was written, so that nothing is ever sent that the
 * other side would refuse. See wire.h.
 */
#include "wire_table.h"

#include <errno.h>
#include <string.h>

/* A new JSON value out of the place that field names in the struct at base; NULL when memory is out. */
typedef json_t *writer(const struct wire_field *field, const void *base);

static json_t *write_value(const struct wire_field *field, const void *base);
static json_t *write_members(const struct wire_field *members, const void *base);

static const void *
place(const struct wire_field *field, const void *base)
{
	return (const char *)base + field->offset;
}

static json_t *
write_version(const struct wire_field *field, const void *base)
{
	(void)field;
	(void)base;
	return json_integer(WIRE_VERSION);
}

static json_t *
write_name(const struct wire_field *field, const void *base)
{
	return json_string(wire_name(*(const enum wire_name *)place(field, base)));
}

static json_t *
write_path(const struct wire_field *field, const void *base)
{
	return json_string(wire_path_name(*(const enum wire_path *)place(field, base)));
}

/* A number beyond a JSON integer's range comes out negative, which no field allows. */
static json_t *
write_number(const struct wire_field *field, const void *base)
{
	if (field->size == sizeof(uint32_t))
		return json_integer(*(const uint32_t *)place(field, base));
	return json_integer((json_int_t) * (const uint64_t *)place(field, base));
}

static json_t *
write_bool(const struct wire_field *field, const void *base)
{
	return json_boolean(*(const bool *)place(field, base));
}

/* Text, words and addresses: up to the NUL or the end of the array, and no judgement of the bytes yet. */
static json_t *
write_string(const struct wire_field *field, const void *base)
{
	const char *text = place(field, base);

	return json_stringn_nocheck(text, strnlen(text, field->size));
}

/* Items beyond the C array do not exist: one null for all of them makes the list too long to be read. */
static json_t *
write_list(const struct wire_field *field, const void *base)
{
	unsigned int n = *(const unsigned int *)(const void *)((const char *)base + field->other);
	const char *item = place(field, base);
	json_t *list = json_array();

	for (unsigned int i = 0; i < n && i <= field->max; i++, item += field->size) {
		json_t *value = i < field->max ? write_value(field->item, item) : json_null();

		if (json_array_append_new(list, value)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *
write_object(const struct wire_field *field, const void *base)
{
	return write_members(field->item, place(field, base));
}

static bool
is_present(const struct wire_field *field, const void *base)
{
	return *(const bool *)(const void *)((const char *)base + field->other);
}

static json_t *
write_object_or_null(const struct wire_field *field, const void *base)
{
	return is_present(field, base) ? write_object(field, base) : json_null();
}

static json_t *
write_value(const struct wire_field *field, const void *base)
{
	static writer *const writers[] = {
	        [FIELD_VERSION] = write_version,
	        [FIELD_NAME] = write_name,
	        [FIELD_NUMBER] = write_number,
	        [FIELD_BOOL] = write_bool,
	        [FIELD_TEXT] = write_string,
	        [FIELD_WORD] = write_string,
	        [FIELD_PATH] = write_path,
	        [FIELD_MAC] = write_string,
	        [FIELD_PCI] = write_string,
	        [FIELD_LIST] = write_list,
	        [FIELD_OBJECT] = write_object,
	        [FIELD_OBJECT_OR_NULL] = write_object_or_null,
	        [FIELD_OBJECT_IF_ANY] = write_object,
	};
	_Static_assert(sizeof(writers) / sizeof(writers[0]) == FIELD_TYPES_, "every type has a writer");

	return writers[field->type](field, base);
}

static json_t *
write_members(const struct wire_field *members, const void *base)
{
	json_t *object = json_object();

	for (const struct wire_field *field = members; field->name; field++) {
		if (field->type == FIELD_OBJECT_IF_ANY && !is_present(field, base))
			continue;
		if (json_object_set_new(object, field->name, write_value(field, base))) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

/* What was written must be what the other side accepts. */
static int
check(const json_t *json, struct err *err)
{
	struct wire_msg scratch = {0};

	if (!wire_read(json, &scratch, err))
		return 0;
	if (err)
		err->code = -EINVAL;
	return -EINVAL;
}

static int
print(const json_t *json, char *buf, size_t size, struct err *err)
{
	size_t length = json_dumpb(json, buf, size, JSON_COMPACT);

	if (length == 0)
		return err_set(err, -ENOMEM, "out of memory");
	if (length + 2 > size)
		return err_set(err, -ENOSPC, "the line takes %zu bytes, the buffer has %zu", length + 2,
		               size);
	memcpy(buf + length, "\n", 2);
	return (int)length + 1;
}

int
wire_encode(const struct wire_msg *msg, char *buf, size_t size, struct err *err)
{
	const struct wire_field *members = wire_members(msg->kind, msg->name);
	json_t *json;
	int rc;

	if (!members)
		return err_set(err, -EINVAL, "there is no such message: kind %d, name %d", (int)msg->kind,
		               (int)msg->name);
	json = write_members(members, msg);
	if (!json)
		return err_set(err, -ENOMEM, "out of memory");
	rc = check(json, err);
	if (!rc)
		rc = print(json, buf, size, err);
	json_decref(json);
	return rc;
}
