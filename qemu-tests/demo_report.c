/* SPDX-License-Identifier: BSD-3-Clause */
/* demo_report.c: see demo_report.h. */
#include "demo_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define MESSAGE_MAX 384

static bool
bad_crossing(const struct demo_result *result, size_t i, char *message, size_t size)
{
	const struct demo_crossing *crossing = &result->crossings[i];
	const struct trip *trip = &crossing->trip;
	size_t number = i + 1;

	if (trip->exit_code != OUTCOME_OK)
		snprintf(message, size, "crossing %zu from %s to %s: %s", number, trip->source,
		         trip->destination, trip->message);
	else if (!trip->on_vf)
		snprintf(message, size, "crossing %zu ended well, but not with every pair on its VF", number);
	else if (result->real_vfs && !trip->real_vfs)
		snprintf(message, size, "crossing %zu: its report does not name a VF of a PF on both hosts",
		         number);
	else if (!crossing->traffic_on_vf)
		snprintf(message, size,
		         "crossing %zu ended on the VF by its own word, but the traffic does not come by it",
		         number);
	else
		return false;
	return true;
}

static bool
bad_phase(const struct count_phase *stretch, size_t number, char *message, size_t size)
{
	const struct count_sum *sum = &stretch->sum;

	if (sum->lost == 0 && sum->doubled == 0)
		return false;
	snprintf(message, size, "crossing %zu: %" PRIu64 " packets lost and %" PRIu64 " doubled in phase %s",
	         number, sum->lost, sum->doubled, stretch->name);
	return true;
}

enum outcome
demo_verdict(const struct demo_result *result, char *message, size_t size)
{
	message[0] = '\0';
	for (size_t i = 0; i < result->n; i++)
		if (bad_crossing(result, i, message, size)) {
			int code = result->crossings[i].trip.exit_code;

			return code == OUTCOME_OK ? OUTCOME_ERROR : (enum outcome)code;
		}
	if (result->n < result->wanted) {
		snprintf(message, size, "only %zu of %zu crossings were made: %s", result->n, result->wanted,
		         result->failure ? result->failure : "no reason is known");
		return OUTCOME_ERROR;
	}
	if (result->overruns > 0) {
		snprintf(message, size,
		         "the probe missed %" PRIu64 " echoes: the measurement is worth nothing",
		         result->overruns);
		return OUTCOME_ERROR;
	}
	for (size_t i = 0; i < result->n; i++)
		for (size_t p = 0; p < PHASES; p++)
			if (p != PHASE_BLACKOUT &&
			    bad_phase(&result->crossings[i].stretches[p], i + 1, message, size))
				return OUTCOME_ERROR;
	return OUTCOME_OK;
}

static double
ms(uint64_t us)
{
	return (double)us / 1000.0;
}

static json_t *
sum_json(const struct count_sum *sum)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:f}", "sent", (json_int_t)sum->sent, "lost",
	                 (json_int_t)sum->lost, "doubled", (json_int_t)sum->doubled, "reordered",
	                 (json_int_t)sum->reordered, "longest_silence_ms", ms(sum->longest_silence_us));
}

static json_t *
packets_json(const struct demo_result *result)
{
	json_t *packets = sum_json(&result->whole), *phases = json_object();

	for (size_t p = 0; p < PHASES; p++) {
		json_t *phase = sum_json(&result->phases[p].sum);

		json_object_set_new(phase, "elapsed_ms", json_real(ms(result->phases[p].elapsed_us)));
		json_object_set_new(phases, phase_name((enum phase)p), phase);
	}
	json_object_set_new(packets, "phases", phases);
	return packets;
}

/* Milliseconds by which a crossing's times must be moved to count from the start of the demo. */
static double
shift_of(const struct demo_result *result, const struct trip *trip)
{
	return ((double)trip->start_us - (double)result->started_us) / 1000.0;
}

static json_t *
steps_json(const struct demo_result *result)
{
	json_t *all = json_array(), *step;
	size_t k;

	for (size_t i = 0; i < result->n; i++) {
		const struct trip *trip = &result->crossings[i].trip;

		json_array_foreach (json_object_get(trip->report, "steps"), k, step) {
			double start = json_number_value(json_object_get(step, "start_ms"));
			json_t *copy = json_copy(step);

			json_object_set_new(copy, "crossing", json_integer((json_int_t)i + 1));
			json_object_set_new(copy, "start_ms", json_real(start + shift_of(result, trip)));
			json_array_append_new(all, copy);
		}
	}
	return all;
}

static json_t *
marks_json(const struct demo_result *result)
{
	const struct trip *last = &result->crossings[result->n - 1].trip;
	json_t *marks = json_copy(json_object_get(last->report, "marks_ms")), *mark;
	const char *name;
	void *next;

	json_object_foreach_safe(marks, next, name, mark)
	{
		if (json_is_number(mark))
			json_object_set_new(marks, name,
			                    json_real(json_number_value(mark) + shift_of(result, last)));
	}
	return marks;
}

static json_int_t
memory_bytes(const struct demo_result *result)
{
	json_int_t bytes = 0;

	for (size_t i = 0; i < result->n; i++)
		bytes +=
		        json_integer_value(json_object_get(result->crossings[i].trip.report, "memory_bytes"));
	return bytes;
}

static void
started_text(const struct demo_result *result, char *text, size_t size)
{
	uint64_t at = result->started_us + result->ahead_us;
	time_t seconds = (time_t)(at / 1000000);
	struct tm tm;
	char day[32];

	gmtime_r(&seconds, &tm);
	(void)strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text, size, "%s.%06uZ", day, (unsigned int)(at % 1000000));
}

json_t *
demo_report(const struct demo_result *result)
{
	const struct trip *first = &result->crossings[0].trip;
	json_t *last = result->crossings[result->n - 1].trip.report;
	char message[MESSAGE_MAX], started[64];
	enum outcome outcome = demo_verdict(result, message, sizeof(message));

	started_text(result, started, sizeof(started));
	return json_pack(
	        "{s:i, s:O, s:O, s:s, s:s, s:s, s:i, s:s, s:s, s:f, s:O, s:I, s:o, s:o, s:O, s:o, "
	        "s:I, s:{s:I, s:f}}",
	        "version", 1, "tool", json_object_get(last, "tool"), "domain",
	        json_object_get(last, "domain"), "source", first->source, "destination", first->destination,
	        "result", outcome_name(outcome), "exit_code", (int)outcome, "message", message, "started",
	        started, "elapsed_ms", ms(result->ended_us - result->started_us), "downtime_ms",
	        json_object_get(last, "downtime_ms"), "memory_bytes", memory_bytes(result), "marks_ms",
	        marks_json(result), "steps", steps_json(result), "pairs", json_object_get(last, "pairs"),
	        "packets", packets_json(result), "rounds", (json_int_t)result->n, "floor", "lost",
	        (json_int_t)result->floor.lost, "longest_silence_ms", ms(result->floor.longest_silence_us));
}
