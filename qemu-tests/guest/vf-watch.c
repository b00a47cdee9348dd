/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vf-watch.c: runs in a guest and tells when a process has let go of its VFs: no fd and no mapping of the
 * devices is left. Neighbours: ../watchlog.c reads what it writes; ../matrix starts it before each removal.
 *
 *   vf-watch PID SECONDS BDF...
 *
 * Lines are "MILLISECONDS WHAT", by CLOCK_MONOTONIC: `armed`; `sign ...` for SIGUSR1 (the test is about to
 * act) and for each uevent of the devices and each request to let go that vfio logs; `held MAPS FDS` when a
 * count has changed; `gone`, the last one. It sleeps until the first sign, so that it takes no time from the
 * process before; then it looks every 4 ms. It ends after `gone`, or after SECONDS.
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS   4
#define NAMES_MAX 16

/* What the paths of the devices' files have in them: "0000:01:00.0", "dev/uio0". */
static char names[NAMES_MAX][32];
static unsigned int nnames;
static const char *pid;

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
say(const char *what, const char *detail)
{
	printf("%.3f %s%s\n", now_ms(), what, detail);
	fflush(stdout);
}

static void
add_name(const char *before, const char *name)
{
	if (nnames < NAMES_MAX)
		snprintf(names[nnames++], sizeof(names[0]), "%s%.20s", before, name);
}

/* A device's files are known by its address, and by the number that uio gave it. */
static void
add_device(const char *bdf)
{
	struct dirent *entry;
	char path[80];
	DIR *dir;

	add_name("", bdf);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/uio", bdf);
	dir = opendir(path);
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, "uio", 3) == 0)
			add_name("dev/", entry->d_name);
	if (dir != NULL)
		closedir(dir);
}

static bool
ours_named(const char *text)
{
	for (unsigned int i = 0; i < nnames; i++)
		if (strstr(text, names[i]) != NULL)
			return true;
	return false;
}

/* vfio's files do not say of which device they are: all of the process count. */
static bool
ours(const char *path)
{
	return ours_named(path) || strstr(path, "[vfio-device]") != NULL;
}

static unsigned int
count_maps(void)
{
	char path[40], line[512];
	unsigned int n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/maps", pid);
	file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		n += ours(line);
	if (file != NULL)
		fclose(file);
	return n;
}

static unsigned int
count_fds(void)
{
	char path[300], target[300];
	struct dirent *entry;
	unsigned int n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	dir = opendir(path);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		ssize_t size;

		snprintf(path, sizeof(path), "/proc/%s/fd/%s", pid, entry->d_name);
		size = readlink(path, target, sizeof(target) - 1);
		target[size < 0 ? 0 : size] = '\0';
		n += ours(target);
	}
	if (dir != NULL)
		closedir(dir);
	return n;
}

/* True when nothing is held any more. */
static bool
look(void)
{
	static unsigned int last_maps, last_fds;
	unsigned int maps = count_maps(), fds = count_fds();
	char text[40];

	if (maps != last_maps || fds != last_fds) {
		snprintf(text, sizeof(text), "%u %u", maps, fds);
		say("held ", text);
	}
	last_maps = maps;
	last_fds = fds;
	return maps == 0 && fds == 0;
}

/* "remove@/devices/pci0000:00/..." of one of the devices, or of what uio and vfio made of it. */
static bool
take_uevent(int fd, bool *sign)
{
	char text[4096];
	ssize_t n = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);

	if (n <= 0)
		return false;
	text[n] = '\0';
	if (ours(text) && strncmp(text, "add", 3) != 0 && strncmp(text, "bind", 4) != 0) {
		say("sign ", text);
		*sign = true;
	}
	return true;
}

/* A line of the kernel's log: on some kernels the only thing that is to be seen while vfio waits for the
 * process. */
static bool
take_log(int fd, bool *sign)
{
	char text[1024], *line;
	ssize_t n = read(fd, text, sizeof(text) - 1);

	if (n <= 0)
		return false;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	line = strchr(text, ';');
	if (line != NULL && ours_named(line) && strstr(line, "device request") != NULL) {
		say("sign ", line + 1);
		*sign = true;
	}
	return true;
}

static int
kernel_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	lseek(fd, 0, SEEK_END);
	return fd;
}

static int
uevents(void)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = 1};
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("vf-watch: uevents");
		exit(1);
	}
	return fd;
}

static int
notices(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
main(int argc, char **argv)
{
	struct pollfd fds[3] = {{.events = POLLIN}, {.events = POLLIN}, {.events = POLLIN}};
	struct signalfd_siginfo notice;
	bool signs = false;
	double end;

	if (argc < 4) {
		fprintf(stderr, "usage: vf-watch PID SECONDS BDF...\n");
		return 2;
	}
	pid = argv[1];
	end = now_ms() + atoi(argv[2]) * 1e3;
	for (int i = 3; i < argc; i++)
		add_device(argv[i]);
	fds[0].fd = uevents();
	fds[1].fd = notices();
	fds[2].fd = kernel_log();
	say("armed", "");
	if (look())
		end = 0;
	while (now_ms() < end) {
		poll(fds, 3, signs ? LOOK_MS : 100);
		if (read(fds[1].fd, &notice, sizeof(notice)) > 0) {
			say("sign ", "notice");
			signs = true;
		}
		while (take_uevent(fds[0].fd, &signs) || take_log(fds[2].fd, &signs))
			;
		if (signs && look()) {
			say("gone", "");
			return 0;
		}
	}
	return 1;
}
