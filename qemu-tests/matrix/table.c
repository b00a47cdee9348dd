/* SPDX-License-Identifier: BSD-3-Clause */
/* table.c: see table.h. */
#include "matrix/table.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

static const char *const kernels[] = {"5.10", "6.1", "6.12"};
static const char *const drivers[] = {"igb_uio", "igb_uio-debian", "uio_pci_generic", "vfio-pci"};
#define N(array) (sizeof(array) / sizeof((array)[0]))

bool
table_wants(const struct row *row, const char *const *patterns, size_t npatterns)
{
	char name[96];

	snprintf(name, sizeof(name), "%s/%s/%s", row->kernel, row->driver, row->surprise->name);
	for (size_t i = 0; i < npatterns; i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return true;
	return npatterns == 0;
}

/* By stand, so that one guest serves all of its surprises. */
static size_t
rows_of(const char *kernel, const char *driver, struct row *rows, size_t max, const char *const *patterns,
        size_t npatterns)
{
	size_t n = 0;

	for (int stand = 0; stand < STANDS; stand++)
		for (unsigned int i = 0; i < nsurprises && n < max; i++) {
			const struct surprise *s = &surprises[i];

			rows[n] = (struct row){.kernel = kernel, .driver = driver, .surprise = s};
			if ((int)s->stand == stand && (s->driver == NULL || strcmp(s->driver, driver) == 0) &&
			    table_wants(&rows[n], patterns, npatterns))
				n++;
		}
	return n;
}

size_t
table_rows(struct row *rows, size_t max, const char *const *patterns, size_t npatterns)
{
	size_t n = 0;

	for (size_t k = 0; k < N(kernels); k++)
		for (size_t d = 0; d < N(drivers); d++)
			n += rows_of(kernels[k], drivers[d], rows + n, max - n, patterns, npatterns);
	return n;
}

void
table_head(void)
{
	printf("%-7s %-15s %-15s %8s %8s %8s %6s %5s %9s %6s %8s %5s %s\n", "kernel", "driver", "removal",
	       "before", "outage", "silence", "lost", "twice", "teardown", "backup", "VF again", "log",
	       "verdict");
}

void
table_print(const struct row *row)
{
	const struct result *r = &row->result;
	char why[400], teardown[24] = "never", again[24] = "never";

	printf("%-7s %-15s %-15s ", row->kernel, row->driver, row->surprise->name);
	if (r->skipped[0] != '\0') {
		printf("skipped: %s\n", r->skipped);
		return;
	}
	if (r->gone)
		snprintf(teardown, sizeof(teardown), "%.0f ms", r->teardown_ms);
	else if (row->surprise->limits.teardown_ms == 0)
		snprintf(teardown, sizeof(teardown), "-");
	if (r->again)
		snprintf(again, sizeof(again), "%.1f s", r->again_ms / 1e3);
	verdict(r, &row->surprise->limits, why, sizeof(why));
	printf("%5llu ms %5llu ms %5llu ms %6llu %5llu %9s %6s %8s %5s %s%s\n",
	       (unsigned long long)r->before_us / 1000, (unsigned long long)r->outage_us / 1000,
	       (unsigned long long)r->silence_us / 1000, (unsigned long long)r->lost,
	       (unsigned long long)r->doubled, teardown, r->backup ? "yes" : "no", again,
	       r->log[0] == '\0' ? "clean" : "dirty", why[0] == '\0' ? "ok" : "FAILED: ", why);
}

bool
table_sum(const char *what, const struct row *rows, size_t n)
{
	unsigned int passed = 0, failed = 0, skipped = 0;
	char why[400];

	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];

		if (row->result.skipped[0] != '\0') {
			printf("SKIP %s/%s/%s: %s\n", row->kernel, row->driver, row->surprise->name,
			       row->result.skipped);
			skipped++;
		} else if (row->done && verdict(&row->result, &row->surprise->limits, why, sizeof(why))) {
			passed++;
		} else {
			failed++;
		}
	}
	printf("%s: %u passed, %u failed, %u skipped\n", what, passed, failed, skipped);
	return failed == 0 && passed > 0;
}
