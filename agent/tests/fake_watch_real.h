/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_watch_real.h: what a look and an answer cost: XML as libvirt shows it and lines as a guest library
 * sends them, read by the code that reads the real ones. Neighbour: fake_watch.c. */
#ifndef VFERRY_FAKE_WATCH_REAL_H
#define VFERRY_FAKE_WATCH_REAL_H

#include "fake_watch.h"

/* Reads the guest's XML into *facts. */
void fake_watch_read(const struct fake_watch_guest *guest, struct watch_facts *facts);

/* Asks the guest, and tells the listener what it answers. */
void fake_watch_talk(struct fake_watch *fake, const struct fake_watch_guest *guest);

#endif
