/* SPDX-License-Identifier: BSD-3-Clause */
/* test_notes.c: the daemon's ear for libvirt's hook, with a real socket. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "event.h"
#include "tests/unit.h"
#include "vferryd/notes.h"

#define UUID "8f0d2a4e-6b1c-4d7f-9a35-2c5e1b7f4d60"

static char path[64];
static unsigned int heard;
static struct hooknote last;

static void
on_note(void *arg, const struct hooknote *note)
{
	(void)arg;
	heard++;
	last = *note;
}

static bool
has_heard(void *arg)
{
	return heard >= *(unsigned int *)arg;
}

static bool
hear(unsigned int n)
{
	return event_run(event_now_us() + 5000000, has_heard, &n);
}

static ssize_t
leave(const char *text, size_t size)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ssize_t n;

	(void)snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
	n = sendto(fd, text, size, MSG_DONTWAIT, (struct sockaddr *)&to, sizeof(to));
	(void)close(fd);
	return n;
}

static struct notes *
begin(void)
{
	struct err err;
	struct notes *notes;

	(void)snprintf(path, sizeof(path), "/tmp/test-notes-%d", (int)getpid());
	heard = 0;
	CU_ASSERT_EQUAL_FATAL(event_init(&err), 0);
	notes = notes_new(path, on_note, NULL, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(notes);
	return notes;
}

static void
hears_notes_and_nothing_else(void)
{
	struct hooknote note = {.domain = "router7", .uuid = UUID};
	char text[HOOKNOTE_MAX], big[HOOKNOTE_MAX + 100] = {0};
	int size = hooknote_write(&note, text, sizeof(text));
	struct notes *notes = begin();
	struct stat is;

	CU_ASSERT_FATAL(size > 0);
	CU_ASSERT(leave("hello", 5) == 5);
	CU_ASSERT(leave("", 0) == 0);
	memset(big, ' ', sizeof(big));
	memcpy(big, text, (size_t)size);
	CU_ASSERT(leave(big, sizeof(big)) == sizeof(big));
	CU_ASSERT(leave(text, (size_t)size) == size);
	CU_ASSERT(hear(1));
	CU_ASSERT_EQUAL(heard, 1);
	CU_ASSERT_STRING_EQUAL(last.domain, "router7");
	CU_ASSERT_STRING_EQUAL(last.uuid, UUID);
	CU_ASSERT_EQUAL(stat(path, &is), 0);
	CU_ASSERT_EQUAL(is.st_mode & 0777, 0700);
	notes_free(notes);
	CU_ASSERT_EQUAL(stat(path, &is), -1);
}

/* One that a dead daemon left. */
static void
an_old_socket_is_replaced(void)
{
	struct notes *notes = begin(), *second;
	struct err err;

	second = notes_new(path, on_note, NULL, &err);
	CU_ASSERT_PTR_NOT_NULL(second);
	notes_free(second);
	notes_free(notes);
	CU_ASSERT_PTR_NULL(notes_new("/nonexistent/hook.sock", on_note, NULL, &err));
	CU_ASSERT_EQUAL(err.code, -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "/nonexistent/hook.sock"));
}

static const struct unit_test tests[] = {
        {"notes are heard, and nothing else", hears_notes_and_nothing_else},
        {"an old socket is replaced", an_old_socket_is_replaced},
};

UNIT_MAIN("notes", tests)
