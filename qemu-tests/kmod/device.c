/* SPDX-License-Identifier: BSD-3-Clause */
/* device.c: the device that the prober holds, as DPDK would: /dev/uioN, config, resource0. Neighbour:
 * prober.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "prober.h"

#define DEVICES  "/sys/bus/pci/devices/"
#define BAR_SIZE 0x4000 /* a VF's is no longer */
#define EVENT_MS 5000
#define QUIET_MS 100 /* long enough for an interrupt that should not come */

/* Registers of the 82576, function and VF alike. */
enum {
	STATUS = 0x0008,
	ICR = 0x00c0,
	ICS = 0x00c8,
	IMS = 0x00d0,
	GPIE = 0x1514,
	EICS = 0x1520,
	EIMS = 0x1524,
	EICR = 0x1580,
	GPIE_MSIX = 0x10,
	LINK_CHANGE = 0x4,
};

static struct {
	char address[32];
	char path[32]; /* /dev/uioN */
	int uio, config;
	volatile uint32_t *bar;
} held = {.uio = -1, .config = -1};

static sigjmp_buf caught;

int
device_fd(void)
{
	return held.uio;
}

const char *
device_path(void)
{
	return held.path;
}

static void
in_device(const char *file, char *path, size_t size)
{
	snprintf(path, size, DEVICES "%s/%s", held.address, file);
}

/* The /dev/uioN of the device that is held: whether there is one. */
static bool
find_uio(void)
{
	char path[128];
	struct dirent *e;
	DIR *d;

	in_device("uio", path, sizeof(path));
	d = opendir(path);
	held.path[0] = '\0';
	while (d != NULL && (e = readdir(d)) != NULL)
		if (strncmp(e->d_name, "uio", 3) == 0)
			snprintf(held.path, sizeof(held.path), "/dev/%.20s", e->d_name);
	if (d != NULL)
		closedir(d);
	return held.path[0] != '\0' && access(held.path, F_OK) == 0;
}

/* A device that has just come is not matched with drivers yet: it is tried until it is. */
bool
device_bind(int argc, char **argv, char *answer, size_t size)
{
	char path[128];

	if (argc < 2)
		return false;
	snprintf(held.address, sizeof(held.address), "%s", argv[1]);
	in_device("driver_override", path, sizeof(path));
	if (!wait_path(path, true) || write_file(path, "igb_uio") != 0)
		return false;
	for (unsigned int i = 0; i < WAIT_MS && !find_uio(); i++) {
		write_file("/sys/bus/pci/drivers_probe", held.address);
		sleep_ms(1);
	}
	snprintf(answer, size, "%s", held.path);
	return held.path[0] != '\0';
}

static bool
irqcontrol(int32_t on)
{
	return write(held.uio, &on, sizeof(on)) == sizeof(on);
}

bool
device_open(int argc, char **argv, char *answer, size_t size)
{
	char path[128];
	void *bar = MAP_FAILED;
	int fd;

	(void)argc, (void)argv;
	held.uio = open(held.path, O_RDWR | O_CLOEXEC);
	in_device("config", path, sizeof(path));
	held.config = open(path, O_RDWR | O_CLOEXEC);
	in_device("resource0", path, sizeof(path));
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0)
		bar = mmap(NULL, BAR_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	held.bar = bar == MAP_FAILED ? NULL : bar;
	if (held.uio >= 0 && held.config >= 0 && held.bar != NULL && irqcontrol(1)) {
		/* As DPDK does: the mapping stays without the file. */
		close(fd);
		return true;
	}
	snprintf(answer, size, "%s", error_name(errno));
	close(fd);
	return false;
}

bool
device_close(int argc, char **argv, char *answer, size_t size)
{
	(void)argc, (void)argv, (void)size;
	answer[0] = '\0';
	reader_stop();
	if (held.bar != NULL)
		munmap((void *)held.bar, BAR_SIZE);
	if (held.uio >= 0)
		close(held.uio);
	if (held.config >= 0)
		close(held.config);
	held.bar = NULL;
	held.uio = held.config = -1;
	return true;
}

static void
raise_interrupt(const char *kind)
{
	if (strcmp(kind, "msix") == 0) {
		held.bar[GPIE / 4] = GPIE_MSIX;
		held.bar[EICR / 4] = 1;
		held.bar[EIMS / 4] = 1;
		held.bar[EICS / 4] = 1;
	} else {
		(void)held.bar[ICR / 4];
		held.bar[GPIE / 4] = 0;
		held.bar[IMS / 4] = LINK_CHANGE;
		held.bar[ICS / 4] = LINK_CHANGE;
	}
}

/* Reads one event; how many there have been, 0 when none came in time, -1 on failure. */
static int32_t
next_event(int timeout_ms)
{
	struct pollfd p = {.fd = held.uio, .events = POLLIN};
	int32_t count = -1;

	if (poll(&p, 1, timeout_ms) == 0)
		return 0;
	return read(held.uio, &count, sizeof(count)) == sizeof(count) ? count : -1;
}

bool
device_event(int argc, char **argv, char *answer, size_t size)
{
	int32_t n;

	if (argc < 2 || held.bar == NULL)
		return false;
	raise_interrupt(argv[1]);
	n = next_event(EVENT_MS);
	snprintf(answer, size, "%d", n);
	return n > 0;
}

bool
device_silence(int argc, char **argv, char *answer, size_t size)
{
	int32_t off, on;

	/* Twice is once. */
	if (argc < 2 || held.bar == NULL || !irqcontrol(0) || !irqcontrol(0))
		return false;
	raise_interrupt(argv[1]);
	off = next_event(QUIET_MS);
	on = irqcontrol(1) ? next_event(EVENT_MS) : -1;
	snprintf(answer, size, "off %d on %d", off, on);
	return off == 0 && on > 0;
}

static void
on_fault(int signal)
{
	siglongjmp(caught, signal);
}

bool
device_peek(int argc, char **argv, char *answer, size_t size)
{
	struct sigaction fault = {.sa_handler = on_fault}, old;
	int code;

	(void)argc, (void)argv;
	if (held.bar == NULL)
		return false;
	sigaction(SIGBUS, &fault, &old);
	code = sigsetjmp(caught, 1);
	if (code == 0)
		snprintf(answer, size, "%08x", held.bar[STATUS / 4]);
	else
		snprintf(answer, size, "SIGBUS");
	sigaction(SIGBUS, &old, NULL);
	return true;
}

/* "NAME=EIO " or "NAME=ok " */
static void
say(char *answer, size_t size, const char *name, bool worked)
{
	snprintf(answer + strlen(answer), size - strlen(answer), "%s=%s ", name,
	         worked ? "ok" : error_name(errno));
}

bool
device_use(int argc, char **argv, char *answer, size_t size)
{
	struct pollfd p = {.fd = held.uio, .events = POLLIN};
	uint16_t vendor;
	int32_t value;
	void *map;

	(void)argc, (void)argv;
	poll(&p, 1, 0);
	snprintf(answer, size, "poll=%s ", (p.revents & (POLLHUP | POLLERR)) ? "hup" : "ok");
	fcntl(held.uio, F_SETFL, O_NONBLOCK);
	say(answer, size, "read", read(held.uio, &value, sizeof(value)) == sizeof(value));
	fcntl(held.uio, F_SETFL, 0);
	say(answer, size, "write", irqcontrol(1));
	map = mmap(NULL, BAR_SIZE, PROT_READ, MAP_SHARED, held.uio, 0);
	say(answer, size, "mmap", map != MAP_FAILED);
	if (map != MAP_FAILED)
		munmap(map, BAR_SIZE);
	say(answer, size, "ioctl", ioctl(held.uio, FIONREAD, &value) == 0);
	say(answer, size, "config", pread(held.config, &vendor, sizeof(vendor), 0) == sizeof(vendor));
	return true;
}
