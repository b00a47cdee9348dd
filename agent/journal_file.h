/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * journal_file.h: journals on the disk: DIR/UUID.journal, one for each domain that crosses. Neighbours:
 * journal.h says what stands in them; journal_folder.h is what the parts of this share.
 *
 * Who writes a journal holds flock(2) on it from create or open until close, so the lock says whether the
 * crossing's process lives: the kernel gives it up with the process, however that ended. The folder is
 * locked by whoever looks for files in it, for the moment that takes: so a look at a journal is never taken
 * for a crossing, and nobody locks a file that was just removed.
 *
 * A record is on the disk (fdatasync) before the call that writes it returns. That takes in the order of a
 * millisecond: medians of 0.14 to 3.7 ms in five runs of 1,000 steps written one after the other, on ext4 on
 * the virtual disk of a machine with other work to do. A crossing has some twenty records.
 *
 * Space for what follows is reserved with begin and with every checked, before anything of the crossing has
 * changed: so the disk is full then or not at all. A filesystem that cannot reserve has the space tried. What
 * a failed append has left is cut off before the next one.
 *
 * Calls block for the disk. A struct journal belongs to one thread at a time.
 */
#ifndef VFERRY_JOURNAL_FILE_H
#define VFERRY_JOURNAL_FILE_H

#include "err.h"
#include "journal.h"

#define JOURNAL_FILE_MAX 67108864 /* bytes of a file; a larger one is bad */
#define JOURNAL_RESERVE  65536    /* bytes for what follows begin or checked: a thousand steps */

struct journal;

/*
 * Begins a journal in folder dir, which is made (0700) when it is not there, with this record. One of an
 * ended crossing is replaced. 0 with *journal, which journal_close() frees; -EBUSY when a crossing of this
 * domain is under way; -EEXIST when one was begun and has not ended; -EBADMSG or -EPROTONOSUPPORT when the
 * file that is there cannot be read; -ENOSPC; -EINVAL when begin is out of its limits; or another negative
 * errno. A failure leaves no file that was not there before; one of an ended crossing may be gone.
 */
int journal_create(const char *dir, const struct journal_begin *begin, struct journal **journal,
                   struct err *err);

/*
 * Takes up the journal of a crossing that has not ended. 0 with *journal and *state (journal_clear() it; it
 * is of its own, not the journal's); -ENOENT when there is none, or none that had begun; -EALREADY when it
 * has ended; else as journal_create(). *state is not set on failure.
 */
int journal_open(const char *dir, const char *uuid, struct journal **journal, struct journal_state *state,
                 struct err *err);

/*
 * Each appends one record. 0 when it is on the disk; negative errno otherwise, and then it is not to be
 * relied on, but the next append may be tried. After journal_end() nothing can be: -EINVAL.
 */
int journal_append_checked(struct journal *journal, const struct journal_pair *pairs, unsigned int npairs,
                           struct err *err);
int journal_append_step(struct journal *journal, enum plan_step step, unsigned int attempt, struct err *err);
int journal_append_turned(struct journal *journal, enum plan_host host, struct err *err);
int journal_end(struct journal *journal, enum outcome outcome, const char *message, struct err *err);

/* Gives up the lock. NULL is allowed. */
void journal_close(struct journal *journal);

/* Removes one that has ended or never begun. 0, also when there is none; -EBUSY; -EEXIST as above. */
int journal_remove(const char *dir, const char *uuid, struct err *err);

/* Renames one that cannot be read to UUID.journal.bad, in the place of an older one. 0; -EBUSY; -ENOENT. */
int journal_set_aside(const char *dir, const char *uuid, struct err *err);

enum journal_status {
	JOURNAL_LIVE,       /* a process holds it; its state is what it has written so far */
	JOURNAL_UNBEGUN,    /* no record is whole: nothing has happened; remove it */
	JOURNAL_UNFINISHED, /* to be resumed */
	JOURNAL_ENDED,      /* its outcome is there to be read; remove it then */
	JOURNAL_BAD,        /* cannot be read; set it aside */
};

struct journal_entry {
	const char *uuid;
	enum journal_status status;
	const struct journal_state *state; /* never NULL; empty when it cannot be read */
	struct err err;                    /* why not; code 0 when it can */
};

/* Called without any lock, so it may call everything above. Other than 0 ends the scan. */
typedef int journal_scan_fn(void *arg, const struct journal_entry *entry);

/*
 * Calls fn for every UUID.journal in dir, in the order of their names; other names are not looked at. 0, also
 * when there is no such folder; what fn returned; or negative errno when the folder cannot be read.
 */
int journal_scan(const char *dir, journal_scan_fn *fn, void *arg, struct err *err);

#endif
