/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_facts.h: what a domain's live XML says that the watch wants to know. Neighbours: domxml.h and
 * awayxml.h read it. Pure, any thread. */
#ifndef VFERRY_WATCH_FACTS_H
#define VFERRY_WATCH_FACTS_H

#include "err.h"
#include "watch.h"

/*
 * Sets of *facts what the XML (size bytes) says: channel, pairs (with a VF, and those that are away from it),
 * away. Metadata that cannot be read is none, and unreadable says why. 0; -EBADMSG when it is no domain's
 * XML; -ENOMEM.
 */
int watch_facts_read(const char *xml, size_t size, struct watch_facts *facts, struct err *err);

#endif
