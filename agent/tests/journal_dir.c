/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_dir.c: see journal_dir.h. */
#include "journal_dir.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit.h"

void
journal_dir_make(struct journal_dir *dir)
{
	strcpy(dir->top, "/tmp/test-journal-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir->top));
	(void)snprintf(dir->path, sizeof(dir->path), "%s/crossings", dir->top);
	(void)snprintf(dir->file, sizeof(dir->file), "%s/" SAMPLE_UUID ".journal", dir->path);
}

static int
drop_one(const char *path, const struct stat *is, int type, struct FTW *where)
{
	(void)is;
	(void)type;
	(void)where;
	return remove(path);
}

void
journal_dir_drop(const struct journal_dir *dir)
{
	CU_ASSERT_EQUAL(nftw(dir->top, drop_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

char *
journal_dir_text(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 1 << 16);

	if (!file || !text)
		abort();
	(void)fread(text, 1, (1 << 16) - 1, file);
	(void)fclose(file);
	return text;
}

void
journal_dir_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "a");

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT(fputs(text, file) >= 0);
	(void)fclose(file);
}

struct journal *
journal_dir_begin(const struct journal_dir *dir, const char *uuid)
{
	struct journal_begin begin = sample_begin;
	struct journal *journal = NULL;
	struct err err;

	begin.uuid = uuid;
	CU_ASSERT_EQUAL_FATAL(journal_create(dir->path, &begin, &journal, &err), 0);
	return journal;
}

void
journal_dir_begin_and_end(const struct journal_dir *dir, const char *uuid)
{
	struct journal *journal = journal_dir_begin(dir, uuid);
	struct err err;

	CU_ASSERT_EQUAL(journal_end(journal, OUTCOME_OK, "", &err), 0);
	journal_close(journal);
}

static int
note_status(void *arg, const struct journal_entry *entry)
{
	*(enum journal_status *)arg = entry->status;
	return 0;
}

enum journal_status
journal_dir_status(const struct journal_dir *dir)
{
	enum journal_status is = JOURNAL_BAD;
	struct err err;

	CU_ASSERT_EQUAL(journal_scan(dir->path, note_status, &is, &err), 0);
	return is;
}
