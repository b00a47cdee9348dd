/* SPDX-License-Identifier: BSD-3-Clause */
/* awayxml.c: see awayxml.h. */
#include "awayxml.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metaxml.h"

static int
read_until(const xmlNode *element, uint64_t *until_s, struct err *err)
{
	char text[24], *end;

	*until_s = 0;
	if (!xml_attr(element, "until", text, sizeof(text)))
		return 0;
	errno = 0;
	*until_s = strtoull(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && !*end && errno == 0)
		return 0;
	return err_set(err, -EINVAL, "<away> has until='%s', which is no number of seconds", text);
}

static int
read_element(xmlDoc *doc, const xmlNode *element, struct awayxml *away, struct err *err)
{
	static const char *const attributes[] = {"left", "until", NULL};
	int ret = metaxml_check(element, AWAYXML_URI, "away", attributes, err);

	if (ret == 0)
		ret = read_until(element, &away->until_s, err);
	xml_attr(element, "left", away->left, sizeof(away->left));
	return ret < 0 ? ret : metaxml_devices(doc, element, AWAYXML_URI, &away->devices, err);
}

int
awayxml_read(const char *xml, size_t size, struct awayxml *away, struct err *err)
{
	xmlDoc *doc = xml_parse(xml, size, err);
	const xmlNode *found;
	int ret;

	memset(away, 0, sizeof(*away));
	if (!doc)
		return -EBADMSG;
	ret = metaxml_find(doc, AWAYXML_URI, &found, err);
	if (ret == 0)
		ret = found ? read_element(doc, found, away, err) : -ENOENT;
	xmlFreeDoc(doc);
	return ret;
}

static int
put_attribute(xmlNode *node, const char *name, const char *value)
{
	return xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)value) ? 0 : -ENOMEM;
}

static int
put_device(xmlNode *pair, const struct pairxml_device *from, struct err *err)
{
	xmlDoc *text = xml_parse(from->xml, strlen(from->xml), err);
	xmlNode *device = text ? xmlNewChild(pair, NULL, (const xmlChar *)"device", NULL) : NULL, *copy;
	int ret = device ? 0 : -ENOMEM;

	if (ret == 0 && from->host[0])
		ret = put_attribute(device, "host", from->host);
	copy = ret == 0 ? xmlDocCopyNode(xmlDocGetRootElement(text), pair->doc, 1) : NULL;
	if (copy)
		xmlAddChild(device, copy);
	xmlFreeDoc(text);
	return copy ? 0 : -ENOMEM;
}

static int
put_pairs(xmlNode *away, const struct pairxml *devices, struct err *err)
{
	xmlNode *pair = NULL;
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < devices->n; i++) {
		const struct pairxml_device *device = &devices->devices[i];

		/* A pair's devices stand together. */
		if (i == 0 || strcmp(device->mac, devices->devices[i - 1].mac) != 0) {
			pair = xmlNewChild(away, NULL, (const xmlChar *)"pair", NULL);
			ret = pair ? put_attribute(pair, "mac", device->mac) : -ENOMEM;
		}
		if (ret == 0)
			ret = put_device(pair, device, err);
	}
	return ret;
}

static int
fill(xmlDoc *doc, xmlNode *node, const struct awayxml *away, struct err *err)
{
	char until[24];
	int ret;

	xmlDocSetRootElement(doc, node);
	(void)snprintf(until, sizeof(until), "%" PRIu64, away->until_s);
	ret = put_attribute(node, "left", away->left);
	if (ret == 0 && away->until_s)
		ret = put_attribute(node, "until", until);
	return ret < 0 ? ret : put_pairs(node, &away->devices, err);
}

char *
awayxml_write(const struct awayxml *away, struct err *err)
{
	xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
	xmlNode *node = doc ? xmlNewDocNode(doc, NULL, (const xmlChar *)"away", NULL) : NULL;
	char *text = NULL;

	err->code = 0;
	if (node && fill(doc, node, away, err) == 0)
		text = xml_print(doc, node);
	if (!text && err->code == 0)
		err_set(err, -ENOMEM, "no memory for the domain's metadata");
	xmlFreeDoc(doc);
	return text;
}

void
awayxml_clear(struct awayxml *away)
{
	pairxml_clear(&away->devices);
	memset(away, 0, sizeof(*away));
}
