/* SPDX-License-Identifier: BSD-3-Clause */
/* sample_journal.c: see sample_journal.h. */
#include "sample_journal.h"

#include <string.h>

#define M1      "52:54:00:00:00:01"
#define M2      "52:54:00:00:00:02"
#define VF(pci) "<interface type='hostdev'>\n\t<source \"" pci "\"/>\n</interface>\n"

static const struct crossing_dest_vf dest_vfs[] = {{M1, VF("0000:01:10.0")}, {NULL, VF("Größe \\ 0000")}};

static const struct plan_limits limits = {
        .timeout_ms = {[STEP_PREPARE] = 30000, [STEP_ABANDON] = UINT32_MAX},
        .attempts = {[STEP_CHECK] = 1, [STEP_ABANDON] = 2},
};

static struct journal_pair pairs[] = {{M1, VF("0000:01:10.0"), VF("0000:02:10.0")},
                                      {M2, VF("0000:01:10.2"), NULL}};

#define BEGIN                                                                                        \
	{                                                                                            \
		.domain = "router 7 \"\xc3\xa9\"", .uuid = SAMPLE_UUID, .time_us = 1700000000123456, \
		.wish = {.kind = CROSSING_RESTORE,                                                   \
		         .source_uri = "qemu:///system",                                             \
		         .destination_uri = "qemu+ssh://right.example.org/system",                   \
		         .domain = "router7",                                                        \
		         .vf = "ua-vf",                                                              \
		         .backup = "ua-backup",                                                      \
		         .dest_vfs = dest_vfs,                                                       \
		         .ndest_vfs = 2,                                                             \
		         .migrate_uri = "tcp://192.0.2.1",                                           \
		         .live = true,                                                               \
		         .p2p = true,                                                                \
		         .persistent = true,                                                         \
		         .undefine_source = true,                                                    \
		         .require_vf = true,                                                         \
		         .bandwidth_mib = 1ull << 40,                                                \
		         .prepare_s = 300,                                                           \
		         .timeout_s = UINT32_MAX,                                                    \
		         .limits = &limits},                                                         \
	}

const struct journal_begin sample_begin = BEGIN;

const struct journal_record sample_records[SAMPLE_RECORDS] = {
        {.kind = JOURNAL_BEGIN, .begin = BEGIN},
        {.kind = JOURNAL_STEP, .step = STEP_CHECK, .attempt = 1},
        {.kind = JOURNAL_CHECKED, .pairs = pairs, .npairs = 2},
        {.kind = JOURNAL_STEP, .step = STEP_DETACH, .attempt = 1},
        {.kind = JOURNAL_STEP, .step = STEP_DETACH, .attempt = 2},
        {.kind = JOURNAL_TURNED, .host = PLAN_SOURCE},
        {.kind = JOURNAL_STEP, .step = STEP_REATTACH, .attempt = 1},
        {.kind = JOURNAL_END, .outcome = OUTCOME_BACK_ON_VF, .message = "detach: \"it\"\n stays"},
};

bool
sample_same(const char *one, const char *other)
{
	return one && other ? strcmp(one, other) == 0 : one == other;
}

static bool
same_limits(const struct plan_limits *one, const struct plan_limits *other)
{
	return one && other ? memcmp(one, other, sizeof(*one)) == 0 : one == other;
}

static bool
same_wish(const struct crossing_wish *one, const struct crossing_wish *other)
{
	bool is = one->ndest_vfs == other->ndest_vfs;

	for (unsigned int i = 0; is && i < one->ndest_vfs; i++)
		is = sample_same(one->dest_vfs[i].mac, other->dest_vfs[i].mac) &&
		     sample_same(one->dest_vfs[i].xml, other->dest_vfs[i].xml);
	return is && sample_same(one->source_uri, other->source_uri) &&
	       sample_same(one->destination_uri, other->destination_uri) &&
	       sample_same(one->domain, other->domain) && sample_same(one->vf, other->vf) &&
	       sample_same(one->backup, other->backup) && sample_same(one->migrate_uri, other->migrate_uri) &&
	       one->live == other->live && one->p2p == other->p2p && one->persistent == other->persistent &&
	       one->undefine_source == other->undefine_source && one->require_vf == other->require_vf &&
	       one->bandwidth_mib == other->bandwidth_mib && one->kind == other->kind &&
	       one->prepare_s == other->prepare_s && same_limits(one->limits, other->limits) &&
	       one->timeout_s == other->timeout_s;
}

bool
sample_same_begin(const struct journal_begin *one, const struct journal_begin *other)
{
	return sample_same(one->domain, other->domain) && sample_same(one->uuid, other->uuid) &&
	       one->time_us == other->time_us && same_wish(&one->wish, &other->wish);
}

bool
sample_same_pairs(const struct journal_pair *one, unsigned int n, const struct journal_pair *other,
                  unsigned int m)
{
	bool is = n == m;

	for (unsigned int i = 0; is && i < n; i++)
		is = sample_same(one[i].mac, other[i].mac) && sample_same(one[i].source, other[i].source) &&
		     sample_same(one[i].destination, other[i].destination);
	return is;
}
