/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control.c: the control thread: its life and its waiting. Neighbours: calls.c brings the calls of other
 * threads, control_pairs.c and control_host.c do the work between two waits.
 *
 * The lock `life` orders adding and removing pairs, and so the thread's start and end. Everything else here
 * belongs to the thread.
 */
#include <errno.h>
#include <pthread.h>
#include <rte_lcore.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"
#include "chores.h"
#include "control_private.h"
#include "now.h"
#include "rank.h"

static struct {
	pthread_mutex_t life;
	bool running; /* under life */
	atomic_bool look, links;
	bool quit; /* the thread's own: the last pair is gone */
	pthread_t thread;
	int epoll, wake;
	unsigned int polled; /* link.opened when its fd was given to epoll */
	struct control state;
} control = {
        .life = PTHREAD_MUTEX_INITIALIZER,
        .epoll = -1,
        .wake = -1,
};

uint64_t
control_now(void)
{
	return clock_ms();
}

/* One at a time, and the ports see the facts after each: what stops and starts a port ends its move. */
static bool
run_calls(void)
{
	bool again;

	if (atomic_exchange(&control.look, false))
		pairs_look(&control.state);
	if (atomic_exchange(&control.links, false))
		pairs_read_links(&control.state);
	again = pairs_work(&control.state);

	while (calls_run_one())
		again = pairs_work(&control.state);
	return again;
}

/* Has epoll watch the link's device when it was opened anew. */
static void
watch_link(void)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = -1};
	struct link *link = &control.state.link;

	if (link->fd < 0 || control.polled == link->opened)
		return;
	control.polled = link->opened;
	epoll_ctl(control.epoll, EPOLL_CTL_ADD, link->fd, &event);
}

/* Until something polls or end_ms; true when it was the link. */
static bool
wait_until(uint64_t end_ms)
{
	uint64_t now = control_now(), woken;
	struct epoll_event events[2];
	bool link = false;
	int n;

	n = epoll_wait(control.epoll, events, 2, end_ms > now ? (int)(end_ms - now) : 0);
	for (int i = 0; i < n; i++) {
		if (events[i].data.fd != control.wake)
			link = true;
		else if (read(control.wake, &woken, sizeof(woken)) < 0)
			continue;
	}
	return link;
}

static void *
run(void *arg)
{
	struct control *state = &control.state;
	bool polled = true;

	(void)arg;
	rank_serving(true);
	calls_serve();
	while (!control.quit) {
		uint64_t now = control_now(), urgency = rank_urgency(), end;
		bool again;

		/* Not before there is a pair to tell of. */
		if (!pairs_empty(state) && (polled || now >= link_deadline(&state->link)))
			link_work(&state->link, now);
		watch_link();
		pairs_tick(state, now);
		again = run_calls();
		if (control.quit)
			break;
		if (!again)
			rank_usual(urgency);
		now = control_now();
		end = again ? now + 1 : pairs_deadline(state, now);
		if (link_deadline(&state->link) < end)
			end = link_deadline(&state->link);
		polled = wait_until(end);
	}
	rank_serving(false);
	calls_close();
	return NULL;
}

void
control_wake(void)
{
	uint64_t one = 1;

	/* A full counter wakes as well. */
	if (write(control.wake, &one, sizeof(one)) < 0)
		return;
}

void
control_look(void)
{
	atomic_store(&control.look, true);
	control_wake();
}

void
control_links(void)
{
	atomic_store(&control.links, true);
	control_wake();
}

struct pair *
control_pair(uint16_t port_id)
{
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++) {
		struct pair *pair = control.state.seats[i].pair;

		if (pair && pair_port_id(pair) == port_id)
			return pair;
	}
	return NULL;
}

int
control_switch(struct pair *pair, enum wire_path path, uint32_t timeout_ms, control_done_fn *done, void *arg)
{
	return pairs_switch(&control.state, pair, path, timeout_ms, done, arg);
}

static int
seek(void *arg)
{
	return pairs_seek(&control.state, *(const char *const *)arg);
}

bool
control_seeks(const char *mac)
{
	return control_call(CONTROL_NO_PORT, seek, &mac);
}

static int
start(struct err *err)
{
	struct epoll_event event = {.events = EPOLLIN};
	struct control *state = &control.state;
	int code;

	/* Stays open for the rest of the process: control_wake() takes no lock. */
	if (control.wake < 0)
		control.wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	control.epoll = epoll_create1(EPOLL_CLOEXEC);
	event.data.fd = control.wake;
	if (control.wake < 0 || control.epoll < 0 ||
	    epoll_ctl(control.epoll, EPOLL_CTL_ADD, control.wake, &event) < 0) {
		code = -errno;
		goto fail;
	}
	memset(state, 0, sizeof(*state));
	link_init(&state->link, LINK_PATH, host_message, state);
	control.polled = 0;
	control.quit = false;
	calls_open();
	code = chores_start(err);
	if (code)
		goto fail;
	code = rte_ctrl_thread_create(&control.thread, "vferry", NULL, run, NULL);
	control.running = code == 0;
	if (code == 0)
		return 0;
	chores_stop();
fail:
	calls_close();
	close(control.epoll);
	return err_set(err, code, "starting the control thread: %s", strerror(-code));
}

static void
stop(void)
{
	pthread_join(control.thread, NULL);
	chores_stop();
	link_close(&control.state.link);
	close(control.epoll);
	control.running = false;
}

/* What control_add() and control_remove() have the thread do. */
struct admission {
	struct pair *pair;
	const char *link_path;
	struct err *err;
};

static int
admit(void *arg)
{
	const struct admission *admission = arg;
	struct control *state = &control.state;
	int code = pairs_add(state, admission->pair, admission->err);

	if (code == 0 && admission->link_path && admission->link_path[0] && !state->link_named) {
		link_close(&state->link);
		code = link_init(&state->link, admission->link_path, host_message, state);
		control.polled = 0;
		state->link_named = code == 0;
		if (code < 0) {
			pairs_remove(state, admission->pair);
			err_set(admission->err, code, "the link's path is too long: %s",
			        admission->link_path);
		}
	}
	control.quit = pairs_empty(state);
	return code;
}

static int
dismiss(void *arg)
{
	const struct admission *admission = arg;

	pairs_remove(&control.state, admission->pair);
	control.quit = pairs_empty(&control.state);
	return 0;
}

int
control_add(struct pair *pair, const char *link_path, struct err *err)
{
	struct admission admission = {.pair = pair, .link_path = link_path, .err = err};
	int code = 0;

	pthread_mutex_lock(&control.life);
	if (!control.running)
		code = start(err);
	if (code == 0) {
		code = control_call(CONTROL_NO_PORT, admit, &admission);
		if (control.quit)
			stop();
	}
	pthread_mutex_unlock(&control.life);
	return code;
}

void
control_remove(struct pair *pair)
{
	struct admission admission = {.pair = pair};

	pthread_mutex_lock(&control.life);
	if (control.running) {
		control_call(CONTROL_NO_PORT, dismiss, &admission);
		if (control.quit)
			stop();
	}
	pthread_mutex_unlock(&control.life);
}
