/* SPDX-License-Identifier: BSD-3-Clause */
/* notes.c: see notes.h. */
#include "vferryd/notes.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define NOTES_MAX 64 /* of one wake */

struct notes {
	void (*fn)(void *arg, const struct hooknote *note);
	void *arg;
	struct sockaddr_un address;
	int fd, watch;
};

static void
on_note(int watch, int fd, int events, void *arg)
{
	const struct notes *notes = arg;
	char text[HOOKNOTE_MAX + 1];
	struct hooknote note;
	ssize_t n;

	(void)watch, (void)events;
	for (unsigned int i = 0; i < NOTES_MAX; i++) {
		n = recv(fd, text, sizeof(text), MSG_DONTWAIT);
		if (n < 0)
			return;
		if (n <= HOOKNOTE_MAX && hooknote_read(text, (size_t)n, &note, NULL) == 0)
			notes->fn(notes->arg, &note);
	}
}

/* Nobody but root may write to it, from its first moment. */
static int
listen_at(struct notes *notes)
{
	mode_t before = umask(0077);
	int ret;

	(void)unlink(notes->address.sun_path);
	ret = bind(notes->fd, (const struct sockaddr *)&notes->address, sizeof(notes->address));
	umask(before);
	return ret < 0 ? -errno : 0;
}

struct notes *
notes_new(const char *path, void (*fn)(void *arg, const struct hooknote *note), void *arg, struct err *err)
{
	struct notes *notes = calloc(1, sizeof(*notes));
	int ret = notes ? 0 : -ENOMEM;

	if (notes) {
		*notes =
		        (struct notes){.fn = fn, .arg = arg, .address = {.sun_family = AF_UNIX}, .watch = -1};
		(void)snprintf(notes->address.sun_path, sizeof(notes->address.sun_path), "%s", path);
		notes->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		ret = notes->fd < 0 ? -errno : listen_at(notes);
	}
	if (ret == 0)
		notes->watch = virEventAddHandle(notes->fd, VIR_EVENT_HANDLE_READABLE, on_note, notes, NULL);
	if (ret == 0 && notes->watch >= 0)
		return notes;
	err_set(err, ret < 0 ? ret : -ENOMEM, "cannot listen for libvirt's hook on %s: %s", path,
	        strerror(ret < 0 ? -ret : ENOMEM));
	if (notes && notes->fd >= 0)
		close(notes->fd);
	free(notes);
	return NULL;
}

void
notes_free(struct notes *notes)
{
	if (!notes)
		return;
	virEventRemoveHandle(notes->watch);
	close(notes->fd);
	(void)unlink(notes->address.sun_path);
	free(notes);
}
