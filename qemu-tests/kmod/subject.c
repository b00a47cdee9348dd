/* SPDX-License-Identifier: BSD-3-Clause */
/* subject.c: see subject.h. */
#include "subject.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const ours[] = {"load /uio.ko", "enter /ours", "load igb_uio.ko", NULL};
static const char *const debian[] = {"load /uio.ko", "enter /debian", "load igb_uio.ko", NULL};

int
subject_ready(struct subject *subject, struct err *err)
{
	int code;

	if (subject->machine.pid > 0)
		return 0;
	code = machine_start(&subject->machine, subject->folder, subject->ours ? "ours" : "debian", err);
	if (code != 0)
		return code;
	return subject_script(subject, subject->ours ? ours : debian, err);
}

void
subject_settle(struct subject *subject, int code, char *log, size_t size)
{
	struct err err;
	int asked = subject->machine.pid <= 0 ? -ENOTCONN
	                                      : machine_ask(&subject->machine, log, size, &err, "log");

	if (asked == 0)
		snprintf(log, size, "clean");
	else if (asked != -EREMOTEIO)
		snprintf(log, size, "died");
	if (asked != 0 || code != 0)
		machine_stop(&subject->machine);
}

/* Cuts what should come of it from the end of a command, NULL: nothing is said of it. */
static char *
cut_wanted(char *command, const char *separator)
{
	char *end = strstr(command, separator);

	if (end == NULL)
		return NULL;
	*end = '\0';
	return end + strlen(separator);
}

int
subject_do(struct subject *subject, struct err *err, const char *format, ...)
{
	char command[1024], answer[SAID];
	const char *wanted, *refusal;
	va_list args;
	int code;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	wanted = cut_wanted(command, " => ");
	refusal = cut_wanted(command, " =! ");
	code = machine_ask(&subject->machine, answer, sizeof(answer), err, "%s", command);
	if (code == 0 && refusal != NULL)
		return err_set(err, -EPROTO, "'%s' worked and should not have", command);
	if (code == -EREMOTEIO && refusal != NULL && strcmp(answer, refusal) == 0)
		return 0;
	if (code == 0 && wanted != NULL && strcmp(answer, wanted) != 0)
		return err_set(err, -EPROTO, "'%s' says '%s' and not '%s'", command, answer, wanted);
	return code;
}

int
subject_script(struct subject *subject, const char *const *lines, struct err *err)
{
	int code = 0;

	for (; *lines != NULL && code == 0; lines++)
		code = subject_do(subject, err, "%s", *lines);
	return code;
}
