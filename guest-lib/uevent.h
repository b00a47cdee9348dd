/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uevent.h: what the kernel tells about devices that come, go, and change their driver.
 * Neighbours: watch.c owns the socket and polls it; bind.h reads from sysfs what a lost message would have
 * told.
 *
 * Theory of operation. The kernel multicasts each message to group 1 of a netlink family. Users with enough
 * rights can send there too, so the sender decides: 0 is the kernel. One write to a device's "uevent" file
 * makes the kernel send a message about nothing (udevadm trigger does that to every device at boot): such
 * messages say so, and are UEVENT_OTHER here.
 *
 * A device that leaves sends several messages. The first of them ("remove uio", "remove vfio-dev") are about
 * what hangs from it and name it only in their path, so the path is searched too.
 *
 * Messages that find the socket's buffer full are lost, and so is, without another error, everything until
 * the buffer has been read empty. Hence the report of a loss comes when it is empty: what is looked at after
 * that is either seen, or told by a message.
 */
#ifndef VFERRY_UEVENT_H
#define VFERRY_UEVENT_H

#include <stddef.h>
#include <stdint.h>

#include "bind.h"
#include "err.h"

enum uevent_action { UEVENT_OTHER, UEVENT_ADD, UEVENT_REMOVE, UEVENT_BIND, UEVENT_UNBIND };

struct uevent {
	enum uevent_action action;
	char subsystem[16];           /* "pci", "uio", "vfio-dev", "net"; "" also for a longer one */
	char pci[BIND_PCI_MAX];       /* the PCI device that it is or hangs from; "" none */
	char driver[BIND_DRIVER_MAX]; /* the device's; "" none or not told, as in "unbind" */
	uint64_t seqnum;              /* grows by one with each message of this kernel; 0 not told */
};

/*
 * Takes a message apart. Reads size bytes at most, whatever they hold. 0, or -EINVAL when it is not one of
 * the kernel's: out is untouched then. Pure; any thread.
 */
int uevent_parse(const char *message, size_t size, struct uevent *out);

/* The kernel's latest message: all that it sends from now on have a larger seqnum. 0 when it does not tell.
 */
uint64_t uevent_seqnum(void);

/*
 * Opens a non-blocking socket for the network namespace of the caller (messages about PCI go to all of them).
 * Its fd, which the caller closes, or negative errno. To be polled level-triggered.
 */
int uevent_open(struct err *err);

/*
 * Takes the next message. 1: it is in out; 0: there is none now (or only foreign ones were found in one
 * call's share of work; the fd polls again then); -ENOBUFS: messages were lost, the caller looks at
 * everything anew in /sys/bus (where links go before the message is sent) and goes on reading. Another
 * negative errno: the socket is of no more use. out is untouched unless 1. One thread at a time for an fd.
 */
int uevent_read(int fd, struct uevent *out);

#endif
