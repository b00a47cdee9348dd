/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * event.h: libvirt's event loop with a deadline, and a way for other threads to end a wait.
 * Neighbours: host_libvirt.c. One loop per process, run by one thread at a time.
 */
#ifndef VFERRY_EVENT_H
#define VFERRY_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

/* Before the first libvirt connection is opened; again is harmless. 0 or negative errno. */
int event_init(struct err *err);

/* CLOCK_MONOTONIC in microseconds. Any thread. */
uint64_t event_now_us(void);

/* Runs the loop until done(arg) is true or until_us has come. Whether done(arg) is true. */
bool event_run(uint64_t until_us, bool (*done)(void *arg), void *arg);

/* Makes event_run() ask done() again. Any thread, and signal handlers. */
void event_wake(void);

/*
 * fn(arg) is called in the loop after every event_wake(), as by a task that is done: for whoever runs the
 * loop himself and waits for several. Not from inside fn. 0, or -ENOSPC when there are EVENT_WAKERS_MAX
 * already.
 */
#define EVENT_WAKERS_MAX 4
int event_on_wake(void (*fn)(void *arg), void *arg);
/* No more. */
void event_off_wake(void (*fn)(void *arg), const void *arg);

#endif
