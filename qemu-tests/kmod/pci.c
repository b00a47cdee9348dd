/* SPDX-License-Identifier: BSD-3-Clause */
/* pci.c: what config space and sysfs say of a device, and a VF's sudden end. Neighbour: prober.h. */
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

/* Writes 0 into the control register of SR-IOV, at the end of the list of extended capabilities that leads
 * there. */
bool
pci_vanish(int argc, char **argv, char *answer, size_t size)
{
	int fd = open_config(argc, argv);
	uint32_t header = 0;
	uint16_t off = 0;
	bool done = false;

	(void)answer, (void)size;
	for (off_t at = PCI_CFG_SPACE_SIZE; at != 0; at = PCI_EXT_CAP_NEXT(header)) {
		if (pread(fd, &header, sizeof(header), at) != sizeof(header))
			break;
		if (PCI_EXT_CAP_ID(header) == PCI_EXT_CAP_ID_SRIOV) {
			done = pwrite(fd, &off, sizeof(off), at + PCI_SRIOV_CTRL) == sizeof(off);
			break;
		}
	}
	if (fd >= 0)
		close(fd);
	return done;
}
