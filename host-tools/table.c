/* SPDX-License-Identifier: BSD-3-Clause */
/* table.c: see table.h. */
#include "table.h"

#include "text.h"

void
table_add(struct table *table, unsigned int columns, const char *const *cells)
{
	if (table->rows == TABLE_ROWS_MAX)
		return;
	if (table->rows == 0)
		table->columns = columns < TABLE_COLUMNS_MAX ? columns : TABLE_COLUMNS_MAX;
	for (unsigned int i = 0; i < table->columns && i < columns; i++) {
		char *cell = table->cells[table->rows][i];

		snprintf(cell, TABLE_CELL_MAX, "%s", cells[i]);
		text_clean(cell);
	}
	table->rows++;
}

static size_t
column_width(const struct table *table, unsigned int column)
{
	size_t width = 0;

	for (unsigned int row = 0; row < table->rows; row++) {
		size_t columns = text_columns(table->cells[row][column]);

		width = columns > width ? columns : width;
	}
	return width;
}

/* Cells after it are empty and need no blanks. */
static unsigned int
last_cell(const struct table *table, unsigned int row)
{
	unsigned int last = table->columns;

	while (last > 1 && !table->cells[row][last - 1][0])
		last--;
	return last - 1;
}

void
table_print(const struct table *table, FILE *out)
{
	size_t widths[TABLE_COLUMNS_MAX] = {0};

	for (unsigned int i = 0; i < table->columns; i++)
		widths[i] = column_width(table, i);
	for (unsigned int row = 0; row < table->rows; row++) {
		unsigned int last = last_cell(table, row);

		for (unsigned int i = 0; i <= last; i++) {
			const char *cell = table->cells[row][i];
			size_t gap = i < last ? widths[i] - text_columns(cell) + 2 : 0;

			fprintf(out, "%s%*s", cell, (int)gap, "");
		}
		fputc('\n', out);
	}
}
