/* SPDX-License-Identifier: BSD-3-Clause */
/* uevent.c: see uevent.h. */
#include "uevent.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	KERNEL_GROUP = 1,
	MESSAGE_MAX = 8192, /* the kernel's environment has 2048 bytes, and a path comes before it */
	SHARE = 64,         /* messages looked at in one call */

	/*
	 * A waiting message costs 832 bytes, or 1280 about a PCI device. 50 devices with an interface of 16
	 * queue pairs each that leave and come back send 3,700 of them, 3.2 MB; the kernel's default holds
	 * 250. The kernel doubles this number, and uses memory only for what waits.
	 */
	BUFFER_SIZE = 2 << 20,
	BUFFER_MESSAGES = 2 * BUFFER_SIZE / 512, /* more than it can hold */
};

struct span {
	const char *at;
	size_t size;
};

struct fields {
	struct span action, path, subsystem, slot, driver, synthetic, seqnum;
};

static bool
span_is(struct span span, const char *text)
{
	return span.size == strlen(text) && memcmp(span.at, text, span.size) == 0;
}

static void
take_field(struct fields *fields, struct span field)
{
	static const struct {
		const char *key;
		size_t offset;
	} keys[] = {
	        {"ACTION", offsetof(struct fields, action)},
	        {"DEVPATH", offsetof(struct fields, path)},
	        {"SUBSYSTEM", offsetof(struct fields, subsystem)},
	        {"PCI_SLOT_NAME", offsetof(struct fields, slot)},
	        {"DRIVER", offsetof(struct fields, driver)},
	        {"SYNTH_UUID", offsetof(struct fields, synthetic)},
	        {"SEQNUM", offsetof(struct fields, seqnum)},
	};
	const char *equals = memchr(field.at, '=', field.size);
	struct span key = {field.at, equals ? (size_t)(equals - field.at) : 0};

	for (size_t i = 0; equals && i < sizeof(keys) / sizeof(keys[0]); i++)
		if (span_is(key, keys[i].key))
			*(struct span *)((char *)fields + keys[i].offset) =
			        (struct span){equals + 1, field.size - key.size - 1};
}

/* Too long for out: nothing that anybody compares it with. */
static void
copy(char *out, size_t size, struct span from)
{
	if (from.size == 0 || from.size >= size)
		return;
	memcpy(out, from.at, from.size);
	out[from.size] = '\0';
}

static enum uevent_action
action_of(const struct fields *fields)
{
	static const char *const names[] = {[UEVENT_ADD] = "add",
	                                    [UEVENT_REMOVE] = "remove",
	                                    [UEVENT_BIND] = "bind",
	                                    [UEVENT_UNBIND] = "unbind"};

	if (fields->synthetic.at)
		return UEVENT_OTHER;
	for (unsigned int i = UEVENT_ADD; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_is(fields->action, names[i]))
			return (enum uevent_action)i;
	return UEVENT_OTHER;
}

static bool
fits(char c, char pattern)
{
	return pattern == 'x'   ? isxdigit((unsigned char)c) != 0
	       : pattern == '7' ? c >= '0' && c <= '7'
	                        : c == pattern;
}

/* 0 for what is no number. */
static uint64_t
number(struct span span)
{
	uint64_t n = 0;

	for (size_t i = 0; i < span.size; i++) {
		if (!isdigit((unsigned char)span.at[i]))
			return 0;
		n = 10 * n + (uint64_t)(span.at[i] - '0');
	}
	return n;
}

/* As "0000:01:00.0". Domains of more than four digits exist: behind Intel's VMD, where the way to the device
 * leads through another PCI device, which must not be taken for it. */
static bool
is_pci(struct span span)
{
	static const char pattern[] = "xxxx:xx:xx.7";
	size_t longer = span.size - (sizeof(pattern) - 1);

	if (span.size < sizeof(pattern) - 1 || longer > 4)
		return false;
	for (size_t i = 0; i < span.size; i++)
		if (!fits(span.at[i], i < longer ? 'x' : pattern[i - longer]))
			return false;
	return true;
}

/* The last PCI device on a path; size 0: none. */
static struct span
last_pci(struct span path)
{
	while (path.size) {
		const char *slash = memrchr(path.at, '/', path.size);
		size_t start = slash ? (size_t)(slash - path.at) + 1 : 0;
		struct span name = {path.at + start, path.size - start};

		if (is_pci(name))
			return name;
		path.size = start ? start - 1 : 0;
	}
	return path;
}

int
uevent_parse(const char *message, size_t size, struct uevent *out)
{
	const char *end = size ? memchr(message, '\0', size) : NULL;
	struct fields fields = {0};

	/* "remove@/devices/...", then the fields. What has no NUL behind it was cut. */
	if (!end || !memchr(message, '@', (size_t)(end - message)))
		return -EINVAL;
	for (size_t at = (size_t)(end - message) + 1; at < size; at = (size_t)(end - message) + 1) {
		end = memchr(message + at, '\0', size - at);
		if (!end)
			break;
		take_field(&fields, (struct span){message + at, (size_t)(end - message) - at});
	}
	if (!fields.action.at || !fields.path.at)
		return -EINVAL;
	*out = (struct uevent){.action = action_of(&fields), .seqnum = number(fields.seqnum)};
	copy(out->subsystem, sizeof(out->subsystem), fields.subsystem);
	copy(out->pci, sizeof(out->pci), is_pci(fields.slot) ? fields.slot : last_pci(fields.path));
	copy(out->driver, sizeof(out->driver), fields.driver);
	return 0;
}

uint64_t
uevent_seqnum(void)
{
	char text[32];
	int fd = open("/sys/kernel/uevent_seqnum", O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text));

	if (fd >= 0)
		close(fd);
	/* It ends in a newline. */
	return size < 1 ? 0 : number((struct span){text, (size_t)size - 1});
}

int
uevent_open(struct err *err)
{
	struct sockaddr_nl group = {.nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP};
	int size = BUFFER_SIZE, code;
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return err_set(err, -errno, "the kernel's device events cannot be opened: %s",
		               strerror(errno));
	/* Without the right to go beyond net.core.rmem_max: as far as that allows. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&group, sizeof(group)) == 0)
		return fd;
	code = -errno;
	close(fd);
	return err_set(err, code, "the kernel's device events cannot be listened to: %s", strerror(-code));
}

/* The size of the kernel's next message; 0: a foreign one was skipped; -EMSGSIZE: longer than space. */
static ssize_t
receive(int fd, struct iovec space)
{
	struct sockaddr_nl from = {0};
	struct msghdr header = {
	        .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &space, .msg_iovlen = 1};
	ssize_t size = recvmsg(fd, &header, 0);

	if (size < 0)
		return errno == EINTR ? 0 : -errno;
	if (from.nl_pid != 0)
		return 0;
	return header.msg_flags & MSG_TRUNC ? -EMSGSIZE : size;
}

/* Throws away what waits in a full buffer. Until it is empty the kernel puts nothing into it, so this ends.
 */
static void
drain(int fd)
{
	for (unsigned int i = 0; i < BUFFER_MESSAGES; i++)
		if (receive(fd, (struct iovec){0}) == -EAGAIN)
			break;
}

int
uevent_read(int fd, struct uevent *out)
{
	char message[MESSAGE_MAX];

	for (unsigned int i = 0; i < SHARE; i++) {
		ssize_t size = receive(fd, (struct iovec){message, sizeof(message)});

		if (size == -EAGAIN)
			return 0;
		if (size == -ENOBUFS)
			drain(fd);
		if (size == -ENOBUFS || size == -EMSGSIZE)
			return -ENOBUFS;
		if (size < 0)
			return (int)size;
		if (uevent_parse(message, (size_t)size, out) == 0)
			return 1;
	}
	return 0;
}
