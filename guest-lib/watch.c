/* SPDX-License-Identifier: BSD-3-Clause */
/* watch.c: see watch.h. */
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <rte_common.h>
#include <rte_lcore.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "bus.h"
#include "guard.h"
#include "log.h"
#include "now.h"
#include "rank.h"
#include "uevent.h"

enum { EVENTS = 16 };

static struct {
	pthread_mutex_t lock; /* of starting */
	bool running;
	int epoll, uevents, timer;
	pthread_mutex_t timer_lock;
	uint64_t due_ms; /* when the timer ends; 0: never */
} watch = {
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .epoll = -1,
        .uevents = -1,
        .timer = -1,
        .timer_lock = PTHREAD_MUTEX_INITIALIZER,
};

static void
read_uevents(void)
{
	struct uevent event;
	int rc;

	while ((rc = uevent_read(watch.uevents, &event)) != 0) {
		for (const struct bus_ops *const *bus = buses; *bus; bus++) {
			if (rc == 1)
				(*bus)->uevent(&event);
			else
				(*bus)->lost();
		}
		if (rc == 1 || rc == -ENOBUFS)
			continue;
		LOG(ERR, "the kernel's device events ended: %s; removals are seen by other signs only",
		    strerror(-rc));
		epoll_ctl(watch.epoll, EPOLL_CTL_DEL, watch.uevents, NULL);
		break;
	}
}

static void
read_faults(void)
{
	uint64_t faults;

	if (read(guard_fd(), &faults, sizeof(faults)) < 0)
		return;
	for (const struct bus_ops *const *bus = buses; *bus; bus++)
		(*bus)->faulted();
}

/* What ends a thread's rank comes first: it waits for no lock that the thread may hold. */
static void
read_timer(void)
{
	unsigned int left = rank_left();
	uint64_t times;

	if (read(watch.timer, &times, sizeof(times)) < 0)
		return;
	pthread_mutex_lock(&watch.timer_lock);
	watch.due_ms = 0;
	pthread_mutex_unlock(&watch.timer_lock);
	if (left)
		watch_again(left);
	for (const struct bus_ops *const *bus = buses; *bus; bus++)
		(*bus)->ask();
}

/* Once: a descriptor that hung up does so for good. */
static void
hung_up(int fd)
{
	epoll_ctl(watch.epoll, EPOLL_CTL_DEL, fd, NULL);
	for (const struct bus_ops *const *bus = buses; *bus; bus++)
		(*bus)->hung_up(fd);
}

static void *
run(void *arg)
{
	struct epoll_event events[EVENTS];

	(void)arg;
	if (rank_watching())
		LOG(NOTICE,
		    "this process may not rank above interrupt threads (CAP_SYS_NICE): where they share a "
		    "processor with it, traffic leaves a VF that is removed some 50 ms later");
	for (;;) {
		int n = epoll_wait(watch.epoll, events, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == watch.uevents)
				read_uevents();
			else if (events[i].data.fd == guard_fd())
				read_faults();
			else if (events[i].data.fd == watch.timer)
				read_timer();
			else
				hung_up(events[i].data.fd);
		}
	}
	return NULL;
}

static int
wait_for(int fd, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.fd = fd};

	return epoll_ctl(watch.epoll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static int
start(struct err *err)
{
	pthread_t thread;
	struct err missing;
	int rc = guard_start(err);

	if (rc)
		return rc;
	watch.epoll = epoll_create1(EPOLL_CLOEXEC);
	watch.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	watch.uevents = uevent_open(&missing);
	if (watch.uevents < 0)
		LOG(ERR, "%s; removals are seen by other signs only", missing.text);
	else
		rc = wait_for(watch.uevents, EPOLLIN);
	if (rc == 0)
		rc = wait_for(guard_fd(), EPOLLIN);
	if (rc == 0)
		rc = wait_for(watch.timer, EPOLLIN);
	if (rc == 0)
		rc = rte_ctrl_thread_create(&thread, "vferry-watch", NULL, run, NULL);
	if (rc == 0)
		return 0;
	err_set(err, rc, "starting the thread that watches devices: %s", strerror(-rc));
	if (watch.uevents >= 0)
		close(watch.uevents);
	close(watch.timer);
	close(watch.epoll);
	watch.uevents = watch.timer = watch.epoll = -1;
	return rc;
}

int
watch_start(struct err *err)
{
	int rc = 0;

	pthread_mutex_lock(&watch.lock);
	if (!watch.running)
		rc = start(err);
	watch.running = rc == 0;
	pthread_mutex_unlock(&watch.lock);
	return rc;
}

void
watch_hang_up(int fd)
{
	struct pollfd now = {.fd = fd};

	if (fd < 0 || poll(&now, 1, 0) != 0)
		return;
	wait_for(fd, 0);
}

void
watch_again(unsigned int ms)
{
	uint64_t due = clock_ms() + ms;

	pthread_mutex_lock(&watch.timer_lock);
	if (watch.timer >= 0 && (watch.due_ms == 0 || due < watch.due_ms)) {
		const struct itimerspec then = {.it_value = {.tv_sec = (time_t)(due / 1000),
		                                             .tv_nsec = (long)(due % 1000) * 1000000}};

		watch.due_ms = due;
		timerfd_settime(watch.timer, TFD_TIMER_ABSTIME, &then, NULL);
	}
	pthread_mutex_unlock(&watch.timer_lock);
}

void
watch_forget(int fd)
{
	if (fd >= 0)
		epoll_ctl(watch.epoll, EPOLL_CTL_DEL, fd, NULL);
}

RTE_INIT(rank_timer_lock)
{
	rank_inherit(&watch.timer_lock);
}
