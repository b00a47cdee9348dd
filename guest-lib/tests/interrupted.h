/* SPDX-License-Identifier: BSD-3-Clause */
/* interrupted.h: a system call that a SIGBUS interrupts, exactly while it waits. For test_guard_chain.c; in a
 * child. */
#ifndef VFERRY_INTERRUPTED_H
#define VFERRY_INTERRUPTED_H

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "child.h"

/* The first word of a file of this process's first thread, after the word `after`. */
static inline void
word_of(const char *name, const char *after, char *word, size_t size)
{
	char path[64], text[4096];
	const char *found;
	FILE *proc;

	snprintf(path, sizeof(path), "/proc/self/task/%d/%s", getpid(), name);
	proc = fopen(path, "re");
	WANT(proc);
	text[fread(text, 1, sizeof(text) - 1, proc)] = '\0';
	fclose(proc);
	found = strstr(text, after);
	WANT(found);
	found += strlen(after) + strspn(found + strlen(after), " \t");
	snprintf(word, size, "%.*s", (int)strcspn(found, " \n"), found);
}

/* Sends when the first thread waits in read(), and lets that end when it has taken the signal. */
static inline void *
interrupter(void *arg)
{
	const int *pipe_end = arg;
	char word[32], in_read[32];

	snprintf(in_read, sizeof(in_read), "%d", SYS_read);
	do
		word_of("syscall", "", word, sizeof(word));
	while (strcmp(word, in_read) != 0);
	syscall(SYS_tgkill, getpid(), getpid(), SIGBUS);
	do
		word_of("status", "SigPnd:", word, sizeof(word));
	while (strtoull(word, NULL, 16) != 0);
	WANT(write(*pipe_end, "", 1) == 1);
	return NULL;
}

/* What read() of the first thread gives, a count or negative errno, when a SIGBUS comes meanwhile. */
static inline ssize_t
interrupted_read(void)
{
	pthread_t thread;
	int ends[2];
	ssize_t got;
	char byte;

	WANT(pipe(ends) == 0 && pthread_create(&thread, NULL, interrupter, &ends[1]) == 0);
	got = read(ends[0], &byte, 1);
	if (got < 0)
		got = -errno;
	pthread_join(thread, NULL);
	return got;
}

#endif
