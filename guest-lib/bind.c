/* SPDX-License-Identifier: BSD-3-Clause */
/* bind.c: see bind.h. */
#include "bind.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *sysfs = "/sys";

/* In the order in which they are tried. */
static const char *const uio_drivers[] = {"igb_uio", "vfio-pci", "uio_pci_generic"};
enum { UIO_DRIVERS = sizeof(uio_drivers) / sizeof(uio_drivers[0]) };

void
bind_sysfs(const char *root)
{
	sysfs = root;
}

bool
bind_is_pci(const char *text)
{
	unsigned int domain, bus, device, function;
	int end = 0;

	return sscanf(text, "%x:%2x:%2x.%1u%n", &domain, &bus, &device, &function, &end) == 4 &&
	       text[end] == '\0';
}

/* Reads a small file of a device, without its newline. */
static bool
read_text(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, out, size - 1);

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return false;
	out[n] = '\0';
	out[strcspn(out, "\n")] = '\0';
	return true;
}

static bool
read_attribute(const char *pci, const char *name, char *out, size_t size)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/%s", sysfs, pci, name);
	return read_text(path, out, size);
}

void
bind_driver_of(const char *pci, char *out, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t n;

	out[0] = '\0';
	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/driver", sysfs, pci);
	n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0)
		return;
	target[n] = '\0';
	snprintf(out, size, "%s", strrchr(target, '/') ? strrchr(target, '/') + 1 : target);
}

bool
bind_is_uio(const char *driver)
{
	for (unsigned int i = 0; i < UIO_DRIVERS; i++)
		if (strcmp(driver, uio_drivers[i]) == 0)
			return true;
	return false;
}

static bool
driver_loaded(const char *driver)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/bus/pci/drivers/%s", sysfs, driver);
	return access(path, F_OK) == 0;
}

const char *
bind_default(void)
{
	for (unsigned int i = 0; i < UIO_DRIVERS; i++)
		if (driver_loaded(uio_drivers[i]))
			return uio_drivers[i];
	return NULL;
}

/* The MAC of the kernel's interface on pci, if it has one. */
static bool
interface_mac(const char *pci, char *mac, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/net", sysfs, pci);
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir))) {
		char name[sizeof("net//address") + NAME_MAX];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "net/%s/address", entry->d_name);
		found = read_attribute(pci, name, mac, size);
	}
	if (dir)
		closedir(dir);
	return found;
}

int
bind_plugged(const char *pci, struct bind_plug *plug)
{
	size_t size = strlen(pci) + 1;
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/", sysfs, pci);
	if (size > sizeof(plug->pci) || stat(path, &st))
		return -ENODEV;
	memcpy(plug->pci, pci, size);
	plug->plugged = st.st_ino;
	return 0;
}

bool
bind_is_plugged(const char *pci, ino_t plugged)
{
	struct bind_plug now;

	return bind_plugged(pci, &now) == 0 && now.plugged == plugged;
}

/* Whether pci may be the VF with this MAC, and what is known of it. */
static bool
may_be(const char *pci, const char *mac, struct bind_device *device)
{
	char class[16], vendor[16], has[32];
	struct bind_plug plug;

	if (!read_attribute(pci, "class", class, sizeof(class)) || strncmp(class, "0x02", 4) != 0)
		return false;
	if (!read_attribute(pci, "vendor", vendor, sizeof(vendor)) || strcmp(vendor, "0x1af4") == 0)
		return false;
	if (bind_plugged(pci, &plug))
		return false;
	memcpy(device->pci, plug.pci, sizeof(device->pci));
	bind_driver_of(pci, device->driver, sizeof(device->driver));
	device->plugged = plug.plugged;
	device->certain = interface_mac(pci, has, sizeof(has));
	if (device->certain)
		return strcasecmp(has, mac) == 0;
	return device->driver[0] == '\0' || bind_is_uio(device->driver);
}

static int
by_certainty(const void *a, const void *b)
{
	const struct bind_device *x = a, *y = b;

	return x->certain != y->certain ? y->certain - x->certain : strcmp(x->pci, y->pci);
}

int
bind_list(const char *mac, struct bind_device *out, unsigned int max, struct err *err)
{
	char path[PATH_MAX];
	struct dirent *entry;
	unsigned int n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/bus/pci/devices", sysfs);
	dir = opendir(path);
	if (!dir)
		return err_set(err, -errno, "%s cannot be read: %s", path, strerror(errno));
	while (n < max && (entry = readdir(dir)))
		if (may_be(entry->d_name, mac, &out[n]))
			n++;
	closedir(dir);
	qsort(out, n, sizeof(*out), by_certainty);
	return (int)n;
}

unsigned int
bind_taken(const char *own, struct bind_plug *out, unsigned int max)
{
	struct bind_device devices[BIND_DEVICES_MAX] = {0};
	unsigned int taken = 0;
	struct err ignored;
	int n = bind_list("", devices, BIND_DEVICES_MAX, &ignored);

	for (int i = 0; i < n && taken < max; i++) {
		if (!bind_is_uio(devices[i].driver) || strcmp(devices[i].pci, own) == 0)
			continue;
		memcpy(out[taken].pci, devices[i].pci, sizeof(out[taken].pci));
		out[taken++].plugged = devices[i].plugged;
	}
	return taken;
}

bool
bind_among(const struct bind_plug *list, unsigned int n, const struct bind_device *device)
{
	for (unsigned int i = 0; i < n; i++)
		if (strcmp(list[i].pci, device->pci) == 0 && list[i].plugged == device->plugged)
			return true;
	return false;
}

unsigned int
bind_forget(struct bind_plug *list, unsigned int n, const char *pci)
{
	unsigned int left = 0;

	for (unsigned int i = 0; i < n; i++)
		if (strcmp(list[i].pci, pci) != 0)
			list[left++] = list[i];
	return left;
}

/* Writes text into a file of sysfs: name, of the device pci or (NULL) of the PCI bus. */
static int
write_text(const char *pci, const char *name, const char *text)
{
	char path[PATH_MAX];
	int fd, rc;

	snprintf(path, sizeof(path), "%s/bus/pci/%s%s%s%s", sysfs, pci ? "devices/" : "", pci ? pci : "",
	         pci ? "/" : "", name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return rc;
}

int
bind_set(const char *pci, const char *driver, struct err *err)
{
	char now[BIND_DRIVER_MAX];
	int rc;

	bind_driver_of(pci, now, sizeof(now));
	if (strcmp(now, driver) == 0)
		return 0;
	if (driver[0] && !driver_loaded(driver))
		return err_set(err, -ENOENT, "kernel driver %s is not loaded; load it with modprobe %s",
		               driver, driver);
	rc = write_text(pci, "driver_override", driver[0] ? driver : "\n");
	if (rc)
		return err_set(err, rc, "%s: driver_override cannot be written: %s", pci, strerror(-rc));
	if (now[0])
		rc = write_text(pci, "driver/unbind", pci);
	if (rc == 0 && driver[0])
		rc = write_text(NULL, "drivers_probe", pci);
	bind_driver_of(pci, now, sizeof(now));
	if (rc == 0 && strcmp(now, driver) == 0)
		return 0;
	return err_set(err, rc ? rc : -EIO,
	               "%s cannot be bound to kernel driver %s%s%s; see the kernel's log", pci,
	               driver[0] ? driver : "none", rc ? ": " : "", rc ? strerror(-rc) : "");
}
