/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_file.c: see journal_file.h. The writer's end of a journal. */
#include "journal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal_folder.h"

struct journal {
	struct journal_place place;
	off_t end;  /* of the whole records */
	bool dirty; /* something that is no whole record may stand behind them */
	bool ended; /* by journal_end() */
};

static int
failed(const struct journal *journal, int rc, const char *what, struct err *err)
{
	return err_set(err, rc, "%s/%s.journal: cannot %s: %s%s", journal->place.dir, journal->place.uuid,
	               what, strerror(-rc),
	               rc == -ENOSPC || rc == -EDQUOT ? "; make room on that filesystem" : "");
}

static int
write_at(int fd, off_t at, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = pwrite(fd, bytes, size, at);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			bytes += n;
			at += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

/* For a filesystem that cannot reserve: whether there is room now. What was written is cut off again. */
static int
try_space(int fd, off_t at, size_t size)
{
	char *zeros = calloc(1, size);
	int rc = zeros ? write_at(fd, at, zeros, size) : -ENOMEM;

	free(zeros);
	if (!rc && fdatasync(fd) < 0)
		rc = -errno;
	if (ftruncate(fd, at) < 0 && !rc)
		rc = -errno;
	return rc;
}

/* The file does not become longer by it, so a reader sees nothing of what is reserved. */
static int
reserve(int fd, off_t at, size_t size)
{
	while (fallocate(fd, FALLOC_FL_KEEP_SIZE, at, (off_t)size) < 0) {
		if (errno == EOPNOTSUPP || errno == ENOSYS)
			return try_space(fd, at, size);
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

/*
 * Cutting gives up what was reserved. That it cannot be had again is no reason not to go on: the crossing is
 * under way, and must be brought to its end.
 */
static int
cut_off(struct journal *journal)
{
	if (!journal->dirty)
		return 0;
	if (ftruncate(journal->place.fd, journal->end) < 0)
		return -errno;
	journal->dirty = false;
	(void)reserve(journal->place.fd, journal->end, JOURNAL_RESERVE);
	return 0;
}

static int
append_line(struct journal *journal, const char *line, size_t size, bool reserves, struct err *err)
{
	int fd = journal->place.fd, rc = cut_off(journal);

	if (rc)
		return failed(journal, rc, "cut off its last line", err);
	if (journal->end + (off_t)size > JOURNAL_FILE_MAX)
		return failed(journal, -EFBIG, "take another record", err);
	journal->dirty = true;
	rc = reserves ? reserve(fd, journal->end, size + JOURNAL_RESERVE) : 0;
	if (rc)
		return failed(journal, rc, "reserve space for it", err);
	rc = write_at(fd, journal->end, line, size);
	if (rc)
		return failed(journal, rc, "write to it", err);
	if (fdatasync(fd) < 0)
		return failed(journal, -errno, "write it to the disk", err);
	journal->end += (off_t)size;
	journal->dirty = false;
	return 0;
}

static int
append(struct journal *journal, const struct journal_record *record, struct err *err)
{
	bool reserves = record->kind == JOURNAL_BEGIN || record->kind == JOURNAL_CHECKED;
	char *line;
	size_t size;
	int rc;

	if (journal->ended)
		return err_set(err, -EINVAL, "%s/%s.journal: the crossing has ended", journal->place.dir,
		               journal->place.uuid);
	rc = journal_encode(record, &line, &size, err);
	if (rc) {
		err_wrap(err, "%s/%s.journal: cannot write a record", journal->place.dir,
		         journal->place.uuid);
		return rc;
	}
	rc = append_line(journal, line, size, reserves, err);
	free(line);
	return rc;
}

/* With the folder locked: the file is there, ours, and may be written from its beginning. */
static int
take_free(struct journal_place *place, const char *uuid, struct err *err)
{
	struct journal_state state;
	size_t whole, size;
	int rc = journal_take(place, uuid, JOURNAL_MAKE_FILE, err);

	if (rc)
		return rc;
	if (place->live)
		return journal_say_busy(place, err);
	rc = journal_load(place, &state, &whole, &size, err);
	if (!rc && state.begun && !state.ended)
		rc = journal_say_unfinished(place, &state, err);
	journal_clear(&state);
	return rc;
}

/* The first record, and the file's name on the disk. After a failure the file is removed. */
static int
write_begin(struct journal *journal, const struct journal_begin *begin, struct err *err)
{
	const struct journal_record record = {.kind = JOURNAL_BEGIN, .begin = *begin};
	int rc;

	journal->dirty = true; /* what was there before */
	rc = append(journal, &record, err);
	if (!rc && (fsync(journal->place.fd) < 0 || fsync(journal->place.folder) < 0))
		rc = failed(journal, -errno, "write it to the disk", err);
	if (rc && !journal_lock_folder(&journal->place, NULL)) {
		(void)journal_unlink(&journal->place, NULL);
		journal_unlock_folder(&journal->place);
	}
	return rc;
}

int
journal_create(const char *dir, const struct journal_begin *begin, struct journal **journal, struct err *err)
{
	struct journal *is = calloc(1, sizeof(*is));
	int rc;

	if (!is)
		return err_set(err, -ENOMEM, "memory is out");
	rc = journal_enter(&is->place, dir, JOURNAL_MAKE_FILE, err);
	if (!rc) {
		rc = take_free(&is->place, begin->uuid, err);
		journal_unlock_folder(&is->place);
	}
	if (!rc)
		rc = write_begin(is, begin, err);
	if (rc)
		journal_close(is);
	else
		*journal = is;
	return rc;
}

/* With the folder locked. */
static int
take_unfinished(struct journal *journal, const char *uuid, struct journal_state *state, struct err *err)
{
	struct journal_place *place = &journal->place;
	size_t whole, size;
	int rc = journal_take(place, uuid, JOURNAL_MAKE_NOTHING, err);

	if (rc)
		return rc;
	if (place->live)
		return journal_say_busy(place, err);
	rc = journal_load(place, state, &whole, &size, err);
	if (!rc && !state->begun)
		rc = err_set(err, -ENOENT, "%s/%s.journal has no record: nothing was begun", place->dir,
		             uuid);
	if (!rc && state->ended)
		rc = err_set(err, -EALREADY, "%s/%s.journal: the crossing has ended", place->dir, uuid);
	if (rc)
		journal_clear(state);
	journal->end = (off_t)whole;
	journal->dirty = size > whole;
	return rc;
}

int
journal_open(const char *dir, const char *uuid, struct journal **journal, struct journal_state *state,
             struct err *err)
{
	struct journal *is = calloc(1, sizeof(*is));
	struct journal_state read;
	int rc;

	if (!is)
		return err_set(err, -ENOMEM, "memory is out");
	rc = journal_enter(&is->place, dir, JOURNAL_MAKE_NOTHING, err);
	if (!rc) {
		rc = take_unfinished(is, uuid, &read, err);
		journal_unlock_folder(&is->place);
	}
	if (rc) {
		journal_close(is);
		return rc;
	}
	*journal = is;
	*state = read;
	return 0;
}

int
journal_append_checked(struct journal *journal, const struct journal_pair *pairs, unsigned int npairs,
                       struct err *err)
{
	const struct journal_record record = {
	        .kind = JOURNAL_CHECKED, .pairs = (struct journal_pair *)pairs, .npairs = npairs};

	return append(journal, &record, err);
}

int
journal_append_step(struct journal *journal, enum plan_step step, unsigned int attempt, struct err *err)
{
	const struct journal_record record = {.kind = JOURNAL_STEP, .step = step, .attempt = attempt};

	return append(journal, &record, err);
}

int
journal_append_turned(struct journal *journal, enum plan_host host, struct err *err)
{
	const struct journal_record record = {.kind = JOURNAL_TURNED, .host = host};

	return append(journal, &record, err);
}

int
journal_end(struct journal *journal, enum outcome outcome, const char *message, struct err *err)
{
	const struct journal_record record = {.kind = JOURNAL_END, .outcome = outcome, .message = message};
	int rc = append(journal, &record, err);

	journal->ended = journal->ended || !rc;
	return rc;
}

void
journal_close(struct journal *journal)
{
	if (!journal)
		return;
	journal_leave(&journal->place);
	free(journal);
}
