/* SPDX-License-Identifier: BSD-3-Clause */
/* pairxml.c: see pairxml.h. */
#include "pairxml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "wire.h"
#include "xmlutil.h"

#define FAMILY "urn:vferry:" /* whose other names are misspelt, or of another version */

static const char *
namespace_of(const xmlNode *node)
{
	return node->ns && node->ns->href ? (const char *)node->ns->href : "";
}

static bool
is_ours(const xmlNode *node)
{
	return strcmp(namespace_of(node), PAIRXML_URI) == 0;
}

/* An element of ours: its name, no attribute but that one (NULL: none at all), and no text of its own. */
static int
check_element(const xmlNode *node, const char *name, const char *attribute, struct err *err)
{
	const char *is = (const char *)node->name;

	if (!is_ours(node) || strcmp(is, name) != 0)
		return err_set(err, -EINVAL, "<%.40s> stands where <%s> of " PAIRXML_URI " is expected", is,
		               name);
	for (const xmlAttr *attr = node->properties; attr; attr = attr->next)
		if (attr->ns || !attribute || strcmp((const char *)attr->name, attribute) != 0)
			return err_set(err, -EINVAL, "<%s> has the attribute %.40s, which is not known", name,
			               (const char *)attr->name);
	for (const xmlNode *child = node->children; child; child = child->next)
		if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) &&
		    !xmlIsBlankNode(child))
			return err_set(err, -EINVAL, "<%s> has text, and takes elements only", name);
	return 0;
}

/* The node after that one, in the order of the document and below top. */
static xmlNode *
following(xmlNode *node, const xmlNode *top)
{
	if (node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (node != top && !node->next)
		node = node->parent;
	return node == top ? NULL : node->next;
}

/*
 * libvirt's device XML is in no namespace, but virDomainSetMetadata() puts every element that has none into
 * that of the metadata: so either is right here, and taken out again.
 */
static int
leave_namespaces(xmlNode *top, struct err *err)
{
	for (xmlNode *node = top; node; node = following(node, top)) {
		const xmlAttr *attr = node->type == XML_ELEMENT_NODE ? node->properties : NULL;

		while (attr && !attr->ns)
			attr = attr->next;
		if (attr || (node->type == XML_ELEMENT_NODE && node->ns && !is_ours(node)))
			return err_set(err, -EINVAL,
			               "the device has <%.40s> with a name of another namespace",
			               (const char *)node->name);
	}
	for (xmlNode *node = top; node; node = following(node, top)) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		node->ns = NULL;
		xmlFreeNsList(node->nsDef);
		node->nsDef = NULL;
	}
	return 0;
}

static bool
is_host_name(const char *name)
{
	static const char known[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-";

	return name[0] && !name[strspn(name, known)];
}

static bool
is_for(const struct pairxml_device *device, const char *mac, const char *host)
{
	return strcmp(device->mac, mac) == 0 && (!host || strcasecmp(device->host, host) == 0);
}

/* mac and host are known to be right. */
static int
add(xmlDoc *doc, xmlNode *node, const char *mac, const char *host, struct pairxml *pairs, struct err *err)
{
	struct pairxml_device *device = &pairs->devices[pairs->n];

	for (unsigned int i = 0; i < pairs->n; i++)
		if (is_for(&pairs->devices[i], mac, host))
			return err_set(err, -EINVAL, "pair %s has two devices for %s%s", mac,
			               host[0] ? "host " : "any host", host);
	if (pairs->n == PAIRXML_DEVICES_MAX)
		return err_set(err, -EINVAL, "it has more than %u devices", PAIRXML_DEVICES_MAX);
	device->xml = xml_print(doc, node);
	if (!device->xml)
		return err_set(err, -ENOMEM, "no memory for a device's XML");
	(void)snprintf(device->mac, sizeof(device->mac), "%s", mac);
	(void)snprintf(device->host, sizeof(device->host), "%s", host);
	pairs->n++;
	return 0;
}

static int
read_device(xmlDoc *doc, const xmlNode *node, const char *mac, struct pairxml *pairs, struct err *err)
{
	char host[sizeof(pairs->devices[0].host) + 1];
	xmlNode *device = xml_child(node, NULL);
	int ret = check_element(node, "device", "host", err);

	if (ret < 0)
		return ret;
	if (xml_attr(node, "host", host, sizeof(host)) &&
	    (!is_host_name(host) || strlen(host) >= sizeof(host) - 1))
		return err_set(err, -EINVAL,
		               "a <device> of pair %s has a host='' that is no host's name: leave it out for "
		               "any host",
		               mac);
	if ((!xml_is(device, "interface") && !xml_is(device, "hostdev")) || xml_next(device, NULL))
		return err_set(
		        err, -EINVAL,
		        "a <device> of pair %s must have one <interface> or <hostdev> and nothing else", mac);
	ret = leave_namespaces(device, err);
	return ret < 0 ? ret : add(doc, device, mac, host, pairs, err);
}

static int
read_pair(xmlDoc *doc, const xmlNode *node, struct pairxml *pairs, struct err *err)
{
	const xmlNode *device = xml_child(node, NULL);
	char text[32], mac[18];
	int ret = check_element(node, "pair", "mac", err);

	if (ret < 0)
		return ret;
	xml_attr(node, "mac", text, sizeof(text));
	if (wire_mac_parse(text, mac) < 0)
		return err_set(err, -EINVAL, "a <pair> has no mac='' that is a network device's address");
	if (!device)
		return err_set(err, -EINVAL, "pair %s has no <device>", mac);
	for (; device && ret == 0; device = xml_next(device, NULL))
		ret = read_device(doc, device, mac, pairs, err);
	return ret;
}

/* What stands in <metadata> is each somebody's, known by its namespace. */
static int
read_metadata(xmlDoc *doc, const xmlNode *metadata, struct pairxml *pairs, struct err *err)
{
	const xmlNode *found = NULL;
	int ret;

	for (const xmlNode *node = xml_child(metadata, NULL); node; node = xml_next(node, NULL)) {
		if (strncmp(namespace_of(node), FAMILY, strlen(FAMILY)) != 0)
			continue;
		if (!is_ours(node))
			return err_set(err, -EINVAL,
			               "its namespace is not " PAIRXML_URI
			               ": correct it or bring vferry up to date");
		if (found)
			return err_set(err, -EINVAL, "it has two elements of " PAIRXML_URI);
		found = node;
	}
	if (!found)
		return 0;
	ret = check_element(found, "pairs", NULL, err);
	for (const xmlNode *pair = xml_child(found, NULL); pair && ret == 0; pair = xml_next(pair, NULL))
		ret = read_pair(doc, pair, pairs, err);
	return ret;
}

int
pairxml_read(const char *xml, size_t size, struct pairxml *pairs, struct err *err)
{
	xmlDoc *doc = xml_parse(xml, size, err);
	int ret;

	memset(pairs, 0, sizeof(*pairs));
	if (!doc)
		return -EBADMSG;
	ret = read_metadata(doc, xml_child(xmlDocGetRootElement(doc), "metadata"), pairs, err);
	xmlFreeDoc(doc);
	return ret;
}

const char *
pairxml_find(const struct pairxml *pairs, const char *mac, const char *host)
{
	const char *any = NULL;

	for (unsigned int i = 0; i < pairs->n; i++) {
		const struct pairxml_device *device = &pairs->devices[i];

		if (is_for(device, mac, host))
			return device->xml;
		if (is_for(device, mac, ""))
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
