/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_dir.h: a folder for the journals of one test. Neighbours: test_journal_*.c. */
#ifndef VFERRY_JOURNAL_DIR_H
#define VFERRY_JOURNAL_DIR_H

#include "journal_file.h"
#include "sample_journal.h"

struct journal_dir {
	char top[32];  /* made */
	char path[48]; /* of the journals: in it, not yet there */
	char file[96]; /* of the journal of SAMPLE_UUID */
};

void journal_dir_make(struct journal_dir *dir);
/* With all that is in it. */
void journal_dir_drop(const struct journal_dir *dir);

/* A whole file, malloc'ed and NUL-terminated; it must be there. */
char *journal_dir_text(const char *path);
void journal_dir_write(const char *path, const char *text);

/* Begins a journal of that domain as sample_begin, else the test ends; ended: and ends it. */
struct journal *journal_dir_begin(const struct journal_dir *dir, const char *uuid);
void journal_dir_begin_and_end(const struct journal_dir *dir, const char *uuid);

/* Of the last journal in the folder; JOURNAL_BAD when there is none. */
enum journal_status journal_dir_status(const struct journal_dir *dir);

#endif
