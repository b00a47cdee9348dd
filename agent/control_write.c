/* SPDX-License-Identifier: BSD-3-Clause */
/* control_write.c: structs into JSON objects, as the tables say. See control_table.h. */
#include <errno.h>
#include <string.h>

#include "control_table.h"

/* Whether it is left out when it may. */
static bool
is_unset(const struct control_field *field, const void *base)
{
	const void *at = (const char *)base + field->offset;

	if (field->given)
		return !*((const bool *)base + field->given);
	switch (field->type) {
	case FIELD_BOOL:
		return !*(const bool *)at;
	case FIELD_NUMBER:
		return field->size == sizeof(uint32_t) ? !*(const uint32_t *)at : !*(const uint64_t *)at;
	case FIELD_CODE:
	case FIELD_ID:
		return false;
	default:
		return !*(const char *const *)at;
	}
}

static json_t *
text(const char *value)
{
	return json_string(value ? value : "");
}

static json_t *
number(const struct control_field *field, const void *at)
{
	uint64_t value = field->size == sizeof(uint32_t) ? *(const uint32_t *)at : *(const uint64_t *)at;

	return json_integer((json_int_t)(value < INT64_MAX ? value : INT64_MAX));
}

json_t *
control_write_id(const struct control_id *id)
{
	if (!id || id->kind == CONTROL_ID_NONE)
		return json_null();
	return id->kind == CONTROL_ID_NUMBER ? json_integer(id->number) : json_string(id->text);
}

static json_t *
vfs(const struct crossing_wish *wish)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < wish->ndest_vfs; i++) {
		const struct crossing_dest_vf *vf = &wish->dest_vfs[i];

		if (json_array_append_new(array, json_pack("{s:s*,s:s}", "mac", vf->mac, "xml", vf->xml)) <
		    0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *
uris(const struct control_request *request)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < request->nto; i++)
		if (json_array_append_new(array, text(request->to[i])) < 0) {
			json_decref(array);
			return NULL;
		}
	return array;
}

static json_t *
value(const struct control_field *field, const void *base)
{
	const void *at = (const char *)base + field->offset;

	switch (field->type) {
	case FIELD_BOOL:
		return json_boolean(*(const bool *)at);
	case FIELD_NUMBER:
		return number(field, at);
	case FIELD_CODE:
		return json_integer(*(const int *)at);
	case FIELD_ID:
		return control_write_id(at);
	case FIELD_VFS:
		return vfs(&((const struct control_request *)base)->wish);
	case FIELD_URIS:
		return uris(base);
	case FIELD_TEXT_OR_NULL:
		return is_unset(field, base) ? json_null() : text(*(const char *const *)at);
	default:
		return text(*(const char *const *)at);
	}
}

json_t *
control_write(const struct control_field *fields, const void *base, struct err *err)
{
	json_t *object = json_object();

	for (const struct control_field *field = fields; field->name; field++) {
		if (field->optional && is_unset(field, base))
			continue;
		if (json_object_set_new(object, field->name, value(field, base)) < 0) {
			err_set(err, -EINVAL, "%s: is not text in UTF-8, or memory is out", field->name);
			json_decref(object);
			return NULL;
		}
	}
	return object;
}
