/* SPDX-License-Identifier: BSD-3-Clause */
/* pairxml.c: see pairxml.h. */
#include "pairxml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "metaxml.h"

int
pairxml_read(const char *xml, size_t size, struct pairxml *pairs, struct err *err)
{
	static const char *const none[] = {NULL};
	xmlDoc *doc = xml_parse(xml, size, err);
	const xmlNode *found;
	int ret;

	memset(pairs, 0, sizeof(*pairs));
	if (!doc)
		return -EBADMSG;
	ret = metaxml_find(doc, PAIRXML_URI, &found, err);
	if (ret == 0 && found)
		ret = metaxml_check(found, PAIRXML_URI, "pairs", none, err);
	if (ret == 0 && found)
		ret = metaxml_devices(doc, found, PAIRXML_URI, pairs, err);
	xmlFreeDoc(doc);
	return ret;
}

bool
pairxml_is_for(const struct pairxml_device *device, const char *mac, const char *host)
{
	return strcmp(device->mac, mac) == 0 && (!host || strcasecmp(device->host, host) == 0);
}

const char *
pairxml_find(const struct pairxml *pairs, const char *mac, const char *host)
{
	const char *any = NULL;

	for (unsigned int i = 0; i < pairs->n; i++) {
		const struct pairxml_device *device = &pairs->devices[i];

		if (pairxml_is_for(device, mac, host))
			return device->xml;
		if (pairxml_is_for(device, mac, ""))
			any = device->xml;
	}
	return any;
}

void
pairxml_clear(struct pairxml *pairs)
{
	for (unsigned int i = 0; i < pairs->n; i++)
		free(pairs->devices[i].xml);
	memset(pairs, 0, sizeof(*pairs));
}
