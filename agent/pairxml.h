/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pairxml.h: reads which device each pair gets on which host, as the domain's own metadata says. Neighbours:
 * devxml.h makes one fit, checks_vf.c asks for it; schemas/pairs-1.rng says the same, and `make
 * check-schemas` compares. Pure: text in, structs out. XML is read as domxml.h tells.
 */
#ifndef VFERRY_PAIRXML_H
#define VFERRY_PAIRXML_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

#define PAIRXML_URI         "urn:vferry:pairs:1"
#define PAIRXML_DEVICES_MAX 256

struct pairxml_device {
	char mac[18];   /* of the pair, lower case */
	char host[128]; /* as that host calls itself; "": any host */
	char *xml;      /* <interface> or <hostdev>, in no namespace */
};

struct pairxml {
	unsigned int n;
	struct pairxml_device devices[PAIRXML_DEVICES_MAX];
};

/*
 * From a domain's XML (size bytes): the <pairs> in its <metadata>; none is no error. 0; -EINVAL with a
 * sentence when it has something that is not known, two devices for one pair and host, or too many; -EBADMSG
 * when xml cannot be read. Free *pairs with pairxml_clear(), whatever came back.
 */
int pairxml_read(const char *xml, size_t size, struct pairxml *pairs, struct err *err);

/* Whether it is that pair's on that host; host NULL: on whichever host. */
bool pairxml_is_for(const struct pairxml_device *device, const char *mac, const char *host);

/* The device of that pair on that host, else on any host; host NULL: on whichever host. NULL: none. */
const char *pairxml_find(const struct pairxml *pairs, const char *mac, const char *host);

/* Frees what pairs holds and empties it. */
void pairxml_clear(struct pairxml *pairs);

#endif
