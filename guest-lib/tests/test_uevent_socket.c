/* SPDX-License-Identifier: BSD-3-Clause */
/* test_uevent_socket.c: device events from the kernel that runs: all of them, and nobody else's. */
#include "uevent.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit.h"

#define NOWHERE "00ff:" /* a PCI domain that no machine has */

enum { DEVICES = 50, PATIENCE_MS = 2000 };

/* The tests have a network namespace of their own, so that devices of others stay out of it. */
static bool
may_run(void)
{
	static int state;

	if (state == 0)
		state = unshare(CLONE_NEWNET) == 0 ? 1 : -1;
	if (state < 0)
		unit_skip("a network namespace of its own needs root");
	return state > 0;
}

static int
listening(void)
{
	struct err err = {0};
	int fd = uevent_open(&err);

	if (fd < 0) {
		printf("\n%s\n", err.text);
		CU_FAIL_FATAL("no socket");
	}
	return fd;
}

/* The next about a PCI device whose address begins so: the machine may have events of its own. */
static int
next(int fd, struct uevent *event, const char *pci)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	int rc;

	do {
		rc = poll(&poll_fd, 1, PATIENCE_MS) == 1 ? uevent_read(fd, event) : 0;
	} while (rc == 1 && strncmp(event->pci, pci, strlen(pci)) != 0);
	return rc;
}

/* group 0: to the kernel, which sends it on as its own; group 1: past it. */
static void
send_message(unsigned int group, const char *text, size_t size)
{
	struct {
		struct nlmsghdr header;
		char text[1024];
	} message = {.header = {.nlmsg_len = (unsigned int)(sizeof(struct nlmsghdr) + size),
	                        .nlmsg_type = NLMSG_MIN_TYPE,
	                        .nlmsg_flags = NLM_F_REQUEST}};
	struct sockaddr_nl to = {.nl_family = AF_NETLINK, .nl_groups = group};
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
	ssize_t sent;

	memcpy(message.text, text, size);
	if (group)
		sent = sendto(fd, text, size, 0, (struct sockaddr *)&to, sizeof(to));
	else
		sent = sendto(fd, &message, message.header.nlmsg_len, 0, (struct sockaddr *)&to, sizeof(to));
	CU_ASSERT(sent > 0);
	close(fd);
}

static void
send_event(unsigned int group, const char *action, const char *subsystem, const char *pci)
{
	char text[512];
	int n = snprintf(text, sizeof(text), "%s@/devices/%s%cACTION=%s%cDEVPATH=/devices/%s%cSUBSYSTEM=%s%c",
	                 action, pci, 0, action, 0, pci, 0, subsystem, 0);

	send_message(group, text, (size_t)n);
}

static void
user_space_is_not_the_kernel(void)
{
	struct uevent event = {0};
	int fd;

	if (!may_run())
		return;
	fd = listening();
	for (unsigned int i = 0; i < 500; i++)
		send_event(1, "remove", "pci", NOWHERE "01:00.0");
	send_event(0, "remove", "uio", NOWHERE "02:00.0");
	/* However many come first, the kernel's is reached: each call does its share. */
	for (unsigned int calls = 0; calls < 20 && next(fd, &event, NOWHERE) == 0; calls++)
		;
	CU_ASSERT_EQUAL(event.action, UEVENT_REMOVE);
	CU_ASSERT_STRING_EQUAL(event.subsystem, "uio");
	CU_ASSERT_STRING_EQUAL(event.pci, NOWHERE "02:00.0");
	CU_ASSERT_EQUAL(uevent_read(fd, &event), 0);
	close(fd);
}

static void
a_written_event_is_no_event(void)
{
	char path[512], first[256] = "";
	DIR *devices = opendir("/sys/bus/pci/devices");
	struct uevent event = {0};
	int fd, file;

	for (struct dirent *entry; devices && (entry = readdir(devices));)
		if (entry->d_name[0] != '.')
			snprintf(first, sizeof(first), "%s", entry->d_name);
	if (devices)
		closedir(devices);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/uevent", first);
	file = first[0] ? open(path, O_WRONLY | O_CLOEXEC) : -1;
	if (file < 0) {
		unit_skip("no PCI device here whose uevent file can be written");
		return;
	}
	fd = listening();
	CU_ASSERT_EQUAL(write(file, "add", 3), 3);
	CU_ASSERT_EQUAL(next(fd, &event, first), 1);
	CU_ASSERT_EQUAL(event.action, UEVENT_OTHER);
	CU_ASSERT_STRING_EQUAL(event.subsystem, "pci");
	CU_ASSERT_STRING_EQUAL(event.pci, first);
	close(file);
	close(fd);
}

static int
make_tap(void)
{
	struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (fd >= 0 && ioctl(fd, TUNSETIFF, &request) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static void
fifty_interfaces_at_once(void)
{
	int fd, taps[DEVICES], added = 0, removed = 0;
	struct uevent event;

	if (!may_run())
		return;
	fd = listening();
	for (int i = 0; i < DEVICES; i++) {
		taps[i] = make_tap();
		if (taps[i] < 0) {
			unit_skip("network devices cannot be made here: no /dev/net/tun");
			close(fd);
			return;
		}
	}
	for (int i = 0; i < DEVICES; i++)
		close(taps[i]);
	while ((added < DEVICES || removed < DEVICES) && next(fd, &event, "") == 1) {
		if (strcmp(event.subsystem, "net") != 0)
			continue;
		added += event.action == UEVENT_ADD;
		removed += event.action == UEVENT_REMOVE;
	}
	CU_ASSERT_EQUAL(added, DEVICES);
	CU_ASSERT_EQUAL(removed, DEVICES);
	close(fd);
}

/* What the kernel sends about each: it leaves and comes back. */
static const struct {
	const char *action, *subsystem;
	enum uevent_action means;
} story[] = {
        {"remove", "uio", UEVENT_REMOVE},    {"unbind", "pci", UEVENT_UNBIND},
        {"remove", "wakeup", UEVENT_REMOVE}, {"remove", "pci", UEVENT_REMOVE},
        {"add", "pci", UEVENT_ADD},          {"add", "uio", UEVENT_ADD},
        {"bind", "pci", UEVENT_BIND},
};
enum { STORY = sizeof(story) / sizeof(story[0]) };

static void
fifty_pci_devices_at_once(void)
{
	unsigned int told[DEVICES] = {0}, complete = 0;
	struct uevent event;
	int fd;

	if (!may_run())
		return;
	fd = listening();
	for (unsigned int step = 0; step < STORY; step++)
		for (unsigned int i = 0; i < DEVICES; i++) {
			char pci[BIND_PCI_MAX];

			snprintf(pci, sizeof(pci), NOWHERE "%02x:00.0", i);
			send_event(0, story[step].action, story[step].subsystem, pci);
		}
	for (unsigned int n = 0; n < STORY * DEVICES && next(fd, &event, NOWHERE) == 1; n++) {
		unsigned int i = (unsigned int)strtoul(event.pci + 5, NULL, 16);

		CU_ASSERT_FATAL(i < DEVICES && told[i] < STORY);
		CU_ASSERT_EQUAL(event.action, story[told[i]].means);
		CU_ASSERT_STRING_EQUAL(event.subsystem, story[told[i]].subsystem);
		complete += ++told[i] == STORY;
	}
	CU_ASSERT_EQUAL(complete, DEVICES);
	close(fd);
}

static void
a_loss_is_told_and_is_the_last(void)
{
	enum { TOO_MANY = 8000 };
	struct uevent event = {0};
	int fd;

	if (!may_run())
		return;
	fd = listening();
	for (unsigned int i = 0; i < TOO_MANY; i++)
		send_event(0, "add", "pci", NOWHERE "01:00.0");
	CU_ASSERT_EQUAL(uevent_read(fd, &event), -ENOBUFS);
	/* From here on nothing may be lost in silence. */
	send_event(0, "remove", "pci", NOWHERE "02:00.0");
	CU_ASSERT_EQUAL(next(fd, &event, NOWHERE), 1);
	CU_ASSERT_EQUAL(event.action, UEVENT_REMOVE);
	CU_ASSERT_STRING_EQUAL(event.pci, NOWHERE "02:00.0");
	CU_ASSERT_EQUAL(uevent_read(fd, &event), 0);
	close(fd);
}

static void
a_longer_one_than_the_kernel_makes(void)
{
	static char text[10000] = "add@/x\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=pci\0PAD=";
	struct sockaddr_nl to = {.nl_family = AF_NETLINK, .nl_groups = 1};
	struct uevent event = {0};
	int fd, sender;

	if (!may_run())
		return;
	fd = listening();
	sender = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
	CU_ASSERT_EQUAL(sendto(sender, text, sizeof(text), 0, (struct sockaddr *)&to, sizeof(to)),
	                (ssize_t)sizeof(text));
	CU_ASSERT_EQUAL(uevent_read(fd, &event), 0);
	close(sender);
	close(fd);
}

static const struct unit_test tests[] = {
        {"user space is not the kernel", user_space_is_not_the_kernel},
        {"a written event is no event", a_written_event_is_no_event},
        {"fifty interfaces at once", fifty_interfaces_at_once},
        {"fifty PCI devices at once", fifty_pci_devices_at_once},
        {"a loss is told, and nothing is lost behind it", a_loss_is_told_and_is_the_last},
        {"a foreign message of any size is skipped", a_longer_one_than_the_kernel_makes},
};

UNIT_MAIN("uevent_socket", tests)
