/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict.c: see verdict.h. */
#include "matrix/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Adds to a list of reasons. */
static void __attribute__((format(printf, 3, 4))) because(char *why, size_t size, const char *format, ...)
{
	size_t n = strlen(why);
	va_list args;

	if (n > 0 && n + 3 < size)
		n += (size_t)snprintf(why + n, size - n, ", ");
	va_start(args, format);
	vsnprintf(why + n, size - n, format, args);
	va_end(args);
}

bool
verdict(const struct result *result, const struct limits *limits, char *why, size_t size)
{
	uint64_t outage_ms = result->outage_us / 1000, silence_ms = result->silence_us / 1000;

	why[0] = '\0';
	if (result->broken[0] != '\0')
		because(why, size, "%s", result->broken);
	if (!result->alive)
		because(why, size, "the application is gone");
	if (limits->outage_ms > 0 && outage_ms > limits->outage_ms)
		because(why, size, "outage %llu ms > %u", (unsigned long long)outage_ms, limits->outage_ms);
	if (limits->outage_ms > 0 && silence_ms > limits->outage_ms + VERDICT_STALL_MS)
		because(why, size, "silence %llu ms > %u", (unsigned long long)silence_ms,
		        limits->outage_ms + VERDICT_STALL_MS);
	if (result->doubled > 0)
		because(why, size, "%llu packets doubled", (unsigned long long)result->doubled);
	if (!result->backup)
		because(why, size, "nothing came over the backup");
	if (limits->teardown_ms > 0 && !result->gone)
		because(why, size, "the VF is still held");
	else if (limits->teardown_ms > 0 && result->teardown_ms > limits->teardown_ms)
		because(why, size, "teardown %.0f ms > %u", result->teardown_ms, limits->teardown_ms);
	if (!result->again)
		because(why, size, "the VF was not taken again");
	if (result->log[0] != '\0')
		because(why, size, "kernel: %s", result->log);
	return why[0] == '\0';
}

void
verdict_log(const char *dmesg, char *line, size_t size)
{
	static const char *const faults[] = {
	        "WARNING", "BUG",        "Oops",       "Call Trace",         "use-after-free",
	        "KASAN",   "INFO: task", "refcount_t", "general protection", "nobody cared"};
	const char *first = NULL;
	size_t length;

	line[0] = '\0';
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const char *at = strstr(dmesg, faults[i]);

		if (at != NULL && (first == NULL || at < first))
			first = at;
	}
	if (first == NULL)
		return;
	while (first > dmesg && first[-1] != '\n')
		first--;
	length = strcspn(first, "\n");
	snprintf(line, size, "%.*s", (int)length, first);
}
