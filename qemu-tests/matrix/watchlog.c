/* SPDX-License-Identifier: BSD-3-Clause */
/* watchlog.c: see watchlog.h. */
#include "matrix/watchlog.h"

#include <stdio.h>
#include <string.h>

static void
take_line(struct watchlog *log, double at_ms, const char *what)
{
	if (strncmp(what, "armed", 5) == 0) {
		log->armed = true;
	} else if (strncmp(what, "held ", 5) == 0) {
		log->held = true;
	} else if (strncmp(what, "sign ", 5) == 0 && !log->signed_off) {
		log->signed_off = true;
		log->sign_ms = at_ms;
	} else if (strncmp(what, "gone", 4) == 0 && log->signed_off) {
		log->gone = true;
		log->teardown_ms = at_ms - log->sign_ms;
	}
}

struct watchlog
watchlog_read(const char *text)
{
	struct watchlog log = {0};

	while (text != NULL && *text != '\0') {
		double at_ms;
		int used = 0;

		if (sscanf(text, "%lf %n", &at_ms, &used) == 1 && used > 0)
			take_line(&log, at_ms, text + used);
		text = strchr(text, '\n');
		if (text != NULL)
			text++;
	}
	return log;
}
