/* SPDX-License-Identifier: BSD-3-Clause */
/* process.h: what a test of processes asks of its own. Neighbours: test_workers.c, test_jobs.c,
 * test_worker.c, test_daemon.c. */
#ifndef VFERRY_PROCESS_H
#define VFERRY_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define PROCESS_PATIENCE_MS 20000

/* How many descriptors are open. */
unsigned int process_fds(void);

/* Whether a child is there that nobody has waited for, dead or alive. */
bool process_has_child(void);

/* The only child, which lives; -1: there is none. */
pid_t process_child(void);

/* The path of a file in the build folder, "agent/tests/act_worker". */
const char *process_built(const char *name, char path[512]);

/* Starts argv, NULL at its end; it ends with us at the latest. in, out, error: its standard streams, -1:
 * none. */
pid_t process_start(const char *const argv[], int in, int out, int error);

/*
 * Reads more of fd into text, which has size bytes and what was read before, until part is in it; NULL: until
 * its end. Whether that came in time.
 */
bool process_hear(int fd, char *text, size_t size, const char *part);

/* Waits for the child's end; its status as waitpid() tells it. It is killed, and -1, when it does not come.
 */
int process_end(pid_t pid);

#endif
