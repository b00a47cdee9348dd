/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * journal_folder.h: the folder of the journals, its lock, and one file in it. Neighbours: journal_file.c
 * writes, journal_scan.c looks around. Not for others.
 *
 * Locks: the folder's first, then a file's. The folder's is waited for, a file's never.
 */
#ifndef VFERRY_JOURNAL_FOLDER_H
#define VFERRY_JOURNAL_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "journal.h"

#define JOURNAL_NAME_SIZE 64 /* a UUID, ".journal.bad" and NUL take 49 */

/* A file of the folder. fds are -1 when not open. */
struct journal_place {
	char *dir;
	int folder;
	char uuid[37];
	int fd;
	bool live; /* another process holds its lock */
};

/* How a place is opened. */
enum journal_make {
	JOURNAL_MAKE_NOTHING,
	JOURNAL_MAKE_FILE, /* and the folder, if they are not there */
};

/*
 * Opens the folder and locks it. 0; -ENOENT when there is none; -ELOOP, -ENOTDIR when it is no folder. *place
 * is to be left with journal_leave() in any case.
 */
int journal_enter(struct journal_place *place, const char *dir, enum journal_make make, struct err *err);

/*
 * With the folder locked: opens uuid's file, and locks it unless another process does. 0; -EINVAL when uuid
 * is none; -ENOENT; -ELOOP or -EBADMSG when it is no plain file.
 */
int journal_take(struct journal_place *place, const char *uuid, enum journal_make make, struct err *err);

/*
 * Reads the file. *whole and *size: bytes of whole lines and of the file. 0, -EBADMSG, -EPROTONOSUPPORT or
 * another negative errno with file and line in *err; *state is set in any case.
 */
int journal_load(const struct journal_place *place, struct journal_state *state, size_t *whole, size_t *size,
                 struct err *err);

/* "UUID.journal" with another ending into name. */
void journal_file_name(const struct journal_place *place, const char *ending, char name[JOURNAL_NAME_SIZE]);

/* With the folder locked: removes the file's name, for good. 0 or negative errno. */
int journal_unlink(const struct journal_place *place, struct err *err);

int journal_lock_folder(struct journal_place *place, struct err *err);
void journal_unlock_folder(struct journal_place *place);
/* Closes and frees all, and with it gives up both locks. */
void journal_leave(struct journal_place *place);

/* The sentences that several calls say. Each returns its code. */
int journal_say_busy(const struct journal_place *place, struct err *err);
int journal_say_unfinished(const struct journal_place *place, const struct journal_state *state,
                           struct err *err);

#endif
