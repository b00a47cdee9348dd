/* SPDX-License-Identifier: BSD-3-Clause */
/* err.c: see err.h. */
#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
err_set(struct err *err, int code, const char *format, ...)
{
	va_list args;

	if (err) {
		err->code = code;
		va_start(args, format);
		(void)vsnprintf(err->text, sizeof(err->text), format, args);
		va_end(args);
	}
	return code;
}

int
err_wrap(struct err *err, const char *format, ...)
{
	char what[sizeof(err->text)], inner[sizeof(err->text)];
	va_list args;

	if (!err)
		return 0;
	va_start(args, format);
	(void)vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	memcpy(inner, err->text, sizeof(inner));
	if (snprintf(err->text, sizeof(err->text), "%s: %s", what, inner) >= (int)sizeof(err->text))
		err->text[sizeof(err->text) - 1] = '\0';
	return err->code;
}
