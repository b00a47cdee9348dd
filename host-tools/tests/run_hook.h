/* SPDX-License-Identifier: BSD-3-Clause */
/* run_hook.h: runs the built hook as libvirt does, with a configuration and a daemon's socket of its own.
 * Neighbour: test_hook_program.c. Failures of the frame itself are failed assertions. */
#ifndef VFERRY_RUN_HOOK_H
#define VFERRY_RUN_HOOK_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/un.h>

/* What the hook is given, and what came of it. */
struct run_hook {
	const char *operation, *stage;
	int in, out; /* its standard input and output; run_hook() closes them */
	int code;    /* exit code; -1: ended by a signal */
	unsigned int ms;
	char error[1024];
};

/* Makes a folder for what follows and finds the program. false: not possible. */
bool run_hook_set_up(void);
void run_hook_clean_up(void);

/* The configuration's text; NULL: there is none. */
void run_hook_configure(const char *text);

/* Binds the daemon's socket, without blocking; the caller's to close. */
int run_hook_daemon(void);
struct sockaddr_un run_hook_address(void);

void run_hook(struct run_hook *run);

/* A domain comes in, with its XML on in; what the hook prints is in text. */
struct run_hook run_hook_comes(int in, char text[1024]);

/* An end of a pipe that text comes out of, and then its end. */
int run_hook_says(const char *text);

/* Inputs that do not end: one that says nothing, one that never stops, and one of a byte every 20 ms until
 * nobody reads. */
int run_hook_silent(void);
int run_hook_endless(void);
int run_hook_dripping(void);

/* A descriptor of what was written to file, which it closes. */
int run_hook_reader_of(FILE *file);

#endif
