/* SPDX-License-Identifier: BSD-3-Clause */
/* report.c: see report.h. */
#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct mark {
	const char *name;
	uint64_t at_us;
};

/* Milliseconds since the crossing began, to the microsecond. */
static json_t *
moment(const struct report *report, uint64_t at_us)
{
	uint64_t start = report->marks.start;

	return json_real(at_us > start ? (double)(at_us - start) / 1000.0 : 0.0);
}

json_t *
report_text(const char *text)
{
	json_t *string = json_string(text);
	char ascii[512];
	size_t n = 0;

	if (string)
		return string;
	for (; n < sizeof(ascii) - 1 && text[n]; n++)
		ascii[n] = (unsigned char)text[n] < 0x80 ? text[n] : '?';
	return json_stringn(ascii, n);
}

static json_t *
marks(const struct report *report)
{
	const struct report_marks *m = &report->marks;
	const struct mark all[] = {
	        {"prepare", m->prepare},   {"released", m->released},   {"detached", m->detached},
	        {"copy", m->copy},         {"suspended", m->suspended}, {"resumed", m->resumed},
	        {"attached", m->attached}, {"adopt", m->adopt},         {"active", m->active},
	        {"end", m->end},
	};
	json_t *object = json_object();

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		json_object_set_new(object, all[i].name,
		                    all[i].at_us ? moment(report, all[i].at_us) : json_null());
	return object;
}

static json_t *
steps(const struct report *report)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < report->nsteps; i++) {
		const struct report_step *s = &report->steps[i];
		uint64_t end = s->end_us > s->start_us ? s->end_us : s->start_us;

		json_array_append_new(
		        array, json_pack("{s:i,s:s,s:s,s:o,s:f,s:i,s:b,s:o}", "crossing", 1, "name", s->name,
		                         "host", s->host, "start_ms", moment(report, s->start_us),
		                         "elapsed_ms", (double)(end - s->start_us) / 1000.0, "attempts",
		                         (int)s->attempts, "ok", s->ok, "note", report_text(s->note)));
	}
	return array;
}

static json_t *
vf(const struct report_vf *is)
{
	if (!is->pci[0])
		return json_null();
	return json_pack("{s:o,s:s,s:s,s:s,s:o}", "host", report_text(is->host), "pci", is->pci, "pf", is->pf,
	                 "pf_netdev", is->pf_netdev, "index",
	                 is->index < 0 ? json_null() : json_integer(is->index));
}

static json_t *
count(const struct wire_count *is)
{
	return json_pack("{s:I,s:I}", "received", (json_int_t)is->received, "sent", (json_int_t)is->sent);
}

static json_t *
packets(const struct packets_by_path *is)
{
	return json_pack("{s:o,s:o,s:o}", "source_vf", count(&is->source_vf), "backup", count(&is->backup),
	                 "destination_vf", count(&is->destination_vf));
}

static json_t *
pair(const struct report_pair *is)
{
	json_t *object =
	        json_pack("{s:s,s:o,s:s,s:s,s:s,s:s,s:o,s:o}", "mac", is->mac, "vlan",
	                  is->vlan ? json_integer(is->vlan) : json_null(), "vf_source", is->vf_source,
	                  "vf_destination", is->vf_destination, "backup", is->backup, "path", is->path,
	                  "source_vf", vf(&is->source_vf), "destination_vf", vf(&is->destination_vf));

	if (is->has_packets)
		json_object_set_new(object, "packets", packets(&is->packets));
	return object;
}

static json_t *
pairs(const struct report *report)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < report->npairs; i++)
		json_array_append_new(array, pair(&report->pairs[i]));
	return array;
}

static void
started(const struct report *report, char *text, size_t size)
{
	time_t seconds = (time_t)(report->realtime_us / 1000000);
	struct tm tm;
	char day[32];

	gmtime_r(&seconds, &tm);
	(void)strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(text, size, "%s.%06uZ", day, (unsigned int)(report->realtime_us % 1000000));
}

json_t *
report_json(const struct report *report)
{
	uint64_t end = report->marks.end > report->marks.start ? report->marks.end : report->marks.start;
	char when[64];

	started(report, when, sizeof(when));
	return json_pack("{s:i,s:s,s:o,s:s,s:s,s:s,s:i,s:o,s:s,s:f,s:o,s:I,s:o,s:o,s:o}", "version", 1,
	                 "tool", "vferry " VFERRY_VERSION, "domain", report_text(report->domain), "source",
	                 report->source, "destination", report->destination, "result",
	                 outcome_name(report->outcome), "exit_code", (int)report->outcome, "message",
	                 report_text(report->message), "started", when, "elapsed_ms",
	                 (double)(end - report->marks.start) / 1000.0, "downtime_ms",
	                 report->downtime_ms ? json_integer((json_int_t)report->downtime_ms) : json_null(),
	                 "memory_bytes", (json_int_t)report->memory_bytes, "marks_ms", marks(report), "steps",
	                 steps(report), "pairs", pairs(report));
}

int
report_write(const json_t *json, const char *path, struct err *err)
{
	FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
	bool failed;

	if (!file)
		return err_set(err, -errno, "cannot write the report to %s: %s", path, strerror(errno));
	failed = json_dumpf(json, file, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) < 0 ||
	         fputc('\n', file) == EOF || fflush(file) == EOF;
	if (file != stdout)
		failed |= fclose(file) == EOF;
	return failed ? err_set(err, -EIO, "cannot write the report to %s: %s", path, strerror(errno)) : 0;
}

void
report_clear(struct report *report)
{
	memset(report, 0, sizeof(*report));
}
