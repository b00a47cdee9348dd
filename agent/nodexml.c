/* SPDX-License-Identifier: BSD-3-Clause */
/* nodexml.c: see nodexml.h. */
#include "nodexml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"
#include "xmlutil.h"

/* The number in node's text, or -1. */
static long
number(const xmlNode *node)
{
	char text[24], *end;
	long n;

	xml_text(node, text, sizeof(text));
	n = strtol(text, &end, 0);
	return !text[0] || *end || n < 0 ? -1 : n;
}

static int
attr_number(const xmlNode *node, const char *name)
{
	char text[16], *end;
	long n;

	if (!xml_attr(node, name, text, sizeof(text)))
		return -1;
	n = strtol(text, &end, 10);
	return !text[0] || *end || n < 0 || n > INT32_MAX ? -1 : (int)n;
}

/* A function's own address is told in elements, those of others in attributes. */
static void
own_address(const xmlNode *pci, char text[13])
{
	long domain = number(xml_child(pci, "domain")), bus = number(xml_child(pci, "bus")),
	     slot = number(xml_child(pci, "slot")), function = number(xml_child(pci, "function"));

	text[0] = '\0';
	if (domain < 0 || domain > 0xffff || bus < 0 || bus > 0xff || slot < 0 || slot > 0x1f ||
	    function < 0 || function > 7)
		return;
	(void)snprintf(text, 13, "%04lx:%02lx:%02lx.%lx", domain & 0xffff, bus & 0xff, slot & 0x1f,
	               function & 7);
}

static void
read_vfs(const xmlNode *capability, struct nodexml *node)
{
	int max = attr_number(capability, "maxCount");

	node->is_pf = true;
	for (xmlNode *a = xml_child(capability, "address"); a; a = xml_next(a, "address")) {
		if (node->nvfs < NODEXML_VFS_MAX)
			xml_pci(a, node->vfs[node->nvfs++]);
		node->all_vfs++;
	}
	node->max_vfs = max > 0 ? (unsigned int)max : node->all_vfs;
}

/* As libvirt shows it: 0x and four hex digits. */
static bool
is_id(const char *text)
{
	return strncmp(text, "0x", 2) == 0 && strlen(text) == 6 && strspn(text + 2, "0123456789abcdef") == 4;
}

static void
read_kind(const xmlNode *pci, struct nodexml *node)
{
	char vendor[12], product[12];

	xml_attr(xml_child(pci, "vendor"), "id", vendor, sizeof(vendor));
	xml_attr(xml_child(pci, "product"), "id", product, sizeof(product));
	if (is_id(vendor) && is_id(product))
		(void)snprintf(node->kind, sizeof(node->kind), "%.4s:%.4s", vendor + 2, product + 2);
}

static int
read_function(const xmlNode *root, const xmlNode *pci, struct nodexml *node)
{
	char class[12];

	/* Accelerators and disks have VFs as well. An old libvirt tells no class. */
	xml_text(xml_child(pci, "class"), class, sizeof(class));
	if (class[0] && strncmp(class, "0x02", 4) != 0)
		return -ENODEV;
	own_address(pci, node->pci);
	xml_text(xml_child(xml_child(root, "driver"), "name"), node->driver, sizeof(node->driver));
	read_kind(pci, node);
	node->group = attr_number(xml_child(pci, "iommuGroup"), "number");
	node->numa = attr_number(xml_child(pci, "numa"), "node");
	for (xmlNode *c = xml_child(pci, "capability"); c; c = xml_next(c, "capability")) {
		if (xml_attr_is(c, "type", "virt_functions"))
			read_vfs(c, node);
		else if (xml_attr_is(c, "type", "phys_function"))
			xml_pci(xml_child(c, "address"), node->pf);
	}
	return node->pci[0] ? 0 : -ENODEV;
}

/* libvirt names the function 0000:01:10.0 pci_0000_01_10_0. */
static bool
address_of_name(const char *name, char text[13])
{
	unsigned int domain, bus, slot, function;
	int used = 0;

	if (sscanf(name, "pci_%4x_%2x_%2x_%1x%n", &domain, &bus, &slot, &function, &used) != 4 || name[used])
		return false;
	(void)snprintf(text, 13, "%04x:%02x:%02x.%x", domain & 0xffff, bus & 0xff, slot & 0x1f, function & 7);
	return true;
}

static int
read_net(const xmlNode *root, const xmlNode *net, struct nodexml *node)
{
	char parent[64], mac[32];

	xml_text(xml_child(root, "parent"), parent, sizeof(parent));
	if (!address_of_name(parent, node->pci))
		return -ENODEV;
	node->net = true;
	xml_text(xml_child(net, "interface"), node->netdev, sizeof(node->netdev));
	xml_text(xml_child(net, "address"), mac, sizeof(mac));
	if (wire_mac_parse(mac, node->mac))
		node->mac[0] = '\0';
	xml_attr(xml_child(net, "link"), "state", node->link, sizeof(node->link));
	return 0;
}

int
nodexml_read(const char *xml, struct nodexml *node, struct err *err)
{
	xmlDoc *doc = xml_parse(xml, strlen(xml), err);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL, *c = xml_child(root, "capability");
	int ret = -ENODEV;

	memset(node, 0, sizeof(*node));
	node->group = node->numa = -1;
	if (!doc)
		return -EBADMSG;
	if (!xml_is(root, "device"))
		ret = err_set(err, -EBADMSG, "this XML is not a node device's");
	else if (xml_attr_is(c, "type", "pci"))
		ret = read_function(root, c, node);
	else if (xml_attr_is(c, "type", "net"))
		ret = read_net(root, c, node);
	xmlFreeDoc(doc);
	if (ret == -ENODEV)
		err_set(err, ret,
		        "this node device is neither a network function nor the network device of one");
	return ret;
}

int
nodexml_interface(const char *xml, char netdev[16], char address[46], struct err *err)
{
	xmlDoc *doc = xml_parse(xml, strlen(xml), err);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	int ret = 0;

	if (!doc)
		return -EBADMSG;
	netdev[0] = address[0] = '\0';
	if (!xml_is(root, "interface") || !xml_attr(root, "name", netdev, 16))
		ret = err_set(err, -EBADMSG, "this XML is not a host interface's");
	for (xmlNode *p = xml_child(root, "protocol"); ret == 0 && p && !address[0];
	     p = xml_next(p, "protocol"))
		xml_attr(xml_child(p, "ip"), "address", address, 46);
	xmlFreeDoc(doc);
	return ret;
}
