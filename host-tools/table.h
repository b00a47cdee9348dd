/* SPDX-License-Identifier: BSD-3-Clause */
/* table.h: columns of text, as wide as their widest cell. Neighbours: status.c, pairs.c and vfs.c print with
 * it. */
#ifndef VFERRY_TABLE_H
#define VFERRY_TABLE_H

#include <stdio.h>

#define TABLE_COLUMNS_MAX 10
#define TABLE_ROWS_MAX    1032 /* a host's VFs, INVENTORY_VFS_MAX, and the heads */
#define TABLE_CELL_MAX    160  /* bytes; longer cells are cut */

/* Zeroed is empty. */
struct table {
	unsigned int columns, rows;
	char cells[TABLE_ROWS_MAX][TABLE_COLUMNS_MAX][TABLE_CELL_MAX];
};

/* Adds a row; cells are cleaned for a terminal. The first row decides how many columns there are, and rows
 * past TABLE_ROWS_MAX are dropped. */
void table_add(struct table *table, unsigned int columns, const char *const *cells);

#define TABLE_ADD(table, ...)                                                          \
	table_add(table, sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *), \
	          (const char *const[]){__VA_ARGS__})

void table_print(const struct table *table, FILE *out);

#endif
