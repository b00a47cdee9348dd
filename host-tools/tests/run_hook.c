/* SPDX-License-Identifier: BSD-3-Clause */
/* run_hook.c: see run_hook.h. */
#include "run_hook.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit.h"

static char folder[] = "/tmp/vferry-hook-XXXXXX";
static int silent_end = -1; /* of the pipe that nothing comes out of */
static char program[512], config[64], note[64];

void
run_hook_configure(const char *text)
{
	FILE *file;

	(void)unlink(config);
	if (!text)
		return;
	file = fopen(config, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	(void)fputs(text, file);
	(void)fclose(file);
}

int
run_hook_says(const char *text)
{
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
	CU_ASSERT_EQUAL_FATAL(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	(void)close(ends[1]);
	return ends[0];
}

int
run_hook_silent(void)
{
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
	(void)close(silent_end);
	silent_end = ends[1];
	return ends[0];
}

int
run_hook_endless(void)
{
	return open("/dev/zero", O_RDONLY | O_CLOEXEC);
}

int
run_hook_dripping(void)
{
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
	if (fork() == 0) {
		(void)close(ends[0]);
		while (write(ends[1], " ", 1) == 1)
			(void)poll(NULL, 0, 20);
		_exit(0);
	}
	(void)close(ends[1]);
	return ends[0];
}

int
run_hook_reader_of(FILE *file)
{
	int fd;

	(void)fflush(file);
	(void)rewind(file);
	fd = dup(fileno(file));
	(void)fclose(file);
	return fd;
}

static unsigned int
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned int)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

static pid_t
start(const struct run_hook *run, int error)
{
	pid_t child = fork();

	if (child == 0) {
		(void)dup2(run->in, STDIN_FILENO);
		(void)dup2(run->out, STDOUT_FILENO);
		(void)dup2(error, STDERR_FILENO);
		(void)execl(program, "vferry", "vnf", run->operation, run->stage, "-", (char *)NULL);
		_exit(127);
	}
	return child;
}

void
run_hook(struct run_hook *run)
{
	unsigned int began = now_ms();
	int errors[2], status = 0;
	ssize_t n;
	pid_t child;

	CU_ASSERT_EQUAL_FATAL(pipe2(errors, O_CLOEXEC), 0);
	child = start(run, errors[1]);
	CU_ASSERT_FATAL(child > 0);
	CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
	run->ms = now_ms() - began;
	run->code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	(void)close(errors[1]);
	(void)close(run->in);
	(void)close(run->out);
	n = read(errors[0], run->error, sizeof(run->error) - 1);
	run->error[n > 0 ? n : 0] = '\0';
	(void)close(errors[0]);
}

struct run_hook
run_hook_comes(int in, char text[1024])
{
	struct run_hook run = {.operation = "migrate", .stage = "begin", .in = in};
	int ends[2];
	ssize_t n;

	CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
	run.out = ends[1];
	run_hook(&run);
	n = read(ends[0], text, 1023);
	text[n > 0 ? n : 0] = '\0';
	(void)close(ends[0]);
	return run;
}

struct sockaddr_un
run_hook_address(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", note);
	return address;
}

int
run_hook_daemon(void)
{
	const struct sockaddr_un address = run_hook_address();
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	(void)unlink(note);
	CU_ASSERT_EQUAL_FATAL(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* The hook is where the build puts it, two folders above this program. */
bool
run_hook_set_up(void)
{
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 32);

	for (unsigned int i = 0; i < 3 && n > 0; i++)
		while (n > 0 && program[--n] != '/')
			;
	if (n <= 0 || !mkdtemp(folder))
		return false;
	(void)snprintf(program + n, sizeof(program) - (size_t)n, "/vferry-hook");
	(void)snprintf(config, sizeof(config), "%s/vferryd.conf", folder);
	(void)snprintf(note, sizeof(note), "%s/hook.sock", folder);
	return setenv("VFERRY_CONFIG", config, 1) == 0 && setenv("VFERRY_HOOK_SOCKET", note, 1) == 0;
}

void
run_hook_clean_up(void)
{
	(void)close(silent_end);
	(void)unlink(config);
	(void)unlink(note);
	(void)rmdir(folder);
}
