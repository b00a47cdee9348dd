/* SPDX-License-Identifier: BSD-3-Clause */
/* fifo.c: runs in a guest and gives the threads of a name the lowest rank of the real-time class.
 *
 *   fifo NAME
 *
 * Ends with 1 when there is none. */
#include <glob.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_called(const char *path, const char *name)
{
	char comm[32] = "";
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return false;
	if (fgets(comm, sizeof(comm), file) != NULL)
		comm[strcspn(comm, "\n")] = '\0';
	fclose(file);
	return strcmp(comm, name) == 0;
}

int
main(int argc, char **argv)
{
	const struct sched_param lowest = {.sched_priority = 1};
	unsigned int ranked = 0;
	glob_t threads;

	if (argc != 2) {
		fprintf(stderr, "usage: fifo NAME\n");
		return 2;
	}
	if (glob("/proc/[0-9]*/task/*/comm", 0, NULL, &threads) != 0)
		return 1;
	for (size_t i = 0; i < threads.gl_pathc; i++) {
		const char *thread = strstr(threads.gl_pathv[i], "/task/") + strlen("/task/");

		if (is_called(threads.gl_pathv[i], argv[1]) &&
		    sched_setscheduler(atoi(thread), SCHED_FIFO, &lowest) == 0)
			ranked++;
	}
	globfree(&threads);
	return ranked == 0;
}
