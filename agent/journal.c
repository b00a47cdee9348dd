/* SPDX-License-Identifier: BSD-3-Clause */
/* journal.c: see journal.h. Lines of records, and what they say together. */
#include "journal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "journal_table.h"

bool
journal_is_uuid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t i = 0;

	for (; form[i] && text[i]; i++)
		if (form[i] == '-' ? text[i] != '-' : !strchr("0123456789abcdef", text[i]))
			return false;
	return !form[i] && !text[i];
}

/* v and kind come first: what another version says must not be judged by the rules of this one. */
static int
read_kind(json_t *json, struct journal_record *record, struct err *err)
{
	const json_t *v = json_object_get(json, "v");
	const char *kind = json_string_value(json_object_get(json, "kind"));
	unsigned int i = 0;

	if (!json_is_integer(v))
		return err_set(err, -EBADMSG, "v: is not a version's number");
	if (json_integer_value(v) != JOURNAL_VERSION)
		return err_set(err, -EPROTONOSUPPORT,
		               "v: the record is of version %" JSON_INTEGER_FORMAT ", and this is version %d",
		               json_integer_value(v), JOURNAL_VERSION);
	while (kind && i < JOURNAL_KINDS && strcmp(journal_kind_name(i), kind) != 0)
		i++;
	if (!kind || i == JOURNAL_KINDS)
		return err_set(err, -EBADMSG, "kind: is none that version %d knows", JOURNAL_VERSION);
	record->kind = (enum journal_kind)i;
	(void)json_object_del(json, "v");
	(void)json_object_del(json, "kind");
	return 0;
}

static int
read_record(json_t *json, struct journal_record *record, struct err *err)
{
	int rc;

	if (!json_is_object(json))
		return err_set(err, -EBADMSG, "is not a JSON object");
	rc = read_kind(json, record, err);
	if (rc)
		return rc;
	rc = journal_read(journal_members(record->kind), json, record, err);
	if (rc)
		err_wrap(err, "%s", journal_kind_name(record->kind));
	return rc;
}

int
journal_decode(const char *line, size_t size, struct journal_record *record, struct err *err)
{
	json_error_t error;

	memset(record, 0, sizeof(*record));
	record->json = json_loadb(line, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (record->json)
		return read_record(record->json, record, err);
	if (json_error_code(&error) == json_error_out_of_memory)
		return err_set(err, -ENOMEM, "memory is out");
	return err_set(err, -EILSEQ, "is no JSON: %s", error.text);
}

void
journal_record_clear(struct journal_record *record)
{
	free((void *)record->begin.wish.dest_vfs);
	free((void *)record->begin.wish.limits);
	free(record->pairs);
	json_decref(record->json);
	memset(record, 0, sizeof(*record));
}

/* text, which is taken, as a line; NULL when memory is out. */
static char *
as_line(char *text, size_t *size)
{
	size_t length = strlen(text);
	char *line = realloc(text, length + 2);

	if (!line) {
		free(text);
		return NULL;
	}
	memcpy(line + length, "\n", 2);
	*size = length + 1;
	return line;
}

/* What is written is read again, so the limits stand in one place. */
static int
check_written(const char *text, struct err *err)
{
	struct journal_record again;
	struct err why;
	int rc = journal_decode(text, strlen(text), &again, &why);

	journal_record_clear(&again);
	if (!rc)
		return 0;
	return err_set(err, rc == -ENOMEM ? rc : -EINVAL, "%s", why.text);
}

int
journal_encode(const struct journal_record *record, char **line, size_t *size, struct err *err)
{
	json_t *json = json_pack("{s:i,s:s}", "v", JOURNAL_VERSION, "kind", journal_kind_name(record->kind));
	int rc = journal_write(journal_members(record->kind), record, json, err);
	char *text = rc ? NULL : json_dumps(json, JSON_COMPACT);

	json_decref(json);
	if (rc) {
		err_wrap(err, "%s", journal_kind_name(record->kind));
		return rc;
	}
	rc = text ? check_written(text, err) : 0;
	if (rc) {
		free(text);
		return rc;
	}
	text = text ? as_line(text, size) : NULL;
	if (!text)
		return err_set(err, -ENOMEM, "memory is out");
	*line = text;
	return 0;
}
