/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hold-thread.c: runs in a guest and stops one thread of a process for a while, as a debugger would; the
 * others go on. Neighbour: ../matrix holds the library's control thread with it.
 *
 *   hold-thread PID NAME MILLISECONDS
 *
 * Prints "held" when the thread stands still. A signal for the thread waits until it is let go.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

/* The thread of this name; 0: there is none. */
static pid_t
find(const char *pid, const char *name)
{
	char path[300], comm[32];
	struct dirent *entry;
	pid_t found = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%s/task", pid);
	dir = opendir(path);
	while (dir != NULL && found == 0 && (entry = readdir(dir)) != NULL) {
		FILE *file;

		snprintf(path, sizeof(path), "/proc/%s/task/%s/comm", pid, entry->d_name);
		file = fopen(path, "r");
		if (file == NULL)
			continue;
		if (fgets(comm, sizeof(comm), file) != NULL) {
			comm[strcspn(comm, "\n")] = '\0';
			if (strcmp(comm, name) == 0)
				found = atoi(entry->d_name);
		}
		fclose(file);
	}
	if (dir != NULL)
		closedir(dir);
	return found;
}

int
main(int argc, char **argv)
{
	struct timespec t;
	pid_t thread;
	int status;
	long ms;

	if (argc != 4) {
		fprintf(stderr, "usage: hold-thread PID NAME MILLISECONDS\n");
		return 2;
	}
	thread = find(argv[1], argv[2]);
	if (thread == 0) {
		fprintf(stderr, "hold-thread: process %s has no thread %s\n", argv[1], argv[2]);
		return 1;
	}
	if (ptrace(PTRACE_SEIZE, thread, NULL, NULL) < 0 ||
	    ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) < 0 || waitpid(thread, &status, __WALL) < 0) {
		fprintf(stderr, "hold-thread: %s cannot be stopped: %s\n", argv[2], strerror(errno));
		return 1;
	}
	puts("held");
	fflush(stdout);
	ms = atol(argv[3]);
	t = (struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
	nanosleep(&t, NULL);
	/* The end of the tracer lets the thread go. */
	return 0;
}
