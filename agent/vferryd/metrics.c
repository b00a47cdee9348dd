/* SPDX-License-Identifier: BSD-3-Clause */
/* metrics.c: see metrics.h. */
#include "metrics.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

/* A crossing takes seconds; one that copies much memory over a slow link, an hour. */
static const unsigned int bounds_s[METRICS_BOUNDS] = {1, 2, 5, 10, 30, 60, 120, 300, 600, 3600};

void
metrics_crossing(struct metrics *metrics, enum outcome outcome, uint64_t duration_ms)
{
	unsigned int i = 0;

	while (i < METRICS_BOUNDS && duration_ms > bounds_s[i] * 1000ull)
		i++;
	metrics->within[i]++;
	metrics->duration_ms += duration_ms;
	if ((unsigned int)outcome < METRICS_OUTCOMES)
		metrics->crossings[outcome]++;
}

void
metrics_restore(struct metrics *metrics, enum outcome outcome)
{
	if ((unsigned int)outcome < METRICS_OUTCOMES)
		metrics->restores[outcome]++;
}

static void
family(FILE *out, const char *name, const char *type, const char *unit, const char *help)
{
	fprintf(out, "# TYPE vferry_%s %s\n", name, type);
	if (unit)
		fprintf(out, "# UNIT vferry_%s %s\n", name, unit);
	fprintf(out, "# HELP vferry_%s %s\n", name, help);
}

/* Bytes from `first` on that are one character of UTF-8; 0: they are none. */
static size_t
character(const unsigned char *first)
{
	size_t n = *first < 0x80                     ? 1
	           : *first >= 0xc2 && *first < 0xe0 ? 2
	           : *first >= 0xe0 && *first < 0xf0 ? 3
	           : *first >= 0xf0 && *first < 0xf5 ? 4
	                                             : 0;

	for (size_t i = 1; i < n; i++)
		if ((first[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* A label's value between quotes: escaped, cut between characters, and UTF-8 whatever it was. */
static void
label(FILE *out, const char *value)
{
	const unsigned char *c = (const unsigned char *)value;
	size_t n, used = 0;

	for (; *c && used < METRICS_LABEL_MAX; c += n ? n : 1, used += n ? n : 1) {
		n = character(c);
		if (used + n > METRICS_LABEL_MAX)
			return;
		if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if (*c == '\n')
			fputs("\\n", out);
		else if (n == 0 || *c < ' ' || *c == 127)
			fputc('?', out);
		else
			fwrite(c, 1, n, out);
	}
}

static void
by_outcome(FILE *out, const char *name, const uint64_t counts[METRICS_OUTCOMES])
{
	for (unsigned int i = 0; i < METRICS_OUTCOMES; i++)
		if (counts[i] || i == OUTCOME_OK)
			fprintf(out, "vferry_%s_total{outcome=\"%s\"} %" PRIu64 "\n", name,
			        outcome_name((enum outcome)i), counts[i]);
}

static void
seconds(FILE *out, const char *name, uint64_t ms)
{
	fprintf(out, "vferry_%s %" PRIu64 ".%03u\n", name, ms / 1000, (unsigned int)(ms % 1000));
}

static void
write_guests(FILE *out, const struct watch_counts *counts)
{
	family(out, "guests", "gauge", NULL, "Guests of this host that have a pair or the link, by state.");
	for (unsigned int i = 0; i < WATCH_STATES; i++)
		fprintf(out, "vferry_guests{state=\"%s\"} %" PRIu64 "\n",
		        watch_state_name((enum watch_state)i), counts->guests[i]);
	family(out, "pairs", "gauge", NULL, "Their pairs, by the path that carries the traffic.");
	for (unsigned int i = 0; i < sizeof(counts->pairs) / sizeof(counts->pairs[0]); i++)
		fprintf(out, "vferry_pairs{path=\"%s\"} %" PRIu64 "\n", wire_path_name((enum wire_path)i),
		        counts->pairs[i]);
	fprintf(out, "vferry_pairs{path=\"unknown\"} %" PRIu64 "\n", counts->pairs_unknown);
}

static void
write_crossings(FILE *out, const struct metrics *metrics)
{
	uint64_t sum = 0;

	family(out, "crossings_under_way", "gauge", NULL, "Crossings and restores under way.");
	fprintf(out, "vferry_crossings_under_way %u\n", metrics->under_way);
	family(out, "crossings", "counter", NULL, "Crossings that have ended, by outcome.");
	by_outcome(out, "crossings", metrics->crossings);
	family(out, "restores", "counter", NULL,
	       "Attempts to bring a guest home that have ended, by outcome.");
	by_outcome(out, "restores", metrics->restores);
	family(out, "crossing_duration_seconds", "histogram", "seconds", "How long crossings took.");
	for (unsigned int i = 0; i < METRICS_BOUNDS; i++) {
		sum += metrics->within[i];
		fprintf(out, "vferry_crossing_duration_seconds_bucket{le=\"%u.0\"} %" PRIu64 "\n",
		        bounds_s[i], sum);
	}
	sum += metrics->within[METRICS_BOUNDS];
	fprintf(out, "vferry_crossing_duration_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", sum);
	fprintf(out, "vferry_crossing_duration_seconds_count %" PRIu64 "\n", sum);
	seconds(out, "crossing_duration_seconds_sum", metrics->duration_ms);
}

static void
write_watch(FILE *out, const struct watch_counts *counts)
{
	family(out, "blind", "gauge", NULL, "1 while libvirt does not answer and guests cannot be watched.");
	fprintf(out, "vferry_blind %d\n", counts->blind);
	family(out, "blind_now_seconds", "gauge", "seconds", "How long that has lasted by now.");
	seconds(out, "blind_now_seconds", counts->blind_now_ms);
	family(out, "blind_seconds", "counter", "seconds", "How long that has lasted in all.");
	seconds(out, "blind_seconds_total", counts->blind_ms);
	family(out, "looks", "counter", NULL, "Looks at a domain.");
	fprintf(out, "vferry_looks_total %" PRIu64 "\n", counts->looks);
	family(out, "asks", "counter", NULL, "Questions to a guest library.");
	fprintf(out, "vferry_asks_total %" PRIu64 "\n", counts->asks);
}

static void
write_build(FILE *out, const char *host)
{
	family(out, "build", "info", NULL, "This vferryd.");
	fputs("vferry_build_info{version=\"", out);
	label(out, VFERRY_VERSION);
	fputs("\",host=\"", out);
	label(out, host);
	fputs("\"} 1\n# EOF\n", out);
}

char *
metrics_text(const struct metrics *metrics, const struct watch_counts *counts, const char *host,
             struct err *err)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool failed = true;

	if (out) {
		write_guests(out, counts);
		write_crossings(out, metrics);
		write_watch(out, counts);
		write_build(out, host);
		failed = ferror(out) != 0;
		failed = fclose(out) != 0 || failed;
	}
	if (!failed)
		return text;
	free(text);
	err_set(err, -ENOMEM, "no memory for the metrics");
	return NULL;
}
