/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vfio-decode.c: runs in a guest and turns memory decode of a process's vfio device off, through that
 * process's own fd: vfio then takes the mappings away, and the next access is a SIGBUS. Written through
 * sysfs, vfio would not know. Neighbour: ../matrix has it as a removal.
 *
 *   vfio-decode PID
 */
#include <dirent.h>
#include <linux/vfio.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COMMAND    4 /* in config space */
#define MEM_DECODE 2

/* A copy of the process's first vfio device; -1: none. */
static int
take_device(const char *pid)
{
	int process = (int)syscall(SYS_pidfd_open, atoi(pid), 0), fd = -1;
	char path[300], target[300];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	dir = opendir(path);
	while (dir != NULL && fd < 0 && (entry = readdir(dir)) != NULL) {
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/%s/fd/%s", pid, entry->d_name);
		n = readlink(path, target, sizeof(target) - 1);
		target[n < 0 ? 0 : n] = '\0';
		if (strcmp(target, "anon_inode:[vfio-device]") == 0)
			fd = (int)syscall(SYS_pidfd_getfd, process, atoi(entry->d_name), 0);
	}
	if (dir != NULL)
		closedir(dir);
	close(process);
	return fd;
}

int
main(int argc, char **argv)
{
	struct vfio_region_info config = {.argsz = sizeof(config), .index = VFIO_PCI_CONFIG_REGION_INDEX};
	uint16_t command;
	off_t at;
	int fd;

	if (argc != 2) {
		fprintf(stderr, "usage: vfio-decode PID\n");
		return 2;
	}
	fd = take_device(argv[1]);
	if (fd < 0 || ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, &config) < 0) {
		perror("vfio-decode: no vfio device");
		return 1;
	}
	at = (off_t)config.offset + COMMAND;
	if (pread(fd, &command, sizeof(command), at) != sizeof(command)) {
		perror("vfio-decode: command register");
		return 1;
	}
	command = (uint16_t)(command & ~MEM_DECODE);
	if (pwrite(fd, &command, sizeof(command), at) != sizeof(command)) {
		perror("vfio-decode: command register");
		return 1;
	}
	return 0;
}
