/* SPDX-License-Identifier: BSD-3-Clause */
/* table.h: the rows of a removal table: which ones are wanted, and how they are shown. Pure but for the
 * printing. Neighbours: measure.c fills them, programs/run-matrix.c and programs/bench-removal.c print them.
 */
#ifndef LAB_TABLE_H
#define LAB_TABLE_H

#include "matrix/surprise.h"

struct row {
	const char *kernel, *driver;
	const struct surprise *surprise;
	struct result result;
	bool done; /* result is there */
};

/* Whether the shell patterns (npatterns of them) have KERNEL/DRIVER/SURPRISE; none at all: yes. */
bool table_wants(const struct row *row, const char *const *patterns, size_t npatterns);
/* All rows that make sense and are wanted, kernel by kernel and driver by driver; the number, at most max. */
size_t table_rows(struct row *rows, size_t max, const char *const *patterns, size_t npatterns);
/* The heading, and one row below it: without a newline inside. */
void table_head(void);
void table_print(const struct row *row);
/* The closing line "WHAT: N passed, N failed, N skipped", after a line SKIP for each row that was not tried.
 * False when one failed or none passed. */
bool table_sum(const char *what, const struct row *rows, size_t n);

#endif
