/* SPDX-License-Identifier: BSD-3-Clause */
/* trip.c: see trip.h. */
#include "trip.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const mark_names[] = {
        [TRIP_PREPARE] = "prepare", [TRIP_DETACHED] = "detached", [TRIP_ADOPT] = "adopt",
        [TRIP_ACTIVE] = "active",   [TRIP_END] = "end",
};
_Static_assert(sizeof(mark_names) / sizeof(mark_names[0]) == TRIP_MARKS, "a name for every mark");

/* RFC 3339 in UTC, with or without a fraction of a second, as microseconds since 1970; 0: it is not. */
static uint64_t
realtime(const char *text)
{
	struct tm tm = {0};
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	double fraction = 0;
	int used = 0;

	if (rest == NULL)
		return 0;
	if (*rest == '.') {
		if (sscanf(rest, "%lf%n", &fraction, &used) != 1)
			return 0;
		rest += used;
	}
	return strcmp(rest, "Z") == 0 ? (uint64_t)timegm(&tm) * 1000000 + (uint64_t)(fraction * 1e6 + 0.5)
	                              : 0;
}

static int
take_marks(struct trip *trip, const json_t *marks, struct err *err)
{
	for (int i = 0; i < TRIP_MARKS; i++) {
		const json_t *mark = json_object_get(marks, mark_names[i]);

		if (json_is_number(mark))
			trip->marks_us[i] = trip->start_us + (uint64_t)(json_number_value(mark) * 1000 + 0.5);
		else if (!json_is_null(mark))
			return err_set(err, -EBADMSG, "vferry's report has no mark '%s'", mark_names[i]);
	}
	return 0;
}

static void
take_pairs(struct trip *trip, const json_t *pairs)
{
	size_t i;
	json_t *pair;

	trip->on_vf = trip->real_vfs = json_array_size(pairs) > 0;
	json_array_foreach (pairs, i, pair) {
		const char *path = json_string_value(json_object_get(pair, "path"));

		if (path == NULL || strcmp(path, "vf") != 0)
			trip->on_vf = false;
		if (!json_is_object(json_object_get(pair, "source_vf")) ||
		    !json_is_object(json_object_get(pair, "destination_vf")))
			trip->real_vfs = false;
	}
}

int
trip_take(struct trip *trip, json_t *report, uint64_t ahead_us, struct err *err)
{
	json_t *marks, *pairs;
	const char *started;
	json_error_t why;
	uint64_t at = 0;
	int code;

	*trip = (struct trip){.report = report};
	code = json_unpack_ex(report, &why, 0, "{s:s, s:s, s:s, s:s, s:i, s:s, s:o, s:o}", "source",
	                      &trip->source, "destination", &trip->destination, "result", &trip->result,
	                      "message", &trip->message, "exit_code", &trip->exit_code, "started", &started,
	                      "marks_ms", &marks, "pairs", &pairs);
	if (code == 0)
		at = realtime(started);
	if (code < 0)
		code = err_set(err, -EBADMSG, "vferry's report is not what it should be: %s", why.text);
	else if (at <= ahead_us)
		code = err_set(err, -EBADMSG, "vferry's report started at '%s', before this machine did",
		               started);
	if (code < 0) {
		trip_clear(trip);
		return code;
	}
	trip->start_us = at - ahead_us;
	take_pairs(trip, pairs);
	code = take_marks(trip, marks, err);
	if (code < 0)
		trip_clear(trip);
	return code;
}

void
trip_clear(struct trip *trip)
{
	json_decref(trip->report);
	*trip = (struct trip){0};
}
