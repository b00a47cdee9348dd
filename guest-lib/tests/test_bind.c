/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_bind.c: which devices may be a pair's VF, and what binding writes. The sysfs is a tree of files, and a
 * thread stands in for the kernel that acts on drivers_probe.
 */
#include "bind.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit.h"

#define MAC "52:54:00:00:00:01"

static char root[] = "/tmp/test_bind.XXXXXX";

static char *in_tree(char *path, const char *format, ...) __attribute__((format(printf, 2, 3)));

static char *
in_tree(char *path, const char *format, ...)
{
	int n = snprintf(path, PATH_MAX, "%s/bus/pci/", root);
	va_list args;

	va_start(args, format);
	vsnprintf(path + n, (size_t)(PATH_MAX - n), format, args);
	va_end(args);
	return path;
}

static void
put_file(const char *pci, const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *file = fopen(in_tree(path, "devices/%s/%s", pci, name), "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fprintf(file, "%s\n", text);
	fclose(file);
}

static void
get_file(const char *name, char *out, size_t size)
{
	char path[PATH_MAX];
	FILE *file = fopen(in_tree(path, "%s", name), "r");

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	out[fread(out, 1, size - 1, file)] = '\0';
	fclose(file);
}

static void
link_driver(const char *pci, const char *driver)
{
	char path[PATH_MAX], target[PATH_MAX];

	unlink(in_tree(path, "devices/%s/driver", pci));
	if (driver[0])
		CU_ASSERT_EQUAL(symlink(in_tree(target, "drivers/%s", driver), path), 0);
}

/* A device; mac is its kernel interface's, NULL without one. */
static void
plug(const char *pci, const char *class, const char *vendor, const char *driver, const char *mac)
{
	char path[PATH_MAX];

	mkdir(in_tree(path, "devices/%s", pci), 0755);
	put_file(pci, "class", class);
	put_file(pci, "vendor", vendor);
	put_file(pci, "driver_override", "(null)");
	link_driver(pci, driver);
	if (!mac)
		return;
	mkdir(in_tree(path, "devices/%s/net", pci), 0755);
	mkdir(in_tree(path, "devices/%s/net/eth0", pci), 0755);
	put_file(pci, "net/eth0/address", mac);
}

static void
load(const char *driver)
{
	char path[PATH_MAX];

	mkdir(in_tree(path, "drivers/%s", driver), 0755);
	close(creat(in_tree(path, "drivers/%s/unbind", driver), 0644));
}

static void
make_tree(void)
{
	char path[PATH_MAX];

	mkdir(in_tree(path, "%s", ""), 0755);
	mkdir(in_tree(path, "devices"), 0755);
	mkdir(in_tree(path, "drivers"), 0755);
	close(creat(in_tree(path, "drivers_probe"), 0644));
	load("igbvf");
	load("uio_pci_generic");
	plug("0000:00:01.0", "0x060400", "0x8086", "", NULL);                     /* a bridge */
	plug("0000:00:04.0", "0x020000", "0x1af4", "uio_pci_generic", NULL);      /* virtio */
	plug("0000:01:00.0", "0x020000", "0x8086", "uio_pci_generic", NULL);      /* may be */
	plug("0000:01:00.1", "0x020000", "0x8086", "igbvf", "52:54:00:00:00:02"); /* another's */
	plug("0000:01:00.2", "0x020000", "0x8086", "mlx5_core", NULL);            /* not for userspace */
	plug("0000:02:00.0", "0x020000", "0x8086", "igbvf", "52:54:00:00:00:01"); /* it is */
	plug("0000:03:00.0", "0x028000", "0x15b3", "", NULL);                     /* may be */
}

static void
lists_what_may_be(void)
{
	struct bind_device devices[8];
	struct err err = {0};

	make_tree();
	CU_ASSERT_EQUAL_FATAL(bind_list(MAC, devices, 8, &err), 3);
	CU_ASSERT_STRING_EQUAL(devices[0].pci, "0000:02:00.0");
	CU_ASSERT_STRING_EQUAL(devices[0].driver, "igbvf");
	CU_ASSERT(devices[0].certain);
	CU_ASSERT_STRING_EQUAL(devices[1].pci, "0000:01:00.0");
	CU_ASSERT_STRING_EQUAL(devices[1].driver, "uio_pci_generic");
	CU_ASSERT(!devices[1].certain);
	CU_ASSERT_STRING_EQUAL(devices[2].pci, "0000:03:00.0");
	CU_ASSERT_STRING_EQUAL(devices[2].driver, "");
	CU_ASSERT_EQUAL(bind_list(MAC, devices, 2, &err), 2);
}

static void
plugged_anew_is_another(void)
{
	struct bind_device before[8], after[8];
	char path[PATH_MAX], away[PATH_MAX];
	struct err err = {0};

	CU_ASSERT_EQUAL_FATAL(bind_list(MAC, before, 8, &err), 3);
	/* The old folder is kept elsewhere, so that its number is not given to the new one. */
	CU_ASSERT_EQUAL(rename(in_tree(path, "devices/%s", before[2].pci), in_tree(away, "gone")), 0);
	plug(before[2].pci, "0x028000", "0x15b3", "", NULL);
	CU_ASSERT_EQUAL_FATAL(bind_list(MAC, after, 8, &err), 3);
	CU_ASSERT_NOT_EQUAL(before[2].plugged, after[2].plugged);
	CU_ASSERT_EQUAL(before[1].plugged, after[1].plugged);
}

static void
what_is_taken(void)
{
	struct bind_device device = {.pci = "0000:01:00.0"};
	struct bind_plug taken[4];
	char path[PATH_MAX], away[PATH_MAX];
	struct stat st;

	/* Of the network functions without virtio: neither the unbound one nor those of the kernel's drivers.
	 */
	CU_ASSERT_EQUAL_FATAL(bind_taken("", taken, 4), 1);
	CU_ASSERT_STRING_EQUAL(taken[0].pci, device.pci);
	CU_ASSERT_EQUAL(bind_taken(device.pci, taken, 4), 0);
	CU_ASSERT_EQUAL(bind_taken("", taken, 0), 0);

	CU_ASSERT_EQUAL(bind_taken("", taken, 4), 1);
	CU_ASSERT_EQUAL(stat(in_tree(path, "devices/%s/", device.pci), &st), 0);
	device.plugged = st.st_ino;
	CU_ASSERT(bind_among(taken, 1, &device));
	CU_ASSERT(!bind_among(taken, 0, &device));
	CU_ASSERT_EQUAL(bind_forget(taken, 1, "0000:01:00.1"), 1);
	CU_ASSERT_EQUAL(bind_forget(taken, 1, device.pci), 0);

	CU_ASSERT_EQUAL(bind_taken("", taken, 4), 1);
	CU_ASSERT_EQUAL(rename(path, in_tree(away, "gone_too")), 0);
	plug(device.pci, "0x020000", "0x8086", "uio_pci_generic", NULL);
	CU_ASSERT_EQUAL(stat(path, &st), 0);
	device.plugged = st.st_ino;
	CU_ASSERT(!bind_among(taken, 1, &device));
}

static void
without_sysfs(void)
{
	struct bind_device device;
	struct err err = {0};

	bind_sysfs("/nonexistent");
	CU_ASSERT_EQUAL(bind_list(MAC, &device, 1, &err), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "/nonexistent/bus/pci/devices"));
	CU_ASSERT_PTR_NULL(bind_default());
	CU_ASSERT_EQUAL(bind_taken("", &(struct bind_plug){0}, 1), 0);
	bind_sysfs(root);
}

/* The kernel: unbinds at once, and binds what driver_override names when drivers_probe is written. */
static _Atomic bool stop_kernel;

static void *
kernel(void *arg)
{
	const char *pci = arg;
	char text[128], path[PATH_MAX], name[64];

	while (!stop_kernel) {
		get_file("drivers_probe", text, sizeof(text));
		if (strcmp(text, pci) == 0) {
			snprintf(name, sizeof(name), "devices/%s/driver_override", pci);
			get_file(name, text, sizeof(text));
			text[strcspn(text, "\n")] = '\0';
			link_driver(pci, text);
			CU_ASSERT_EQUAL(truncate(in_tree(path, "drivers_probe"), 0), 0);
		}
		sched_yield();
	}
	return NULL;
}

static void
binds(void)
{
	char pci[] = "0000:02:00.0", text[64], path[PATH_MAX];
	struct err err = {0};
	pthread_t thread;
	int rc = -1;

	CU_ASSERT_EQUAL(bind_set(pci, "igb_uio", &err), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "modprobe igb_uio"));
	CU_ASSERT_STRING_EQUAL(bind_default(), "uio_pci_generic");
	load("igb_uio");
	CU_ASSERT_STRING_EQUAL(bind_default(), "igb_uio");

	/* A kernel that does nothing. */
	CU_ASSERT_EQUAL(bind_set(pci, "igb_uio", &err), -EIO);
	get_file("drivers/igbvf/unbind", text, sizeof(text));
	CU_ASSERT_STRING_EQUAL(text, pci);
	get_file("devices/0000:02:00.0/driver_override", text, sizeof(text));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "igb_uio"));
	CU_ASSERT_EQUAL(truncate(in_tree(path, "drivers_probe"), 0), 0);

	pthread_create(&thread, NULL, kernel, pci);
	for (unsigned int i = 0; i < 1000 && rc; i++)
		rc = bind_set(pci, "igb_uio", &err);
	stop_kernel = true;
	pthread_join(thread, NULL);
	CU_ASSERT_EQUAL(rc, 0);
	bind_driver_of(pci, text, sizeof(text));
	CU_ASSERT_STRING_EQUAL(text, "igb_uio");
	CU_ASSERT_EQUAL(bind_set("0000:09:00.0", "igb_uio", &err), -ENOENT);
}

static void
knows_pci_addresses(void)
{
	CU_ASSERT(bind_is_pci("0000:01:00.0"));
	CU_ASSERT(bind_is_pci("10000:ff:1f.7"));
	CU_ASSERT(!bind_is_pci("0000:01:00"));
	CU_ASSERT(!bind_is_pci("0000:01:00.0x"));
	CU_ASSERT(!bind_is_pci("net_ring0"));
	CU_ASSERT(!bind_is_pci(""));
}

static const struct unit_test tests[] = {
        {"lists what may be the VF, the certain first", lists_what_may_be},
        {"a device that was plugged in anew is another one", plugged_anew_is_another},
        {"what is on a userspace driver is somebody's, until plugged in anew", what_is_taken},
        {"without sysfs", without_sysfs},
        {"binds, and says when the kernel does not", binds},
        {"knows PCI addresses", knows_pci_addresses},
};

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

int
main(void)
{
	char path[PATH_MAX];
	int rc;

	if (!mkdtemp(root))
		return 1;
	snprintf(path, sizeof(path), "%s/bus", root);
	mkdir(path, 0755);
	bind_sysfs(root);
	rc = unit_run("bind", tests, sizeof(tests) / sizeof(tests[0]));
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return rc;
}
