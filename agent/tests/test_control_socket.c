/* SPDX-License-Identifier: BSD-3-Clause */
/* test_control_socket.c: the control socket's file, and who may use it. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "event.h"
#include "tests/control_world.h"
#include "tests/unit.h"

#define NOBODY 65534
#define VFS    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"vfs\",\"params\":{}}\n"

static mode_t
mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) < 0 ? 0 : st.st_mode;
}

static void
touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	CU_ASSERT(fd >= 0);
	(void)close(fd);
}

/* A socket of that name on which somebody listens. */
static int
listen_there(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", world.path);
	CU_ASSERT_EQUAL(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	CU_ASSERT_EQUAL(listen(fd, 1), 0);
	return fd;
}

static void
the_file_is_the_groups(void)
{
	mode_t mask = umask(0);
	struct stat st = {0};

	world_begin();
	CU_ASSERT_EQUAL(lstat(world.path, &st), 0);
	CU_ASSERT_EQUAL(st.st_mode, S_IFSOCK | 0660);
	CU_ASSERT_EQUAL(st.st_gid, world.gid);
	server_stop(world.server);
	CU_ASSERT_EQUAL(mode_of(world.path), 0);
	CU_ASSERT_FATAL(world_serve(""));
	CU_ASSERT_EQUAL(mode_of(world.path), S_IFSOCK | 0600);
	server_stop(world.server);
	CU_ASSERT_FATAL(world_serve(NULL));
	CU_ASSERT_EQUAL(mode_of(world.path), S_IFSOCK | 0600);
	world_end();
	CU_ASSERT_EQUAL(mode_of(world.folder), 0);
	(void)umask(mask);
}

static void
what_a_dead_daemon_left_is_replaced(void)
{
	char beside[sizeof(world.path) + 8];
	int fd;

	world_make();
	(void)close(listen_there());
	(void)snprintf(beside, sizeof(beside), "%s.new", world.path);
	touch(beside);
	CU_ASSERT_FATAL(world_serve(NULL));
	fd = client_connect();
	client_say(fd, VFS);
	CU_ASSERT(client_hear(fd, 1));
	CU_ASSERT_EQUAL(mode_of(beside), 0);
	(void)close(fd);
	world_end();
}

static void
a_living_daemon_is_left_alone(void)
{
	struct server *first;
	int fd, pending[8], n = 0;

	world_begin();
	first = world.server;
	CU_ASSERT(!world_serve(NULL));
	CU_ASSERT_EQUAL(world.err.code, -EADDRINUSE);
	CU_ASSERT_PTR_NOT_NULL(strstr(world.err.text, "another vferryd answers on /tmp/"));
	/* Also when it is about to make its file. */
	(void)unlink(world.path);
	CU_ASSERT(!world_serve(NULL));
	CU_ASSERT_EQUAL(world.err.code, -EADDRINUSE);
	server_stop(first);
	/* And a stranger. */
	fd = listen_there();
	CU_ASSERT(!world_serve(NULL));
	CU_ASSERT_EQUAL(world.err.code, -EADDRINUSE);
	/* Whose queue is full. */
	while (n < 8 && (pending[n] = client_connect()) >= 0)
		n++;
	CU_ASSERT(n < 8);
	CU_ASSERT(!world_serve(NULL));
	CU_ASSERT_EQUAL(world.err.code, -EADDRINUSE);
	CU_ASSERT_EQUAL(mode_of(world.path) & S_IFMT, S_IFSOCK);
	while (n > 0)
		(void)close(pending[--n]);
	(void)close(fd);
	world_end();
}

static void
a_place_that_will_not_do_is_refused(void)
{
	world_make();
	touch(world.path);
	CU_ASSERT(!world_serve(NULL));
	CU_ASSERT_EQUAL(world.err.code, -EEXIST);
	CU_ASSERT_EQUAL(mode_of(world.path), S_IFREG | 0600);
	CU_ASSERT(!world_serve("no-such-group-here"));
	CU_ASSERT_EQUAL(world.err.code, -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(world.err.text, "'no-such-group-here'"));
	world_end();
	CU_ASSERT(!world_serve(NULL)); /* its folder is gone */
	CU_ASSERT_EQUAL(world.err.code, -ENOENT);
	strcpy(world.path, "relative");
	CU_ASSERT(!world_serve(NULL));
	CU_ASSERT_EQUAL(world.err.code, -EINVAL);
}

static void
a_long_path_fits_or_is_refused(void)
{
	const struct server_calls calls = {0};
	char path[128]; /* a socket's has 107 characters, and .new must fit */
	struct server *server;
	struct err err;

	world_make();
	memset(path, 'x', sizeof(path));
	memcpy(path, world.path, strlen(world.path));
	path[104] = '\0';
	CU_ASSERT_PTR_NULL(server_start(path, NULL, &calls, &err));
	CU_ASSERT_EQUAL(err.code, -EINVAL);
	path[103] = '\0';
	server = server_start(path, NULL, &calls, &err);
	CU_ASSERT_PTR_NOT_NULL(server);
	CU_ASSERT_EQUAL(mode_of(path), S_IFSOCK | 0600);
	server_stop(server);
	(void)snprintf(path + 103, sizeof(path) - 103, ".lock");
	(void)unlink(path);
	world_end();
}

static void
anothers_file_stays(void)
{
	world_begin();
	(void)unlink(world.path);
	touch(world.path);
	server_stop(world.server);
	world.server = NULL;
	CU_ASSERT_EQUAL(mode_of(world.path), S_IFREG | 0600);
	world_end();
}

/* Another process of another user asks, and says in its exit code what it was told. */
enum told { TOLD_RESULT, TOLD_REFUSAL, TOLD_NOTHING, TOLD_NO_ENTRY };

static void
ask_as(uid_t uid, gid_t gid, const gid_t *groups, size_t ngroups)
{
	char answer[1024] = "";
	size_t size = 0;
	ssize_t n;
	int fd;

	if (setgroups(ngroups, groups) < 0 || setgid(gid) < 0 || setuid(uid) < 0)
		_exit(100);
	fd = client_connect();
	if (fd < 0)
		_exit(errno == EACCES ? TOLD_NO_ENTRY : 101);
	(void)fcntl(fd, F_SETFL, 0);
	(void)send(fd, VFS, strlen(VFS), MSG_NOSIGNAL);
	while (!strchr(answer, '\n') && (n = recv(fd, answer + size, sizeof(answer) - 1 - size, 0)) > 0)
		size += (size_t)n;
	if (strstr(answer, "\"result\""))
		_exit(TOLD_RESULT);
	_exit(strstr(answer, "\"code\":-32600") && strstr(answer, "user 65534 may not") ? TOLD_REFUSAL
	                                                                                : TOLD_NOTHING);
}

static void
on_child(int signal)
{
	(void)signal;
	event_wake();
}

static bool
is_over(void *arg)
{
	int *status = arg;

	return waitpid(-1, status, WNOHANG) > 0;
}

static int
told_to(uid_t uid, gid_t gid, const gid_t *groups, size_t ngroups)
{
	const struct sigaction action = {.sa_handler = on_child};
	struct sigaction before;
	int status = -1;
	pid_t pid;

	(void)sigaction(SIGCHLD, &action, &before);
	pid = fork();
	if (pid == 0)
		ask_as(uid, gid, groups, ngroups);
	CU_ASSERT(pid > 0);
	CU_ASSERT(event_run(event_now_us() + WORLD_PATIENCE_S * 1000000ull, is_over, &status));
	(void)sigaction(SIGCHLD, &before, NULL);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
members_may_others_may_not(void)
{
	gid_t many[64], ours;

	if (geteuid() != 0) {
		unit_skip("other users cannot be tried without root");
		return;
	}
	world_begin();
	CU_ASSERT_EQUAL(chmod(world.folder, 0755), 0);
	ours = world.gid;
	for (unsigned int i = 0; i < 64; i++)
		many[i] = 70000 + i;
	CU_ASSERT_EQUAL(told_to(NOBODY, NOBODY, NULL, 0), TOLD_NO_ENTRY);
	CU_ASSERT_EQUAL(told_to(NOBODY, ours, NULL, 0), TOLD_RESULT);
	CU_ASSERT_EQUAL(told_to(NOBODY, NOBODY, &ours, 1), TOLD_RESULT);
	CU_ASSERT_EQUAL(told_to(0, NOBODY, NULL, 0), TOLD_RESULT);
	/* The file's mode alone is not trusted. */
	CU_ASSERT_EQUAL(chmod(world.path, 0666), 0);
	CU_ASSERT_EQUAL(told_to(NOBODY, NOBODY, NULL, 0), TOLD_REFUSAL);
	CU_ASSERT_EQUAL(told_to(NOBODY, NOBODY, many, 64), TOLD_REFUSAL);
	many[63] = ours;
	CU_ASSERT_EQUAL(told_to(NOBODY, NOBODY, many, 64), TOLD_RESULT);
	world_end();
}

static void
without_a_group_only_root_may(void)
{
	if (geteuid() != 0) {
		unit_skip("other users cannot be tried without root");
		return;
	}
	world_make();
	CU_ASSERT_FATAL(world_serve(NULL));
	CU_ASSERT_EQUAL(chmod(world.folder, 0755), 0);
	CU_ASSERT_EQUAL(chmod(world.path, 0666), 0);
	CU_ASSERT_EQUAL(told_to(NOBODY, 0, NULL, 0), TOLD_REFUSAL);
	CU_ASSERT_EQUAL(told_to(NOBODY, NOBODY, NULL, 0), TOLD_REFUSAL);
	CU_ASSERT_EQUAL(told_to(0, 0, NULL, 0), TOLD_RESULT);
	world_end();
}

static const struct unit_test tests[] = {
        {"the file is the group's", the_file_is_the_groups},
        {"what a dead daemon left is replaced", what_a_dead_daemon_left_is_replaced},
        {"a living daemon is left alone", a_living_daemon_is_left_alone},
        {"a place that will not do is refused", a_place_that_will_not_do_is_refused},
        {"a long path fits or is refused", a_long_path_fits_or_is_refused},
        {"another's file stays", anothers_file_stays},
        {"members may, others may not", members_may_others_may_not},
        {"without a group only root may", without_a_group_only_root_may},
};

UNIT_MAIN("control socket", tests)
