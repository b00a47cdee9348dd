/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_scan.c: the journals of a folder, and what is done with those that nobody writes. See
 * journal_file.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal_file.h"
#include "journal_folder.h"

#define ENDING ".journal"

typedef char uuid_text[37];

struct names {
	uuid_text *uuid;
	size_t n;
};

/* With the folder locked, and the file taken. */
static int
remove_taken(struct journal_place *place, struct err *err)
{
	struct journal_state state;
	size_t whole, size;
	int rc;

	if (place->live)
		return journal_say_busy(place, err);
	rc = journal_load(place, &state, &whole, &size, err);
	if (!rc && state.begun && !state.ended)
		rc = journal_say_unfinished(place, &state, err);
	journal_clear(&state);
	return rc ? rc : journal_unlink(place, err);
}

int
journal_remove(const char *dir, const char *uuid, struct err *err)
{
	struct journal_place place;
	struct err why;
	int rc = journal_enter(&place, dir, JOURNAL_MAKE_NOTHING, &why);

	if (!rc)
		rc = journal_take(&place, uuid, JOURNAL_MAKE_NOTHING, &why);
	if (!rc)
		rc = remove_taken(&place, &why);
	journal_leave(&place);
	return rc && rc != -ENOENT ? err_set(err, rc, "%s", why.text) : 0;
}

/* With the folder locked. */
static int
rename_bad(const struct journal_place *place, struct err *err)
{
	char from[JOURNAL_NAME_SIZE], to[JOURNAL_NAME_SIZE];

	journal_file_name(place, ENDING, from);
	journal_file_name(place, ENDING ".bad", to);
	if (renameat(place->folder, from, place->folder, to) < 0 || fsync(place->folder) < 0)
		return err_set(err, -errno, "cannot rename %s/%s to %s: %s", place->dir, from, to,
		               strerror(errno));
	return 0;
}

/* Whatever is wrong with it: one that cannot be opened is renamed all the same. */
int
journal_set_aside(const char *dir, const char *uuid, struct err *err)
{
	struct journal_place place;
	struct err why;
	int rc = journal_enter(&place, dir, JOURNAL_MAKE_NOTHING, err);

	if (!rc && journal_take(&place, uuid, JOURNAL_MAKE_NOTHING, &why) == -EINVAL)
		rc = err_set(err, -EINVAL, "%s", why.text);
	if (!rc && place.live)
		rc = journal_say_busy(&place, err);
	if (!rc)
		rc = rename_bad(&place, err);
	journal_leave(&place);
	return rc;
}

/* Takes over the UUID of a name that is one of a journal. */
static int
add_name(struct names *names, const char *name)
{
	uuid_text uuid = "";
	uuid_text *more;

	if (strlen(name) != sizeof(uuid) - 1 + strlen(ENDING) || strcmp(name + sizeof(uuid) - 1, ENDING) != 0)
		return 0;
	memcpy(uuid, name, sizeof(uuid) - 1);
	if (!journal_is_uuid(uuid))
		return 0;
	more = realloc(names->uuid, (names->n + 1) * sizeof(uuid_text));
	if (!more)
		return -ENOMEM;
	names->uuid = more;
	memcpy(more[names->n++], uuid, sizeof(uuid));
	return 0;
}

static int
by_name(const void *one, const void *other)
{
	return strcmp(one, other);
}

static int
list(const struct journal_place *place, struct names *names, struct err *err)
{
	int fd = openat(place->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;
	DIR *all = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *one;

	if (!all)
		return err_set(err, -errno, "cannot read the folder %s: %s", place->dir, strerror(errno));
	while (!rc && (errno = 0, one = readdir(all)))
		rc = add_name(names, one->d_name);
	if (!rc)
		rc = -errno;
	(void)closedir(all);
	if (rc)
		return err_set(err, rc, "cannot read the folder %s: %s", place->dir, strerror(-rc));
	if (names->n > 1)
		qsort(names->uuid, names->n, sizeof(uuid_text), by_name);
	return 0;
}

static enum journal_status
status_of(const struct journal_place *place, const struct journal_state *state, int rc)
{
	if (place->live)
		return JOURNAL_LIVE;
	if (rc)
		return JOURNAL_BAD;
	if (!state->begun)
		return JOURNAL_UNBEGUN;
	return state->ended ? JOURNAL_ENDED : JOURNAL_UNFINISHED;
}

/* With the folder unlocked. One that was removed meanwhile is none. */
static int
look(const char *dir, const char *uuid, journal_scan_fn *fn, void *arg, struct err *err)
{
	struct journal_state state = {0};
	struct journal_entry entry = {.uuid = uuid, .state = &state};
	struct journal_place place;
	size_t whole, size;
	int rc = journal_enter(&place, dir, JOURNAL_MAKE_NOTHING, err), bad;

	if (rc) {
		journal_leave(&place);
		return rc;
	}
	bad = journal_take(&place, uuid, JOURNAL_MAKE_NOTHING, &entry.err);
	if (!bad)
		bad = journal_load(&place, &state, &whole, &size, &entry.err);
	entry.status = status_of(&place, &state, bad);
	if (bad)
		journal_clear(&state);
	journal_leave(&place);
	if (bad != -ENOENT)
		rc = fn(arg, &entry);
	journal_clear(&state);
	return rc;
}

int
journal_scan(const char *dir, journal_scan_fn *fn, void *arg, struct err *err)
{
	struct names names = {0};
	struct journal_place place;
	struct err why;
	int rc = journal_enter(&place, dir, JOURNAL_MAKE_NOTHING, &why);
	bool none;

	if (!rc)
		rc = list(&place, &names, &why);
	journal_leave(&place);
	none = rc == -ENOENT;
	if (rc && !none)
		(void)err_set(err, rc, "%s", why.text);
	for (size_t i = 0; !rc && i < names.n; i++)
		rc = look(dir, names.uuid[i], fn, arg, err);
	free(names.uuid);
	return none ? 0 : rc;
}
