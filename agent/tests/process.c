/* SPDX-License-Identifier: BSD-3-Clause */
/* process.c: see process.h. */
#include "process.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

unsigned int
process_fds(void)
{
	DIR *all = opendir("/proc/self/fd");
	unsigned int n = 0;

	if (!all)
		abort();
	while (readdir(all))
		n++;
	(void)closedir(all);
	return n - 3; /* ".", ".." and the folder's own */
}

bool
process_has_child(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

pid_t
process_child(void)
{
	FILE *file = fopen("/proc/thread-self/children", "re");
	int pid = -1;

	if (!file || fscanf(file, "%d", &pid) != 1)
		pid = -1;
	if (file)
		(void)fclose(file);
	return pid;
}

/* Three folders above this program. */
const char *
process_built(const char *name, char path[512])
{
	ssize_t n = readlink("/proc/self/exe", path, 400);

	for (unsigned int i = 0; i < 3 && n > 0; i++)
		while (n > 0 && path[--n] != '/')
			;
	if (n <= 0)
		abort();
	(void)snprintf(path + n, 512 - (size_t)n, "/%s", name);
	return path;
}

int
process_end(pid_t pid)
{
	struct pollfd ended = {.fd = pidfd_open(pid, 0), .events = POLLIN};
	int status = -1, n = poll(&ended, 1, PROCESS_PATIENCE_MS);

	(void)close(ended.fd);
	if (n != 1)
		(void)kill(pid, SIGKILL);
	(void)waitpid(pid, &status, 0);
	return n == 1 ? status : -1;
}
