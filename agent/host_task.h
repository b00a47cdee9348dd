/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * host_task.h: one libvirt call in a thread of its own, so that nothing a host does can make the engine wait
 * longer than it wants to. Neighbours: host_libvirt.c, host_migrate.c make them; event.h runs while one is
 * waited for.
 *
 * A task owns everything it works on. Its owner asks task_is_done(), then reads the results and calls
 * task_drop(); or drops it before: then the thread frees it when the call returns at last.
 */
#ifndef VFERRY_HOST_TASK_H
#define VFERRY_HOST_TASK_H

#include <libvirt/libvirt.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "host_ops.h"

struct host_task {
	atomic_uint refs;
	atomic_bool done;
	int (*run)(struct host_task *task); /* in the thread: 0 or negative errno with task->err */

	/* What it works on. */
	virConnectPtr conn, peer; /* references of its own; peer: the destination's */
	unsigned char uuid[VIR_UUID_BUFLEN];
	virStreamPtr stream; /* of its own: aborted and freed with it, unless taken by setting it to NULL */
	char *text, *text2;
	unsigned int flags;
	uint64_t number;

	/* What came of it; read once done. */
	int ret;
	struct err err;
	char *out, *out2;
	void *found;                     /* what is no text; taken by setting it to NULL, else dropped: */
	void (*drop_found)(void *found); /* NULL: free() */
	enum host_state state;
	struct host_job job;
	struct inventory *inventory; /* taken by setting it to NULL, else freed */
	virConnectPtr opened;        /* taken by setting it to NULL, else closed */
};

/* A task for conn (may be NULL) and text (may be NULL, copied). NULL when memory is out. */
struct host_task *task_new(int (*run)(struct host_task *), virConnectPtr conn, const char *text);
/* Starts its thread. 0 or negative errno; then the task counts as done with that error. */
int task_start(struct host_task *task);
bool task_is_done(const struct host_task *task);
/* Starts it and runs the event loop until it is done: its result, -ETIMEDOUT after ms, or -EINTR. */
int task_run(struct host_task *task, uint32_t ms, struct err *err);
/* task_run() ends soon after asked() has become true; NULL: it does not. For the thread that runs tasks. */
void task_stop_when(bool (*asked)(void));
/* NULL is allowed. */
void task_drop(struct host_task *task);

/* In a task: libvirt's last error of this thread as task->err, with its errno. */
int task_fail(struct host_task *task, const char *what);
/* In a task: the domain of task->uuid; NULL after task_fail(). */
virDomainPtr task_domain(struct host_task *task);

#endif
