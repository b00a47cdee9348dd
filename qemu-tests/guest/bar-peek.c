/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bar-peek.c: runs in a guest and reads registers of an Intel NIC that nobody drives. Neighbour:
 * ../scenarios/stale_mapping.c looks for what the old mapping of another device did to it.
 *
 *   bar-peek BDF OFFSET[=VALUE]...
 *
 * Turns memory decode on, and prints the 32-bit registers of BAR 0 at these offsets in one line, after
 * writing VALUE where there is one. All numbers are hexadecimal.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define BAR_SIZE   0x20000
#define COMMAND    4 /* in config space */
#define MEM_DECODE 2

static int
open_file(const char *bdf, const char *name)
{
	char path[80];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", bdf, name);
	fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	if (fd < 0) {
		perror(path);
		exit(1);
	}
	return fd;
}

static void
decode(const char *bdf)
{
	int fd = open_file(bdf, "config");
	uint16_t command;

	if (pread(fd, &command, sizeof(command), COMMAND) != sizeof(command)) {
		perror("config");
		exit(1);
	}
	command |= MEM_DECODE;
	if (pwrite(fd, &command, sizeof(command), COMMAND) != sizeof(command)) {
		perror("config");
		exit(1);
	}
	close(fd);
}

static uint32_t
peek(volatile uint32_t *bar, const char *what)
{
	char *end;
	volatile uint32_t *at = &bar[strtoul(what, &end, 16) % BAR_SIZE / 4];

	if (*end == '=')
		*at = (uint32_t)strtoul(end + 1, NULL, 16);
	return *at;
}

int
main(int argc, char **argv)
{
	volatile uint32_t *bar;

	if (argc < 3) {
		fprintf(stderr, "usage: bar-peek BDF OFFSET[=VALUE]...\n");
		return 2;
	}
	decode(argv[1]);
	bar = mmap(NULL, BAR_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, open_file(argv[1], "resource0"), 0);
	if (bar == MAP_FAILED) {
		perror("resource0");
		return 1;
	}
	for (int i = 2; i < argc; i++)
		printf("%s%x", i == 2 ? "" : " ", peek(bar, argv[i]));
	putchar('\n');
	return 0;
}
