/* SPDX-License-Identifier: BSD-3-Clause */
/* summary.c: see summary.h. */
#include "summary.h"

#include <inttypes.h>
#include <stdio.h>

static void
print_packets(const struct packets_by_path *is, FILE *out)
{
	fprintf(out,
	        "; packets in/out: source VF %" PRIu64 "/%" PRIu64 ", backup %" PRIu64 "/%" PRIu64
	        ", destination VF %" PRIu64 "/%" PRIu64,
	        is->source_vf.received, is->source_vf.sent, is->backup.received, is->backup.sent,
	        is->destination_vf.received, is->destination_vf.sent);
}

static void
print_pair(const struct report_pair *pair, FILE *out)
{
	const struct report_vf *vf = &pair->destination_vf;

	fprintf(out, "%s: traffic on the %s%s%s", pair->mac, pair->path,
	        pair->vf_destination[0] ? ", VF " : "", pair->vf_destination);
	if (vf->pci[0])
		fprintf(out, " at %s", vf->pci);
	if (vf->pci[0] && vf->index >= 0)
		fprintf(out, ", number %d of %s", vf->index, vf->pf_netdev[0] ? vf->pf_netdev : vf->pf);
	if (pair->has_packets)
		print_packets(&pair->packets, out);
	fprintf(out, "\n");
}

size_t
summary_text(const struct report *report, char *text, size_t size)
{
	const struct report_marks *m = &report->marks;
	FILE *out = fmemopen(text, size, "w");
	long length;

	if (!out) {
		text[0] = '\0';
		return 0;
	}
	fprintf(out, "%s runs on %s", report->domain,
	        report->destination[0] ? report->destination : report->source);
	if (m->end > m->start)
		fprintf(out, " after %.1f s", (double)(m->end - m->start) / 1e6);
	if (report->downtime_ms)
		fprintf(out, ", paused for %" PRIu64 " ms", report->downtime_ms);
	if (report->memory_bytes)
		fprintf(out, ", %.0f MiB copied", (double)report->memory_bytes / 1048576);
	fprintf(out, "\n");
	for (unsigned int i = 0; i < report->npairs; i++)
		print_pair(&report->pairs[i], out);
	length = ftell(out);
	fclose(out);
	return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}
