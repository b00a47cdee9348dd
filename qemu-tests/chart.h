/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * chart.h: amounts over time as rows of blocks that a person can read in a terminal. Pure: numbers in, text
 * out. Neighbours: demo (packets by path), count.h (where the numbers come from).
 *
 *   hosta VF      ████████▅
 *   hosta backup          ▃████████▂
 *   hostb backup                    ▆████▄
 *   hostb VF                             ▄████████
 *   lost                           ▁
 *                 before    copy     arrival  after
 */
#ifndef VFERRY_CHART_H
#define VFERRY_CHART_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define CHART_LABEL 16 /* columns for a row's name */

struct chart_row {
	const char *name;
	const uint64_t *amounts; /* one for each sample */
};

/* A name below the chart at the sample where it begins; in ascending order. One too close to the former is
 * left out. */
struct chart_mark {
	unsigned int sample;
	const char *name;
};

struct chart {
	const struct chart_row *rows;
	unsigned int nrows;
	unsigned int nsamples; /* of every row */
	const struct chart_mark *marks;
	unsigned int nmarks;
	unsigned int columns; /* of the terminal, label included; samples are summed to fit */
	bool ascii;           /* ' .:-=+*#' in place of block characters */
};

/*
 * Prints the chart. All rows share one scale: a full block is the largest amount of any column of any row. An
 * amount that is not zero never shows as empty. Prints nothing when there are no samples or no room.
 */
void chart_print(FILE *out, const struct chart *chart);

#endif
