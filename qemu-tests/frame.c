/* SPDX-License-Identifier: BSD-3-Clause */
/* frame.c: see frame.h. */
#include "frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

#define ETHERTYPE     0x88b5 /* for local experiments: no host or guest answers to it */
#define MAGIC         0x7666657272793031ull
#define SOCKET_BUFFER (32 << 20)

int
frame_open(const char *port, struct err *err)
{
	/* For one type of frames the kernel would have cleared the tag before. */
	struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	int size = SOCKET_BUFFER, yes = 1, fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return err_set(err, -errno, "cannot open a packet socket: %s", strerror(errno));
	address.sll_ifindex = (int)if_nametoindex(port);
	if (address.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof(yes)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &yes, sizeof(yes)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof(yes)) < 0) {
		int code = -errno;

		close(fd);
		return err_set(err, code, "cannot use the port %s: %s; run this through in-lab.sh", port,
		               strerror(-code));
	}
	return fd;
}

int
frame_make(struct frame *frame, const char *mac, unsigned int flow, uint32_t run, struct err *err)
{
	unsigned int b[6];

	if (sscanf(mac, "%x:%x:%x:%x:%x:%x", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5]) != 6)
		return err_set(err, -EINVAL, "%s is not a MAC address", mac);
	*frame = (struct frame){.magic = MAGIC, .flow = flow, .run = run};
	for (int k = 0; k < 6; k++)
		frame->ether.ether_dhost[k] = (uint8_t)b[k];
	/* Locally administered, one for each flow. */
	memcpy(frame->ether.ether_shost, (uint8_t[]){0x02, 0x70, 0x72, 0x6f, 0x62, (uint8_t)flow}, 6);
	frame->ether.ether_type = htons(ETHERTYPE);
	return 0;
}

void
frame_send(int fd, const struct frame *frame, unsigned int vlan)
{
	const uint16_t tag[] = {htons(ETHERTYPE_VLAN), htons((uint16_t)vlan)};
	/* The tag stands behind both addresses. */
	const size_t macs = offsetof(struct ether_header, ether_type);
	const char *bytes = (const char *)frame;
	struct iovec parts[] = {
	        {(void *)bytes, macs},
	        {(void *)tag, vlan == 0 ? 0 : sizeof(tag)},
	        {(void *)(bytes + macs), sizeof(*frame) - macs},
	};
	const struct msghdr msg = {.msg_iov = parts, .msg_iovlen = 3};

	while (sendmsg(fd, &msg, 0) < 0 && (errno == ENOBUFS || errno == EAGAIN || errno == EINTR))
		sched_yield();
}

/* The kernel takes a tag out of the frame and tells it beside. */
static unsigned int
tag_of(struct msghdr *msg)
{
	struct tpacket_auxdata aux;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c))
		if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA) {
			memcpy(&aux, CMSG_DATA(c), sizeof(aux));
			return aux.tp_status & TP_STATUS_VLAN_VALID ? aux.tp_vlan_tci : 0;
		}
	return 0;
}

bool
frame_is_ours(const struct frame *frame, struct msghdr *msg, size_t size, uint32_t run, unsigned int vlan)
{
	return size >= sizeof(*frame) && frame->magic == MAGIC && frame->run == run && tag_of(msg) == vlan;
}

uint64_t
frame_came(struct msghdr *msg)
{
	struct timespec t;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPNS) {
			memcpy(&t, CMSG_DATA(c), sizeof(t));
			return clock_from_realtime((uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000);
		}
	return 0;
}
