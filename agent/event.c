/* SPDX-License-Identifier: BSD-3-Clause */
/* event.c: see event.h. */
#include "event.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

static int wake_fd = -1, timer = -1;
static struct waker {
	void (*fn)(void *arg); /* NULL: free */
	void *arg;
} wakers[EVENT_WAKERS_MAX];

static void
on_wake(int watch, int fd, int events, void *arg)
{
	uint64_t count;

	(void)watch;
	(void)events;
	(void)arg;
	(void)!read(fd, &count, sizeof(count));
	for (unsigned int i = 0; i < EVENT_WAKERS_MAX; i++)
		if (wakers[i].fn)
			wakers[i].fn(wakers[i].arg);
}

int
event_on_wake(void (*fn)(void *arg), void *arg)
{
	for (unsigned int i = 0; i < EVENT_WAKERS_MAX; i++)
		if (!wakers[i].fn) {
			wakers[i] = (struct waker){fn, arg};
			return 0;
		}
	return -ENOSPC;
}

void
event_off_wake(void (*fn)(void *arg), const void *arg)
{
	for (unsigned int i = 0; i < EVENT_WAKERS_MAX; i++)
		if (wakers[i].fn == fn && wakers[i].arg == arg)
			wakers[i] = (struct waker){0};
}

static void
on_timer(int id, void *arg)
{
	(void)arg;
	virEventUpdateTimeout(id, -1);
}

/* libvirt prints errors on standard error unless someone else takes them. */
static void
on_error(void *arg, virErrorPtr error)
{
	(void)arg;
	(void)error;
}

int
event_init(struct err *err)
{
	if (wake_fd >= 0)
		return 0;
	if (virInitialize() < 0 || virEventRegisterDefaultImpl() < 0)
		return err_set(err, -EIO, "libvirt's client library does not start");
	virSetErrorFunc(NULL, on_error);
	wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	timer = virEventAddTimeout(-1, on_timer, NULL, NULL);
	if (wake_fd < 0 || timer < 0 ||
	    virEventAddHandle(wake_fd, VIR_EVENT_HANDLE_READABLE, on_wake, NULL, NULL) < 0)
		return err_set(err, -EIO, "libvirt's event loop does not start");
	return 0;
}

uint64_t
event_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

bool
event_run(uint64_t until_us, bool (*done)(void *arg), void *arg)
{
	while (!done(arg)) {
		uint64_t now_us = event_now_us(), ms;

		if (now_us >= until_us)
			return false;
		ms = (until_us - now_us + 999) / 1000;
		virEventUpdateTimeout(timer, ms > INT_MAX ? INT_MAX : (int)ms);
		virEventRunDefaultImpl();
	}
	return true;
}

void
event_wake(void)
{
	uint64_t one = 1;

	(void)!write(wake_fd, &one, sizeof(one));
}
