/* SPDX-License-Identifier: BSD-3-Clause */
/* run.h: other programs, run with a deadline, their output kept. Neighbours: lab.c runs the lab's scripts
 * with it, the scenarios run vferry. */
#ifndef LAB_RUN_H
#define LAB_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "err.h"

#define RUN_OUTPUT 8192 /* bytes of output that a caller usually has room for */

struct run {
	pid_t pid;
	int output; /* what it wrote to standard output and standard error */
};

/* Starts argv[0] (found by PATH; argv ends with NULL). 0 or negative errno. Every start wants one run_wait().
 */
int run_start(struct run *run, const char *const *argv, struct err *err);
/*
 * Waits for its end; after timeout_ms kills it. Its exit status, 128 + N when signal N ended it, or
 * -ETIMEDOUT. The first size - 1 bytes of its output come into output, ended with NUL.
 */
int run_wait(struct run *run, unsigned int timeout_ms, char *output, size_t size, struct err *err);
/* Waits until its output so far has text, or it has ended without; false then, and when timeout_ms passed. */
bool run_wait_text(const struct run *run, const char *text, unsigned int timeout_ms);
/* Ends it now instead; its output is lost. */
void run_kill(struct run *run);
/* Both in one. */
int run_program(const char *const *argv, unsigned int timeout_ms, char *output, size_t size, struct err *err);

#endif
