/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * workers.h: the processes of crossings as vferryd sees them: started, listened to, interrupted, and their
 * end told. On libvirt's event loop (event.h). Neighbours: worker.h is the other end; daemon.c owns them.
 */
#ifndef VFERRY_WORKERS_H
#define VFERRY_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

#include "control.h"
#include "err.h"

struct workers;
struct worker_process;

struct workers_calls {
	/* A line that it has said, with its '\n' and NUL; decoded, too. */
	void (*on_line)(void *arg, struct worker_process *worker, const char *line,
	                const struct control_message *message);
	/* It is no more. how: "exited with 0", "was killed by signal 9". The struct is freed after that. */
	void (*on_end)(void *arg, struct worker_process *worker, const char *how);
	void *arg;
};

/* argv: of the program to start, NULL at its end; borrowed, as *calls is. SIGCHLD gets its default action.
 * NULL when memory is out. */
struct workers *workers_new(const char *const argv[], const struct workers_calls *calls, struct err *err);

/*
 * Starts one with that request (spawn.h). tag is the owner's. 0 with *out, which is valid until on_end();
 * negative errno with a sentence.
 */
int workers_start(struct workers *workers, const struct control_request *request, void *tag,
                  struct worker_process **out, struct err *err);
void *worker_tag(const struct worker_process *worker);
void worker_set_tag(struct worker_process *worker, void *tag);

/* Ends its crossing in order. Again is harmless. */
void worker_interrupt(const struct worker_process *worker);
/* Leaves its crossing to whoever comes next: kills it. */
void worker_park(const struct worker_process *worker);

unsigned int workers_count(const struct workers *workers);

/* Forgets them: those that run go on. No callback follows. NULL is allowed. */
void workers_free(struct workers *workers);

#endif
