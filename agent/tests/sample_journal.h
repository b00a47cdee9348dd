/* SPDX-License-Identifier: BSD-3-Clause */
/* sample_journal.h: records of a crossing that uses everything there is. Neighbours: test_journal*.c,
 * read_journal.c. */
#ifndef VFERRY_SAMPLE_JOURNAL_H
#define VFERRY_SAMPLE_JOURNAL_H

#include "journal.h"

#define SAMPLE_UUID    "c7a5fdbd-edaf-9455-926a-d65c16db1809"
#define SAMPLE_UUID_2  "c7a5fdbd-edaf-9455-926a-d65c16db1810"
#define SAMPLE_RECORDS 8

/* The shortest line that begins a crossing. */
#define SAMPLE_LEAST SAMPLE_LEAST_OF("migrate")
#define SAMPLE_LEAST_OF(method)                                                                          \
	"{\"v\":1,\"kind\":\"begin\",\"method\":\"" method "\",\"domain\":\"a\",\"uuid\":\"" SAMPLE_UUID \
	"\",\"time_us\":0,\"wish\":{\"domain\":\"a\"}}\n"

/* With every field of the wish given. */
extern const struct journal_begin sample_begin;

/* In an order in which they may stand, each kind at least once; the last is the end. */
extern const struct journal_record sample_records[SAMPLE_RECORDS];

/* Whether both say the same; texts may be NULL. */
bool sample_same(const char *one, const char *other);
bool sample_same_begin(const struct journal_begin *one, const struct journal_begin *other);
bool sample_same_pairs(const struct journal_pair *one, unsigned int n, const struct journal_pair *other,
                       unsigned int m);

#endif
