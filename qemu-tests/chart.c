/* SPDX-License-Identifier: BSD-3-Clause */
/* chart.c: see chart.h. */
#include "chart.h"

#include <string.h>

static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const letters[] = {" ", ".", ":", "-", "=", "+", "*", "%", "#"};
#define LEVELS 8

/* How samples fall into columns: column c holds the samples from first_of(c) up to first_of(c + 1). */
struct fit {
	unsigned int nsamples, columns;
};

static unsigned int
first_of(const struct fit *fit, unsigned int column)
{
	return (unsigned int)((uint64_t)column * fit->nsamples / fit->columns);
}

static uint64_t
amount_in(const struct fit *fit, const struct chart_row *row, unsigned int column)
{
	uint64_t sum = 0;

	for (unsigned int i = first_of(fit, column); i < first_of(fit, column + 1); i++)
		sum += row->amounts[i];
	return sum;
}

static uint64_t
largest(const struct chart *chart, const struct fit *fit)
{
	uint64_t max = 0;

	for (unsigned int r = 0; r < chart->nrows; r++)
		for (unsigned int c = 0; c < fit->columns; c++) {
			uint64_t amount = amount_in(fit, &chart->rows[r], c);

			if (amount > max)
				max = amount;
		}
	return max;
}

static unsigned int
level(uint64_t amount, uint64_t max)
{
	unsigned int l;

	if (amount == 0 || max == 0)
		return 0;
	l = (unsigned int)((amount * LEVELS + max / 2) / max);
	return l == 0 ? 1 : l;
}

static void
print_marks(FILE *out, const struct chart *chart, const struct fit *fit)
{
	unsigned int at = 0;

	fprintf(out, "%-*s", CHART_LABEL, "");
	for (unsigned int m = 0; m < chart->nmarks; m++) {
		unsigned int column =
		        (unsigned int)((uint64_t)chart->marks[m].sample * fit->columns / fit->nsamples);
		unsigned int width = (unsigned int)strlen(chart->marks[m].name);

		if (column < at || column + width > fit->columns)
			continue;
		fprintf(out, "%*s%s ", (int)(column - at), "", chart->marks[m].name);
		at = column + width + 1;
	}
	fputc('\n', out);
}

void
chart_print(FILE *out, const struct chart *chart)
{
	const char *const *glyphs = chart->ascii ? letters : blocks;
	struct fit fit = {chart->nsamples, 0};
	uint64_t max;

	if (chart->nsamples == 0 || chart->columns <= CHART_LABEL)
		return;
	fit.columns = chart->columns - CHART_LABEL;
	if (fit.columns > chart->nsamples)
		fit.columns = chart->nsamples;
	max = largest(chart, &fit);
	for (unsigned int r = 0; r < chart->nrows; r++) {
		fprintf(out, "%-*.*s", CHART_LABEL, CHART_LABEL - 1, chart->rows[r].name);
		for (unsigned int c = 0; c < fit.columns; c++)
			fputs(glyphs[level(amount_in(&fit, &chart->rows[r], c), max)], out);
		fputc('\n', out);
	}
	if (chart->nmarks)
		print_marks(out, chart, &fit);
}
