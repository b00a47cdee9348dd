/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * journal_table.h: which members each record of the journal has. Neighbours: journal_table.c holds the
 * tables; journal_read.c and journal_write.c walk them, and journal.c makes lines of it. Not for others.
 */
#ifndef VFERRY_JOURNAL_TABLE_H
#define VFERRY_JOURNAL_TABLE_H

#include "journal.h"

enum journal_type {
	JOURNAL_TEXT,    /* const char *: min..max characters */
	JOURNAL_MESSAGE, /* the same; bytes that are no UTF-8 are written as '?' */
	JOURNAL_OR_NULL, /* as text; NULL is null */
	JOURNAL_MAC,     /* const char *: as wire_mac_parse() makes it */
	JOURNAL_UUID,    /* const char * */
	JOURNAL_FLAG,    /* bool */
	JOURNAL_NUMBER,  /* uint32_t or uint64_t, by size: min..max */
	JOURNAL_WORD,    /* enum, by the name that word() gives to its values below max */
	JOURNAL_CODE,    /* the number of the enum at offset, whose word was read before */
	JOURNAL_OBJECT,  /* struct whose members are item */
	JOURNAL_OWN,     /* pointer to such a struct of size, malloc'ed */
	JOURNAL_LIST,    /* array of structs of size, malloc'ed; unsigned int at other is their number */
	JOURNAL_TYPES
};

struct journal_field {
	const char *name; /* NULL ends a table */
	enum journal_type type;
	bool optional; /* not written, and need not be there: NULL, false, 0, an empty list */
	size_t offset, size, other;
	uint64_t min, max;
	const char *(*word)(unsigned int value);
	const struct journal_field *item;
};

const char *journal_kind_name(enum journal_kind kind);

/* The members of that kind of record in struct journal_record, but for v and kind. */
const struct journal_field *journal_members(enum journal_kind kind);

/*
 * Reads the members of object into the zeroed struct at base. 0; -EBADMSG, -ENOMEM. Strings point into
 * object; what was malloc'ed before a failure is left in base.
 */
int journal_read(const struct journal_field *members, const json_t *object, void *base, struct err *err);

/* Adds the struct's members to object. 0; -EINVAL, -ENOMEM. */
int journal_write(const struct journal_field *members, const void *base, json_t *object, struct err *err);

#endif
