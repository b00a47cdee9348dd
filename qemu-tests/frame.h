/* SPDX-License-Identifier: BSD-3-Clause */
/* frame.h: the probe's numbered frames, with or without a VLAN tag, on a packet socket. Neighbour: probe.c.
 */
#ifndef LAB_FRAME_H
#define LAB_FRAME_H

#include <net/ethernet.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "err.h"

#define FRAME_CONTROL 128 /* bytes of control data that a received frame comes with */

/* 64 bytes on the wire (68 with a tag), of which the last 4 are the frame check sequence that hardware would
 * add. */
struct frame {
	struct ether_header ether;
	uint64_t magic, number;
	uint32_t flow, run;
	uint8_t rest[22];
} __attribute__((packed));
_Static_assert(sizeof(struct frame) == 60, "a minimal Ethernet frame");

/* A packet socket on the port that takes such frames and tells when each came and with which tag; or negative
 * errno. */
int frame_open(const char *port, struct err *err);
/* Fills in all but the number. run tells one probe's frames from another's. 0 or -EINVAL. */
int frame_make(struct frame *frame, const char *mac, unsigned int flow, uint32_t run, struct err *err);
/* Sends it, tagged unless vlan is 0; waits while there is no room. */
void frame_send(int fd, const struct frame *frame, unsigned int vlan);
/* Whether what was received is a frame of that run with that tag, or with none for 0. */
bool frame_is_ours(const struct frame *frame, struct msghdr *msg, size_t size, uint32_t run,
                   unsigned int vlan);
/* When the kernel got it, as CLOCK_MONOTONIC in microseconds; 0 when it did not say. */
uint64_t frame_came(struct msghdr *msg);

#endif
