/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control_table.h: the members of every object of the control socket, as tables that decoding and encoding
 * walk. Inside the codec only; the public face is control.h. Neighbours: control_table.c (the tables),
 * control_read.c, control_write.c, control_decode.c, control_encode.c.
 */
#ifndef VFERRY_CONTROL_TABLE_H
#define VFERRY_CONTROL_TABLE_H

#include "control.h"

/* How a member looks in JSON and where it lives in C. */
enum field_type {
	FIELD_TEXT,         /* const char *: min..max characters, none of them a control character */
	FIELD_TEXT_OR_NULL, /* the same; null is NULL */
	FIELD_XML,          /* const char *: min..max characters of any kind */
	FIELD_MAC,          /* const char *: in lower case */
	FIELD_UUID,         /* const char *: in lower case */
	FIELD_BOOL,         /* bool */
	FIELD_NUMBER,       /* min..max in a uint32_t or uint64_t, as size says */
	FIELD_CODE,         /* int: any */
	FIELD_ID,           /* struct control_id */
	FIELD_VFS,          /* dest_vfs of a struct control_request */
	FIELD_URIS,         /* to of a struct control_request */
	FIELD_TYPES_
};

struct control_field {
	const char *name; /* NULL ends an array of fields */
	enum field_type type;
	size_t offset, size;
	uint64_t min, max;
	bool optional; /* not there: NULL, 0, false */
	size_t given;  /* offset of a bool that tells 0 from not there; 0: nobody asks */
};

/* Of a request's params, in a struct control_request. */
const struct control_field *control_params(enum control_method method);
/* In a struct crossing_dest_vf. */
extern const struct control_field control_dest_vf[];
/* Of progress' params and of an error, in a struct control_message. */
extern const struct control_field control_progress[], control_error[];

#define CONTROL_URI_MAX 255

/* A value into an id. -EBADMSG: it is none; then *id is untouched. */
int control_read_id(const json_t *value, struct control_id *id, struct err *err);
/* The members of object, which must be those of fields, into the struct at base, which must be zero. Lists
 * are put into owned. -EBADMSG or -ENOMEM; *err names the member. */
int control_read(const struct control_field *fields, const json_t *object, void *base, struct err *err);
/* -EBADMSG when object has a member that is none of names, which ends in NULL. */
int control_refuse_extra(const json_t *object, const char *const *names, struct err *err);

/* A new reference, or NULL and *err: of what lies at base. Limits are not looked at. */
json_t *control_write(const struct control_field *fields, const void *base, struct err *err);
json_t *control_write_id(const struct control_id *id);

#endif
