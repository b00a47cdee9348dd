/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * awayxml.h: what a domain says of itself, in its live metadata, while its pairs are away from their VFs: how
 * to bring it home wherever it runs by then, whoever took it there has died. Written before the guest is
 * asked to let a VF go, taken away when every pair is on its VF again. Neighbours: pairxml.h is what the user
 * wants; schemas/away-1.rng says the same as awayxml.c. Pure: text in, text out.
 */
#ifndef VFERRY_AWAYXML_H
#define VFERRY_AWAYXML_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "pairxml.h"

#define AWAYXML_URI    "urn:vferry:away:1"
#define AWAYXML_PREFIX "vferry"

#define AWAYXML_FOREVER_S 253402300799ull /* the last second of the year 9999 */

struct awayxml {
	char left[128];   /* the host that it left, or is to leave, as that calls itself */
	uint64_t until_s; /* prepared to leave: after that (s since the epoch) it has changed its mind; 0: a
	                     crossing carries it */
	struct pairxml
	        devices; /* of each pair: what it let go (host ""), and what was to be plugged in elsewhere */
};

/*
 * From a domain's XML (size bytes): its <away>. 0; -ENOENT without a sentence when it has none; -EINVAL,
 * -EBADMSG with one. Free *away with awayxml_clear(), whatever came back.
 */
int awayxml_read(const char *xml, size_t size, struct awayxml *away, struct err *err);

/* The element as text for virDomainSetMetadata(), malloc'ed; NULL with *err set. It is in no namespace, nor
 * are the devices in it: libvirt puts all that is in none into AWAYXML_URI. */
char *awayxml_write(const struct awayxml *away, struct err *err);

void awayxml_clear(struct awayxml *away);

#endif
