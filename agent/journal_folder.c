/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_folder.c: see journal_folder.h. */
#include "journal_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_file.h"

#define OPEN_FLAGS (O_NOFOLLOW | O_CLOEXEC)

void
journal_file_name(const struct journal_place *place, const char *ending, char name[JOURNAL_NAME_SIZE])
{
	(void)snprintf(name, JOURNAL_NAME_SIZE, "%s%s", place->uuid, ending);
}

int
journal_lock_folder(struct journal_place *place, struct err *err)
{
	while (flock(place->folder, LOCK_EX) < 0)
		if (errno != EINTR)
			return err_set(err, -errno, "cannot lock %s: %s", place->dir, strerror(errno));
	return 0;
}

void
journal_unlock_folder(struct journal_place *place)
{
	(void)flock(place->folder, LOCK_UN);
}

/* A folder that was made is on the disk only with its own folder. */
static int
make_folder(const struct journal_place *place, struct err *err)
{
	char *above = NULL;
	int fd = -1, rc = 0;

	if (mkdir(place->dir, 0700) < 0) {
		if (errno == EEXIST)
			return 0;
		return err_set(err, -errno, "cannot make the folder %s for journals: %s", place->dir,
		               strerror(errno));
	}
	if (asprintf(&above, "%s/..", place->dir) < 0)
		above = NULL;
	if (above)
		fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0)
		rc = err_set(err, -errno, "cannot write the folder above %s: %s", place->dir,
		             strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	free(above);
	return rc;
}

int
journal_enter(struct journal_place *place, const char *dir, enum journal_make make, struct err *err)
{
	int rc = 0;

	memset(place, 0, sizeof(*place));
	place->folder = place->fd = -1;
	place->dir = strdup(dir);
	if (!place->dir)
		return err_set(err, -ENOMEM, "memory is out");
	if (make == JOURNAL_MAKE_FILE)
		rc = make_folder(place, err);
	if (rc)
		return rc;
	place->folder = open(dir, O_RDONLY | O_DIRECTORY | OPEN_FLAGS);
	if (place->folder < 0)
		return err_set(err, -errno, "cannot open the folder %s of the journals: %s", dir,
		               strerror(errno));
	return journal_lock_folder(place, err);
}

static int
lock_file(struct journal_place *place, struct err *err)
{
	while (flock(place->fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EWOULDBLOCK) {
			place->live = true;
			return 0;
		}
		if (errno != EINTR)
			return err_set(err, -errno, "cannot lock %s/%s.journal: %s", place->dir, place->uuid,
			               strerror(errno));
	}
	return 0;
}

/* O_NONBLOCK: a fifo of that name must not hold up anyone. */
int
journal_take(struct journal_place *place, const char *uuid, enum journal_make make, struct err *err)
{
	struct stat is;
	char name[JOURNAL_NAME_SIZE];

	if (!journal_is_uuid(uuid))
		return err_set(err, -EINVAL, "'%.40s' is not a UUID in lower case", uuid);
	memcpy(place->uuid, uuid, sizeof(place->uuid));
	journal_file_name(place, ".journal", name);
	place->fd =
	        openat(place->folder, name,
	               O_RDWR | O_NONBLOCK | OPEN_FLAGS | (make == JOURNAL_MAKE_FILE ? O_CREAT : 0), 0600);
	if (place->fd < 0)
		return err_set(err, -errno, "cannot open %s/%s: %s", place->dir, name, strerror(errno));
	if (fstat(place->fd, &is) < 0 || !S_ISREG(is.st_mode))
		return err_set(err, -EBADMSG, "%s/%s is not a plain file", place->dir, name);
	return lock_file(place, err);
}

/* What can be read of size bytes into text; a file may have become shorter. */
static ssize_t
read_all(int fd, char *text, size_t size)
{
	size_t used = 0;

	while (used < size) {
		ssize_t n = pread(fd, text + used, size - used, (off_t)used);

		if (n == 0)
			break;
		if (n > 0)
			used += (size_t)n;
		else if (errno != EINTR)
			return -errno;
	}
	return (ssize_t)used;
}

static int
fold(const struct journal_place *place, off_t length, struct journal_state *state, size_t *whole,
     size_t *size, struct err *err)
{
	char *text = malloc((size_t)length + 1);
	ssize_t used = text ? read_all(place->fd, text, (size_t)length) : -ENOMEM;
	int rc = (int)used;

	if (used >= 0) {
		*size = (size_t)used;
		rc = journal_fold(text, *size, state, whole, err);
	} else {
		err_set(err, rc, "cannot be read: %s", strerror(-rc));
	}
	if (!rc && state->begun && strcmp(state->begin.uuid, place->uuid) != 0)
		rc = err_set(err, -EBADMSG, "line 1: uuid: is not that of the file's name");
	free(text);
	return rc;
}

int
journal_load(const struct journal_place *place, struct journal_state *state, size_t *whole, size_t *size,
             struct err *err)
{
	struct stat is;
	int rc;

	memset(state, 0, sizeof(*state));
	*whole = *size = 0;
	if (fstat(place->fd, &is) < 0)
		rc = err_set(err, -errno, "cannot be read: %s", strerror(errno));
	else if (is.st_size > JOURNAL_FILE_MAX)
		rc = err_set(err, -EBADMSG, "is larger than %d bytes", JOURNAL_FILE_MAX);
	else
		rc = fold(place, is.st_size, state, whole, size, err);
	if (rc)
		err_wrap(err, "%s/%s.journal", place->dir, place->uuid);
	return rc;
}

int
journal_unlink(const struct journal_place *place, struct err *err)
{
	char name[JOURNAL_NAME_SIZE];

	journal_file_name(place, ".journal", name);
	if (unlinkat(place->folder, name, 0) < 0 || fsync(place->folder) < 0)
		return err_set(err, -errno, "cannot remove %s/%s: %s", place->dir, name, strerror(errno));
	return 0;
}

/* Closing alone would leave the locks to a child that was forked and has not yet called exec. */
void
journal_leave(struct journal_place *place)
{
	if (place->fd >= 0) {
		(void)flock(place->fd, LOCK_UN);
		(void)close(place->fd);
	}
	if (place->folder >= 0) {
		journal_unlock_folder(place);
		(void)close(place->folder);
	}
	free(place->dir);
	place->fd = place->folder = -1;
	place->dir = NULL;
}

int
journal_say_busy(const struct journal_place *place, struct err *err)
{
	return err_set(err, -EBUSY,
	               "a crossing of this domain is under way: another process holds %s/%s.journal; wait "
	               "until it has ended, or stop it",
	               place->dir, place->uuid);
}

int
journal_say_unfinished(const struct journal_place *place, const struct journal_state *state, struct err *err)
{
	return err_set(err, -EEXIST,
	               "a crossing of %.64s was begun and has not ended, as %s/%s.journal tells; it must be "
	               "resumed first",
	               state->begin.domain, place->dir, place->uuid);
}
