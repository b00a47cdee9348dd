/* SPDX-License-Identifier: BSD-3-Clause */
/* xmlutil.c: see xmlutil.h. libxml2 lives here, in domxml.c, devxml*.c, hostxml.c, nodexml.c and pairxml.c
 * only. */
#include "xmlutil.h"

#include <errno.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

xmlDoc *
xml_parse(const char *text, size_t size, struct err *err)
{
	const xmlError *reason;
	xmlParserCtxt *parser;
	xmlDoc *doc;

	if (size > DOMXML_SIZE_MAX) {
		err_set(err, -EMSGSIZE, "XML of %zu bytes is longer than the limit of %u", size,
		        DOMXML_SIZE_MAX);
		return NULL;
	}
	parser = xmlNewParserCtxt();
	if (!parser) {
		err_set(err, -ENOMEM, "no memory to read XML");
		return NULL;
	}
	doc = xmlCtxtReadMemory(parser, text, (int)size, NULL, NULL,
	                        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	reason = xmlCtxtGetLastError(parser);
	if (!doc)
		err_set(err, -EBADMSG, "not well-formed XML: line %d: %.*s", reason ? reason->line : 0,
		        reason && reason->message ? (int)strcspn(reason->message, "\n") : 7,
		        reason && reason->message ? reason->message : "no text");
	xmlFreeParserCtxt(parser);
	if (doc && doc->intSubset) {
		xmlFreeDoc(doc);
		doc = NULL;
		err_set(err, -EBADMSG, "XML with a document type is not read: remove its <!DOCTYPE>");
	}
	return doc;
}

bool
xml_is(const xmlNode *node, const char *name)
{
	return node && node->type == XML_ELEMENT_NODE &&
	       (!name || strcmp((const char *)node->name, name) == 0);
}

static xmlNode *
first(xmlNode *node, const char *name)
{
	while (node && !xml_is(node, name))
		node = node->next;
	return node;
}

xmlNode *
xml_child(const xmlNode *node, const char *name)
{
	return node ? first(node->children, name) : NULL;
}

xmlNode *
xml_next(const xmlNode *node, const char *name)
{
	return node ? first(node->next, name) : NULL;
}

void
xml_drop(xmlNode *node)
{
	if (!node)
		return;
	xmlUnlinkNode(node);
	xmlFreeNode(node);
}

/* Cut between two characters of UTF-8: half a one could not be written again. */
static void
take(xmlChar *value, char *buf, size_t size)
{
	size_t n = value ? strnlen((const char *)value, size) : 0;

	if (n == size)
		for (n--; n > 0 && (value[n] & 0xc0) == 0x80;)
			n--;
	if (n > 0)
		memcpy(buf, value, n);
	buf[n] = '\0';
	xmlFree(value);
}

bool
xml_attr(const xmlNode *node, const char *name, char *buf, size_t size)
{
	xmlChar *value = node ? xmlGetNoNsProp(node, (const xmlChar *)name) : NULL;
	bool there = value != NULL;

	take(value, buf, size);
	return there;
}

bool
xml_attr_is(const xmlNode *node, const char *name, const char *value)
{
	char is[64];

	return xml_attr(node, name, is, sizeof(is)) && strcmp(is, value) == 0;
}

void
xml_text(const xmlNode *node, char *buf, size_t size)
{
	take(node ? xmlNodeGetContent(node) : NULL, buf, size);
}

xmlChar *
xml_quoted(const xmlNode *node, const char *name)
{
	xmlChar *value = NULL, *quoted;

	if (node)
		value = name ? xmlGetNoNsProp(node, (const xmlChar *)name) : xmlNodeGetContent(node);
	quoted = xmlEncodeSpecialChars(NULL, value ? value : (const xmlChar *)"");
	xmlFree(value);
	return quoted;
}

void
xml_pci(const xmlNode *address, char text[13])
{
	static const char *const parts[] = {"domain", "bus", "slot", "function"};
	static const unsigned long limits[] = {0xffff, 0xff, 0x1f, 7};
	unsigned long value[4];
	char buf[24], *end;

	text[0] = '\0';
	for (unsigned int i = 0; i < 4; i++) {
		if (!xml_attr(address, parts[i], buf, sizeof(buf)) && i > 0)
			return;
		value[i] = strtoul(buf[0] ? buf : "0", &end, 0);
		if (*end || value[i] > limits[i])
			return;
	}
	(void)snprintf(text, 13, "%04lx:%02lx:%02lx.%lx", value[0] & 0xffff, value[1] & 0xff, value[2] & 0x1f,
	               value[3] & 7);
}

static bool
is_one_of(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}

unsigned int
xml_vlan(const xmlNode *node)
{
	char id[16], *end;
	unsigned long n;

	if (!xml_attr(xml_child(xml_child(node, "vlan"), "tag"), "id", id, sizeof(id)))
		return 0;
	n = strtoul(id, &end, 0);
	return *end || n > 4095 ? 0 : (unsigned int)n;
}

static void
read_interface(const xmlNode *node, struct domxml_nic *nic)
{
	static const char *const virtio[] = {"virtio", "virtio-transitional", "virtio-non-transitional",
	                                     NULL};
	static const char *const stand_ins[] = {"igb", "e1000e", "e1000", "vmxnet3", NULL};
	const xmlNode *source = xml_child(node, "source");
	char mac[32];

	xml_attr(node, "type", nic->type, sizeof(nic->type));
	xml_attr(xml_child(node, "mac"), "address", mac, sizeof(mac));
	if (wire_mac_parse(mac, nic->mac))
		nic->mac[0] = '\0';
	xml_attr(xml_child(node, "model"), "type", nic->model, sizeof(nic->model));
	xml_attr(xml_child(node, "target"), "dev", nic->target, sizeof(nic->target));
	if (strcmp(nic->type, "hostdev") == 0) {
		(void)snprintf(nic->model, sizeof(nic->model), "hostdev");
		xml_pci(xml_child(source, "address"), nic->host);
	} else if (strcmp(nic->type, "network") == 0) {
		xml_attr(source, "network", nic->network, sizeof(nic->network));
		xml_attr(source, "portgroup", nic->portgroup, sizeof(nic->portgroup));
	}
	nic->vlan = xml_vlan(node);
	nic->virtio = is_one_of(nic->model, virtio);
	nic->virtualport = xml_child(node, "virtualport") != NULL;
	nic->stands_in = is_one_of(nic->model, stand_ins);
	nic->vf = nic->stands_in || strcmp(nic->type, "hostdev") == 0 || (nic->network[0] && !nic->virtio);
}

bool
xml_nic(const xmlNode *node, struct domxml_nic *nic)
{
	memset(nic, 0, sizeof(*nic));
	if (xml_is(node, "interface")) {
		read_interface(node, nic);
	} else if (xml_is(node, "hostdev") && xml_attr_is(node, "type", "pci")) {
		(void)snprintf(nic->type, sizeof(nic->type), "pci");
		(void)snprintf(nic->model, sizeof(nic->model), "hostdev");
		xml_pci(xml_child(xml_child(node, "source"), "address"), nic->host);
	} else {
		return false;
	}
	nic->managed = xml_attr_is(node, "managed", "yes");
	nic->transient = xml_attr_is(xml_child(node, "teaming"), "type", "transient");
	xml_attr(xml_child(node, "alias"), "name", nic->alias, sizeof(nic->alias));
	xml_pci(xml_child(node, "address"), nic->guest);
	return true;
}

char *
xml_print(xmlDoc *doc, xmlNode *node)
{
	xmlBuffer *buffer = xmlBufferCreate();
	char *text = NULL;

	if (buffer && xmlNodeDump(buffer, doc, node, 0, 0) >= 0)
		text = strdup((const char *)xmlBufferContent(buffer));
	xmlBufferFree(buffer);
	return text;
}
