/* SPDX-License-Identifier: BSD-3-Clause */
/* summary.c: see summary.h. */
#include "summary.h"

#include <inttypes.h>
#include <stdio.h>

/* "" where there is none. */
static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static json_int_t
number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static void
print_packets(const json_t *packets, FILE *out)
{
	static const struct {
		const char *name, *text;
	} paths[] = {{"source_vf", "source VF"}, {"backup", "backup"}, {"destination_vf", "destination VF"}};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const json_t *path = json_object_get(packets, paths[i].name);

		fprintf(out, "%s%s %" JSON_INTEGER_FORMAT "/%" JSON_INTEGER_FORMAT,
		        i == 0 ? "; packets in/out: " : ", ", paths[i].text, number_of(path, "received"),
		        number_of(path, "sent"));
	}
}

static void
print_pair(const json_t *pair, FILE *out)
{
	const json_t *vf = json_object_get(pair, "destination_vf"), *index = json_object_get(vf, "index"),
	             *packets = json_object_get(pair, "packets");
	const char *device = text_of(pair, "vf_destination"), *netdev = text_of(vf, "pf_netdev");

	fprintf(out, "%s: traffic on the %s%s%s", text_of(pair, "mac"), text_of(pair, "path"),
	        device[0] ? ", VF " : "", device);
	if (json_is_object(vf))
		fprintf(out, " at %s", text_of(vf, "pci"));
	if (json_is_integer(index))
		fprintf(out, ", number %" JSON_INTEGER_FORMAT " of %s", json_integer_value(index),
		        netdev[0] ? netdev : text_of(vf, "pf"));
	if (packets)
		print_packets(packets, out);
	fprintf(out, "\n");
}

size_t
summary_text(const json_t *report, char *text, size_t size)
{
	const json_t *pairs = json_object_get(report, "pairs");
	const char *destination = text_of(report, "destination");
	double elapsed_ms = json_number_value(json_object_get(report, "elapsed_ms"));
	FILE *out = fmemopen(text, size, "w");
	long length;

	if (!out) {
		text[0] = '\0';
		return 0;
	}
	fprintf(out, "%s runs on %s", text_of(report, "domain"),
	        destination[0] ? destination : text_of(report, "source"));
	if (elapsed_ms > 0)
		fprintf(out, " after %.1f s", elapsed_ms / 1e3);
	if (number_of(report, "downtime_ms"))
		fprintf(out, ", paused for %" JSON_INTEGER_FORMAT " ms", number_of(report, "downtime_ms"));
	if (number_of(report, "memory_bytes"))
		fprintf(out, ", %.0f MiB copied", (double)number_of(report, "memory_bytes") / 1048576);
	fprintf(out, "\n");
	for (size_t i = 0; i < json_array_size(pairs); i++)
		print_pair(json_array_get(pairs, i), out);
	length = ftell(out);
	fclose(out);
	return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}
