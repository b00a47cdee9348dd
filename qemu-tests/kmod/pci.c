/* SPDX-License-Identifier: BSD-3-Clause */
/* pci.c: what config space and sysfs say of a device, and a device's sudden end. Neighbour: prober.h. */
#include <dirent.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "prober.h"

#define DEVICES "/sys/bus/pci/devices/"

bool
pci_kind(int argc, char **argv, char *answer, size_t size)
{
	char path[512];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), DEVICES "%s/msi_irqs", argc < 2 ? "" : argv[1]);
	snprintf(answer, size, "intx");
	d = opendir(path);
	while (d != NULL && (e = readdir(d)) != NULL) {
		snprintf(path, sizeof(path), DEVICES "%s/msi_irqs/%.20s", argv[1], e->d_name);
		if (e->d_name[0] != '.')
			read_file(path, answer, size);
	}
	if (d != NULL)
		closedir(d);
	return argc == 2;
}

static int
open_config(int argc, char **argv)
{
	char path[128];

	snprintf(path, sizeof(path), DEVICES "%s/config", argc < 2 ? "" : argv[1]);
	return open(path, O_RDWR | O_CLOEXEC);
}

bool
pci_master(int argc, char **argv, char *answer, size_t size)
{
	int fd = open_config(argc, argv);
	uint16_t value;
	bool read = fd >= 0 && pread(fd, &value, sizeof(value), PCI_COMMAND) == sizeof(value);

	if (fd >= 0)
		close(fd);
	if (read)
		snprintf(answer, size, "%s", (value & PCI_COMMAND_MASTER) ? "on" : "off");
	return read;
}

/* A port without bus numbers passes nothing on: what is behind it reads as all ones. They are kept for the
 * way back. */
static bool
set_buses(int argc, char **argv, bool vanish)
{
	static uint32_t kept;
	const uint32_t none = 0;
	int fd = open_config(argc, argv);
	bool done = fd >= 0;

	if (done && vanish)
		done = pread(fd, &kept, sizeof(kept), PCI_PRIMARY_BUS) == sizeof(kept);
	if (done)
		done = pwrite(fd, vanish ? &none : &kept, sizeof(none), PCI_PRIMARY_BUS) == sizeof(none);
	if (fd >= 0)
		close(fd);
	return done;
}

bool
pci_vanish(int argc, char **argv, char *answer, size_t size)
{
	(void)size;
	answer[0] = '\0';
	return set_buses(argc, argv, true);
}

bool
pci_return(int argc, char **argv, char *answer, size_t size)
{
	(void)size;
	answer[0] = '\0';
	return set_buses(argc, argv, false);
}
