/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch_libvirt.h: what the files of the real watched host share: watch_libvirt.c (the table, the
 * connection), watch_events.c (what libvirt reports), watch_call.c (calls in threads), watch_look.c (what
 * they find), watch_ask.c (the guest links).
 *
 * All of it runs on the thread of the event loop, which never waits for libvirtd: whatever may take long is a
 * call, which a thread makes (host_task.h), CALLS_MAX at a time. A libvirtd that does not answer is given up
 * by the connection's keepalive; then all calls end, and the connection is opened again.
 */
#ifndef VFERRY_WATCH_LIBVIRT_H
#define VFERRY_WATCH_LIBVIRT_H

#include <libvirt/libvirt.h>

#include "host_task.h"
#include "watch_ops.h"

#define CALLS_MAX 8

struct watch_host;
struct call;
struct ask;

/* What came of it is in task, which is dropped afterwards. */
typedef void call_done_fn(struct watch_host *host, struct host_task *task, void *arg);

struct call {
	struct call *next;
	struct host_task *task;
	call_done_fn *done;
	void *arg;
};

struct watch_host {
	char *uri; /* NULL: libvirt's default */
	const struct watch_listener *listener;
	void *arg;
	virConnectPtr conn; /* NULL: not open */
	struct ear *ear;    /* to which its events come; NULL as conn */
	int due_timer, reopen_timer;
	bool is_blind;            /* as the listener was told */
	unsigned int unreachable; /* attempts to open it in a row that have failed */
	struct call *waiting, *running;
	unsigned int nrunning;
	struct ask *asks;
};

/* Puts task (NULL: memory is out; then false) into a thread when one is free; done(arg) follows. */
bool call_make(struct watch_host *host, struct host_task *task, call_done_fn *done, void *arg);
/* A task about that domain, with text (copied, may be NULL). NULL when memory is out. */
struct host_task *call_about(const struct watch_host *host, int (*run)(struct host_task *), const char *uuid,
                             const char *text);
/* To be called after event_wake(), with the host: ends calls that are done, starts others. */
void call_poll(void *arg);
/* Gives up all of them: nobody is told. */
void call_leave_all(struct watch_host *host);

/* A task: opens text (may be NULL); found is the ear, which is deaf until events_hear(). */
int events_run_open(struct host_task *task);
void events_hear(struct ear *ear, struct watch_host *host);
/* Nothing more comes to the host; the ear is not to be used any more. NULL is allowed. */
void events_ignore(struct ear *ear);
/* The connection has ended: watch_libvirt.c. */
void host_lost(struct watch_host *host, const char *why);

/* Tasks. uuids: found, number; the host's name: out. */
int look_run_list(struct host_task *task);
/* The domain of uuid: found is a struct watch_facts. */
int look_run(struct host_task *task);

void ask_begin(struct watch_host *host, const char *uuid);
void ask_leave(struct watch_host *host, const char *uuid);
void ask_leave_all(struct watch_host *host);

#endif
