/* SPDX-License-Identifier: BSD-3-Clause */
/* process.c: see process.h. */
#include "process.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
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

static void
place(int from, int to)
{
	if (from < 0)
		from = open("/dev/null", O_RDWR | O_CLOEXEC);
	(void)dup2(from, to);
}

pid_t
process_start(const char *const argv[], int in, int out, int error)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	place(in, STDIN_FILENO);
	place(out, STDOUT_FILENO);
	place(error, STDERR_FILENO);
	(void)execv(argv[0], (char *const *)argv);
	_exit(127);
}

bool
process_hear(int fd, char *text, size_t size, const char *part)
{
	struct pollfd wanted = {.fd = fd, .events = POLLIN};
	size_t used = strlen(text);
	ssize_t n = 1;

	while (n > 0 && used + 1 < size && !(part && strstr(text, part))) {
		if (poll(&wanted, 1, PROCESS_PATIENCE_MS) != 1)
			return false;
		n = read(fd, text + used, size - 1 - used);
		used += n > 0 ? (size_t)n : 0;
		text[used] = '\0';
	}
	return part ? strstr(text, part) != NULL : n == 0;
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
