/* SPDX-License-Identifier: BSD-3-Clause */
/* metaxml.c: see metaxml.h. */
#include "metaxml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"
#include "xmlutil.h"

#define FAMILY "urn:vferry:" /* whose other names are misspelt, or of another version */

static const char *
namespace_of(const xmlNode *node)
{
	return node->ns && node->ns->href ? (const char *)node->ns->href : "";
}

static bool
is_of(const xmlNode *node, const char *uri)
{
	return strcmp(namespace_of(node), uri) == 0;
}

static bool
is_one_of(const char *name, const char *const names[])
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

int
metaxml_check(const xmlNode *node, const char *uri, const char *name, const char *const attributes[],
              struct err *err)
{
	const char *is = (const char *)node->name;

	if (!is_of(node, uri) || strcmp(is, name) != 0)
		return err_set(err, -EINVAL, "<%.40s> stands where <%s> of %s is expected", is, name, uri);
	for (const xmlAttr *attr = node->properties; attr; attr = attr->next)
		if (attr->ns || !is_one_of((const char *)attr->name, attributes))
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
leave_namespaces(xmlNode *top, const char *uri, struct err *err)
{
	for (xmlNode *node = top; node; node = following(node, top)) {
		const xmlAttr *attr = node->type == XML_ELEMENT_NODE ? node->properties : NULL;

		while (attr && !attr->ns)
			attr = attr->next;
		if (attr || (node->type == XML_ELEMENT_NODE && node->ns && !is_of(node, uri)))
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

/* mac and host are known to be right. */
static int
add(xmlDoc *doc, xmlNode *node, const char *mac, const char *host, struct pairxml *pairs, struct err *err)
{
	struct pairxml_device *device = &pairs->devices[pairs->n];

	for (unsigned int i = 0; i < pairs->n; i++)
		if (pairxml_is_for(&pairs->devices[i], mac, host))
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
read_device(xmlDoc *doc, const xmlNode *node, const char *uri, const char *mac, struct pairxml *pairs,
            struct err *err)
{
	char host[sizeof(pairs->devices[0].host) + 1];
	xmlNode *device = xml_child(node, NULL);
	int ret = metaxml_check(node, uri, "device", (const char *const[]){"host", NULL}, err);

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
	ret = leave_namespaces(device, uri, err);
	return ret < 0 ? ret : add(doc, device, mac, host, pairs, err);
}

static int
read_pair(xmlDoc *doc, const xmlNode *node, const char *uri, struct pairxml *pairs, struct err *err)
{
	const xmlNode *device = xml_child(node, NULL);
	char text[32], mac[18];
	int ret = metaxml_check(node, uri, "pair", (const char *const[]){"mac", NULL}, err);

	if (ret < 0)
		return ret;
	xml_attr(node, "mac", text, sizeof(text));
	if (wire_mac_parse(text, mac) < 0)
		return err_set(err, -EINVAL, "a <pair> has no mac='' that is a network device's address");
	if (!device)
		return err_set(err, -EINVAL, "pair %s has no <device>", mac);
	for (; device && ret == 0; device = xml_next(device, NULL))
		ret = read_device(doc, device, uri, mac, pairs, err);
	return ret;
}

int
metaxml_devices(xmlDoc *doc, const xmlNode *element, const char *uri, struct pairxml *pairs, struct err *err)
{
	int ret = 0;

	for (const xmlNode *pair = xml_child(element, NULL); pair && ret == 0; pair = xml_next(pair, NULL))
		ret = read_pair(doc, pair, uri, pairs, err);
	return ret;
}

/* What stands in <metadata> is each somebody's, known by its namespace. */
int
metaxml_find(const xmlDoc *doc, const char *uri, const xmlNode **found, struct err *err)
{
	const xmlNode *metadata = xml_child(xmlDocGetRootElement(doc), "metadata");

	*found = NULL;
	for (const xmlNode *node = xml_child(metadata, NULL); node; node = xml_next(node, NULL)) {
		if (strncmp(namespace_of(node), FAMILY, strlen(FAMILY)) != 0)
			continue;
		if (!is_of(node, PAIRXML_URI) && !is_of(node, AWAYXML_URI))
			return err_set(err, -EINVAL,
			               "its namespace is neither " PAIRXML_URI " nor " AWAYXML_URI
			               ": correct it or bring vferry up to date");
		if (!is_of(node, uri))
			continue;
		if (*found)
			return err_set(err, -EINVAL, "it has two elements of %s", uri);
		*found = node;
	}
	return 0;
}
