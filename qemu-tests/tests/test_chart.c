/* SPDX-License-Identifier: BSD-3-Clause */
/* test_chart.c: what a chart looks like, to the letter. */
#include "chart.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit.h"

/* The chart's text; the caller frees it. */
static char *
drawn(const struct chart *chart)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	chart_print(out, chart);
	(void)fclose(out);
	return text;
}

static void
expect(const struct chart *chart, const char *wanted)
{
	char *text = drawn(chart);

	CU_ASSERT_STRING_EQUAL(text, wanted);
	free(text);
}

static const uint64_t up[] = {0, 1, 2, 3, 4, 5, 6, 7, 8}, lost[] = {0, 0, 0, 0, 0, 0, 0, 0, 1};

static void
test_levels(void)
{
	const struct chart_row rows[] = {{"up", up}, {"lost", lost}};
	struct chart chart = {.rows = rows, .nrows = 2, .nsamples = 9, .columns = 80, .ascii = true};

	expect(&chart, "up               .:-=+*%#\n"
	               "lost                    .\n");
	chart.ascii = false;
	expect(&chart, "up               ▁▂▃▄▅▆▇█\n"
	               "lost                    ▁\n");
}

static void
test_small_amount_is_seen(void)
{
	const uint64_t amounts[] = {1, 100000};
	const struct chart_row row = {"one", amounts};
	const struct chart chart = {.rows = &row, .nrows = 1, .nsamples = 2, .columns = 80, .ascii = true};

	expect(&chart, "one             .#\n");
}

static void
test_samples_are_summed_to_fit(void)
{
	const uint64_t amounts[] = {1, 1, 2, 2, 4, 4};
	const struct chart_row row = {"sums", amounts};
	const struct chart chart = {
	        .rows = &row, .nrows = 1, .nsamples = 6, .columns = CHART_LABEL + 3, .ascii = true};

	expect(&chart, "sums            :=#\n");
}

static void
test_marks(void)
{
	const struct chart_row row = {"up", up};
	const struct chart_mark marks[] = {{0, "ab"}, {1, "hidden"}, {3, "cd"}, {8, "too long"}};
	const struct chart chart = {.rows = &row,
	                            .nrows = 1,
	                            .nsamples = 9,
	                            .columns = 80,
	                            .marks = marks,
	                            .nmarks = 4,
	                            .ascii = true};

	expect(&chart, "up               .:-=+*%#\n"
	               "                ab cd \n");
}

static void
test_nothing_to_draw(void)
{
	const struct chart_row row = {"up", up};
	const struct chart none = {.rows = &row, .nrows = 1, .nsamples = 0, .columns = 80};
	const struct chart narrow = {.rows = &row, .nrows = 1, .nsamples = 9, .columns = CHART_LABEL};

	expect(&none, "");
	expect(&narrow, "");
}

static const struct unit_test tests[] = {
        {"levels and glyphs", test_levels},
        {"a small amount never looks like none", test_small_amount_is_seen},
        {"samples are summed to fit the width", test_samples_are_summed_to_fit},
        {"marks below, without overlap", test_marks},
        {"nothing to draw", test_nothing_to_draw},
};

UNIT_MAIN("chart", tests)
