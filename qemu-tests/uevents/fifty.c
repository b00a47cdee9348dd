/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fifty.c: the only program of a guest with fifty PCI functions: it takes all of them away and has the kernel
 * find them again, ten times, and reads only then what the kernel told. Its one line on the console says what
 * came. Neighbour: check-uevents.sh starts the guest and reads the line.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#include "uevent.h"

#define DEVICES "/sys/bus/pci/devices/"
#define KIND    "0x0005\n" /* QEMU's pci-testdev */

enum { DEVICES_MAX = 64, TIMES = 10 };

static char pci[DEVICES_MAX][BIND_PCI_MAX];
static unsigned int n, removed[DEVICES_MAX], added[DEVICES_MAX], messages, lost;

static void
write_one(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		printf("fifty: %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static void
find_devices(void)
{
	glob_t found = {0};

	glob(DEVICES "*", 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc && n < DEVICES_MAX; i++) {
		char path[128], kind[16] = "";
		FILE *file;

		snprintf(path, sizeof(path), "%s/device", found.gl_pathv[i]);
		file = fopen(path, "re");
		if (file && fgets(kind, sizeof(kind), file) && strcmp(kind, KIND) == 0)
			snprintf(pci[n++], sizeof(pci[0]), "%s", found.gl_pathv[i] + strlen(DEVICES));
		if (file)
			fclose(file);
	}
	globfree(&found);
}

static void
come_and_go(void)
{
	char path[128];

	for (unsigned int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), DEVICES "%s/remove", pci[i]);
		write_one(path);
	}
	write_one("/sys/bus/pci/rescan");
}

static void
count(const struct uevent *event)
{
	messages++;
	for (unsigned int i = 0; i < n; i++)
		if (strcmp(event->subsystem, "pci") == 0 && strcmp(event->pci, pci[i]) == 0) {
			removed[i] += event->action == UEVENT_REMOVE;
			added[i] += event->action == UEVENT_ADD;
		}
}

static unsigned int
told_every_time(void)
{
	unsigned int sound = 0;

	for (unsigned int i = 0; i < n; i++)
		sound += removed[i] == TIMES && added[i] == TIMES;
	return sound;
}

int
main(void)
{
	struct uevent event;
	struct err err;
	int fd, rc;

	mkdir("/dev", 0755), mkdir("/sys", 0755);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	if (!freopen("/dev/ttyS0", "w", stdout))
		return 1;
	find_devices();
	fd = uevent_open(&err);
	if (fd < 0)
		printf("fifty: %s\n", err.text);
	for (unsigned int i = 0; i < TIMES; i++)
		come_and_go();
	while ((rc = uevent_read(fd, &event)) == 1 || rc == -ENOBUFS) {
		if (rc == 1)
			count(&event);
		else
			lost++;
	}
	printf("fifty: %u of %u devices told every time, %u messages, lost %u times\n", told_every_time(), n,
	       messages, lost);
	fflush(stdout);
	reboot(RB_AUTOBOOT);
	return 0;
}
