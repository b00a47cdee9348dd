/* SPDX-License-Identifier: BSD-3-Clause */
/* hooknote.c: see hooknote.h. */
#include "hooknote.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

static bool
is_uuid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (strlen(text) != sizeof(form) - 1)
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) || isupper((unsigned char)text[i])
		                   : text[i] != form[i])
			return false;
	return true;
}

int
hooknote_set_uuid(struct hooknote *note, const char *uuid)
{
	char lower[sizeof(note->uuid)] = "";

	for (size_t i = 0; uuid[i]; i++) {
		if (i == sizeof(lower) - 1)
			return -EINVAL;
		lower[i] = (char)tolower((unsigned char)uuid[i]);
	}
	if (!is_uuid(lower))
		return -EINVAL;
	memcpy(note->uuid, lower, sizeof(lower));
	return 0;
}

int
hooknote_write(const struct hooknote *note, char *text, size_t size)
{
	json_t *object;
	size_t n;

	if (!note->domain[0] || !is_uuid(note->uuid))
		return -EINVAL;
	object = json_pack("{s:i,s:s,s:s,s:s}", "v", 1, "event", "incoming", "domain", note->domain, "uuid",
	                   note->uuid);
	n = object ? json_dumpb(object, text, size, JSON_COMPACT) : 0;
	json_decref(object);
	return n == 0 || n > size ? -EINVAL : (int)n;
}

int
hooknote_read(const char *text, size_t size, struct hooknote *note, struct err *err)
{
	const char *event = "", *domain = "", *uuid = "";
	json_error_t reason;
	json_t *object;
	int v = 0, code = 0;

	if (size > HOOKNOTE_MAX)
		return err_set(err, -EBADMSG, "the hook's note has %zu bytes, more than %d", size,
		               HOOKNOTE_MAX);
	object = json_loadb(text, size, JSON_REJECT_DUPLICATES, &reason);
	if (!object || json_unpack_ex(object, &reason, 0, "{s:i,s:s,s:s,s:s!}", "v", &v, "event", &event,
	                              "domain", &domain, "uuid", &uuid))
		code = err_set(err, -EBADMSG, "the hook's note cannot be read: %s", reason.text);
	else if (v != 1 || strcmp(event, "incoming") != 0)
		code = err_set(err, -EBADMSG,
		               "the hook's note is of version %d, event %.32s: is the hook of this version?",
		               v, event);
	else if (!domain[0] || strlen(domain) >= sizeof(note->domain) || !is_uuid(uuid))
		code = err_set(err, -EBADMSG, "the hook's note names no domain");
	if (!code) {
		memcpy(note->domain, domain, strlen(domain) + 1);
		memcpy(note->uuid, uuid, sizeof(note->uuid));
	}
	json_decref(object);
	return code;
}
