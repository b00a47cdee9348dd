/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wire_table.h: what every message of the guest link holds, as one table that decoding and encoding walk.
 * Inside schemas/ only; the public face is wire.h. Neighbours: wire_table.c (the table), wire_decode.c,
 * wire_encode.c, wire_text.c.
 */
#ifndef VFERRY_WIRE_TABLE_H
#define VFERRY_WIRE_TABLE_H

#include <jansson.h>

#include "wire.h"

/* How a member looks on the wire and where it lives in C. */
enum wire_type {
	FIELD_VERSION, /* the number WIRE_VERSION; lives nowhere */
	FIELD_NAME,    /* the message's name, enum wire_name */
	FIELD_NUMBER,  /* min..max in a uint32_t or uint64_t */
	FIELD_BOOL,    /* bool */
	FIELD_TEXT,    /* min..max printable ASCII characters in char[size] */
	FIELD_WORD,    /* one of words in char[size] */
	FIELD_PATH,    /* enum wire_path */
	FIELD_MAC,     /* char[18] */
	FIELD_PCI,     /* char[13] */
	FIELD_LIST, /* up to max of item, size bytes each; how many: unsigned int at other. Every item begins
	               with its MAC, which no other item has */
	FIELD_OBJECT,         /* members, as item says */
	FIELD_OBJECT_OR_NULL, /* null when the bool at other is false */
	FIELD_OBJECT_IF_ANY,  /* no such member when the bool at other is false */
	FIELD_TYPES_
};

struct wire_field {
	const char *name; /* on the wire; NULL ends an array of fields */
	enum wire_type type;
	size_t offset, size; /* in the struct that the array of fields describes */
	uint64_t min, max;
	const char *const *words;      /* FIELD_WORD, ends in NULL */
	const struct wire_field *item; /* FIELD_LIST: the one item, at offset 0; objects: their members */
	size_t other;                  /* offset of a list's count or an object's presence */
};

/* "request", "reply", "event": the member that says a message's kind and holds its name. */
extern const char *const wire_kinds[WIRE_EVENT + 1];

/* "v", the first member of every message. */
extern const struct wire_field wire_version;

/* All members of a message in the order in which they are written; NULL when there is no such message. */
const struct wire_field *wire_members(enum wire_kind kind, enum wire_name name);

/* The value of the enum, or -1 for a name that is on no message. */
int wire_name_parse(const char *text);
int wire_path_parse(const char *text);

/* The second half of wire_decode(): a JSON value against the table. *msg must be zero. */
int wire_read(const json_t *json, struct wire_msg *msg, struct err *err);

bool wire_is_printable(const char *text);
bool wire_is_pci(const char *text);

#endif
