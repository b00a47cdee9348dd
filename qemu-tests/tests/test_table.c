/* SPDX-License-Identifier: BSD-3-Clause */
/* test_table.c: which rows the removal matrix has. */
#include <string.h>

#include "matrix/table.h"
#include "tests/unit.h"

#define MAX 256
static struct row rows[MAX];

static void
every_row(void)
{
	size_t n = table_rows(rows, MAX, NULL, 0), vfio = 0;
	size_t any = 0;

	for (unsigned int i = 0; i < nsurprises; i++)
		any += surprises[i].driver == NULL;
	for (size_t i = 0; i < n; i++) {
		const char *only = rows[i].surprise->driver;

		CU_ASSERT(only == NULL || strcmp(only, rows[i].driver) == 0);
		vfio += only != NULL;
	}
	CU_ASSERT_EQUAL(vfio, (size_t)3 * (nsurprises - any));
	CU_ASSERT_EQUAL(n, (size_t)3 * 4 * any + vfio);
}

/* One guest serves all rows of a stand: they follow each other. */
static void
by_stand(void)
{
	size_t n = table_rows(rows, MAX, NULL, 0), changes = 1;

	for (size_t i = 1; i < n; i++)
		changes += strcmp(rows[i].kernel, rows[i - 1].kernel) != 0 ||
		           strcmp(rows[i].driver, rows[i - 1].driver) != 0 ||
		           rows[i].surprise->stand != rows[i - 1].surprise->stand;
	CU_ASSERT_EQUAL(changes, (size_t)3 * 4 * STANDS);
}

static void
some_rows(void)
{
	const char *const some[] = {"6.12/vfio-pci/decode-off", "5.10/*/device-del"};
	const char *const wrong[] = {"6.13/*"};

	CU_ASSERT_EQUAL(table_rows(rows, MAX, some, 2), 5);
	CU_ASSERT_STRING_EQUAL(rows[0].kernel, "5.10");
	CU_ASSERT_STRING_EQUAL(rows[4].surprise->name, "decode-off");
	CU_ASSERT_EQUAL(table_rows(rows, MAX, wrong, 1), 0);
	CU_ASSERT_EQUAL(table_rows(rows, 3, NULL, 0), 3);
}

/* Every removal has what it needs to be one, and a name of its own. */
static void
complete(void)
{
	for (unsigned int i = 0; i < nsurprises; i++) {
		CU_ASSERT(surprises[i].pull != NULL && surprises[i].put_back != NULL);
		for (unsigned int k = 0; k < i; k++)
			CU_ASSERT(strcmp(surprises[i].name, surprises[k].name) != 0);
	}
}

static const struct unit_test tests[] = {
        {"every row", every_row},
        {"by stand", by_stand},
        {"some rows", some_rows},
        {"complete", complete},
};

UNIT_MAIN("table", tests)
