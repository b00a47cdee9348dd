/* SPDX-License-Identifier: BSD-3-Clause */
/* demo_text.c: see demo_text.h. */
#include "demo_text.h"

#include <inttypes.h>

#define SLICE_US 10000u

static double
ms(uint64_t us)
{
	return (double)us / 1000.0;
}

void
demo_print_steps(FILE *out, const struct trip *trip)
{
	json_t *step;
	size_t i;

	fprintf(out, "  %10s %10s  %-16s %s\n", "start", "took", "step", "on");
	json_array_foreach (json_object_get(trip->report, "steps"), i, step) {
		const char *name = "", *host = "", *note = "";
		double start = 0, elapsed = 0;
		int attempts = 1, ok = 1;

		json_unpack(step, "{s?s, s?s, s?F, s?F, s?i, s?b, s?s}", "name", &name, "host", &host,
		            "start_ms", &start, "elapsed_ms", &elapsed, "attempts", &attempts, "ok", &ok,
		            "note", &note);
		fprintf(out, "  %7.0f ms %7.0f ms  %-16s %s", start, elapsed, name, host);
		if (attempts > 1)
			fprintf(out, ", %d attempts", attempts);
		if (note[0] != '\0' || !ok)
			fprintf(out, "%s%s", ok ? ": " : ": failed: ", note);
		fputc('\n', out);
	}
}

/* Nothing for a NIC that QEMU emulates: the report has null for it. */
static void
print_vf(FILE *out, const json_t *vf, const char *verb)
{
	const char *host = json_string_value(json_object_get(vf, "host"));
	const char *pci = json_string_value(json_object_get(vf, "pci"));
	const char *pf = json_string_value(json_object_get(vf, "pf_netdev"));
	const json_t *index = json_object_get(vf, "index");

	if (host == NULL || pci == NULL)
		return;
	if (pf != NULL && json_is_integer(index))
		fprintf(out, "  %s VF %d of %s (%s) on %s\n", verb, (int)json_integer_value(index), pf, pci,
		        host);
	else
		fprintf(out, "  %s the VF at %s on %s\n", verb, pci, host);
}

void
demo_print_vfs(FILE *out, const struct trip *trip)
{
	json_t *pair;
	size_t i;

	json_array_foreach (json_object_get(trip->report, "pairs"), i, pair) {
		print_vf(out, json_object_get(pair, "source_vf"), "left");
		print_vf(out, json_object_get(pair, "destination_vf"), "took");
	}
}

void
demo_print_line(FILE *out, size_t number, const struct demo_crossing *crossing)
{
	const struct trip *trip = &crossing->trip;
	const struct count_sum *blackout = &crossing->stretches[PHASE_BLACKOUT].sum;
	uint64_t end = trip->marks_us[TRIP_END];
	struct count_sum outside = {0};

	for (size_t p = 0; p < PHASES; p++)
		if (p != PHASE_BLACKOUT)
			phases_add(&outside, &crossing->stretches[p].sum);
	fprintf(out,
	        "  %2zu  %s -> %s  %-15s %5.1f s  blackout: lost %4" PRIu64 ", silence %4.0f ms"
	        "  outside: lost %" PRIu64 ", doubled %" PRIu64 ", silence %3.0f ms\n",
	        number, trip->source, trip->destination, trip->result,
	        end > trip->start_us ? ms(end - trip->start_us) / 1000 : 0.0, blackout->lost,
	        ms(blackout->longest_silence_us), outside.lost, outside.doubled,
	        ms(outside.longest_silence_us));
}

int
demo_print_chart(FILE *out, const struct demo_crossing *crossing, const struct probe_sample *samples,
                 size_t nsamples, const struct count_flow *flow, uint64_t lead_us, unsigned int columns,
                 bool ascii)
{
	const struct count_phase *stretches = crossing->stretches;
	uint64_t from = stretches[PHASE_SWITCHOVER].from_us, until = stretches[PHASE_AFTER].from_us + lead_us;
	struct chart_mark marks[PHASES];
	struct timeline timeline;
	unsigned int n = 0;
	int code;

	from = from > stretches[PHASE_BEFORE].from_us + lead_us ? from - lead_us
	                                                        : stretches[PHASE_BEFORE].from_us;
	if (until > stretches[PHASE_AFTER].until_us)
		until = stretches[PHASE_AFTER].until_us;
	code = timeline_make(&timeline, samples, nsamples, flow, from, until, SLICE_US);
	if (code < 0)
		return code;
	for (size_t p = 0; p < PHASES; p++) {
		uint64_t at = stretches[p].from_us < from ? from : stretches[p].from_us;

		if (stretches[p].until_us > stretches[p].from_us && at < until)
			marks[n++] = (struct chart_mark){(unsigned int)((at - from) / SLICE_US),
			                                 stretches[p].name};
	}
	timeline_print(out, &timeline, marks, n, columns, ascii);
	fprintf(out, "%-*sone column: about %.0f ms\n", CHART_LABEL, "",
	        timeline.nslices <= columns - CHART_LABEL
	                ? ms(SLICE_US)
	                : ms(until - from) / (double)(columns - CHART_LABEL));
	timeline_free(&timeline);
	return 0;
}

static void
print_row(FILE *out, const char *name, uint64_t elapsed_us, const struct count_sum *sum)
{
	fprintf(out, "  %-11s %8.2f %8" PRIu64 " %6" PRIu64 " %8" PRIu64 " %10" PRIu64 " %15.1f\n", name,
	        (double)elapsed_us / 1e6, sum->sent, sum->lost, sum->doubled, sum->reordered,
	        ms(sum->longest_silence_us));
}

void
demo_print_table(FILE *out, const struct demo_result *result)
{
	const struct count_sum *blackout = &result->phases[PHASE_BLACKOUT].sum;

	fprintf(out, "  %-11s %8s %8s %6s %8s %10s %15s\n", "phase", "seconds", "sent", "lost", "doubled",
	        "reordered", "longest silence");
	for (size_t p = 0; p < PHASES; p++)
		print_row(out, phase_name((enum phase)p), result->phases[p].elapsed_us,
		          &result->phases[p].sum);
	print_row(out, "whole", result->ended_us - result->started_us, &result->whole);
	fprintf(out,
	        "  blackout of %zu crossings: %" PRIu64 " lost, longest silence %.0f ms; virtio alone, same "
	        "run: %" PRIu64 " lost, %.0f ms (%s)\n",
	        result->n, blackout->lost, ms(blackout->longest_silence_us), result->floor.lost,
	        ms(result->floor.longest_silence_us),
	        blackout->lost <= result->floor.lost ? "not more than the floor" : "more than the floor");
}
