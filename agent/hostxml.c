/* SPDX-License-Identifier: BSD-3-Clause */
/* hostxml.c: see hostxml.h. */
#include "hostxml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "xmlutil.h"

int
hostxml_uuid(const char *capabilities, char uuid[37], struct err *err)
{
	xmlDoc *doc = xml_parse(capabilities, strlen(capabilities), err);

	if (!doc)
		return -EBADMSG;
	xml_text(xml_child(xml_child(xmlDocGetRootElement(doc), "host"), "uuid"), uuid, 37);
	xmlFreeDoc(doc);
	return 0;
}

int
hostxml_network_has_room(const char *network, struct err *err)
{
	xmlDoc *doc = xml_parse(network, strlen(network), err);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL, *forward = xml_child(root, "forward");
	unsigned long functions = 0, used;
	char connections[24], name[64];
	int ret = 0;

	if (!doc)
		return -EBADMSG;
	for (xmlNode *address = xml_child(forward, "address"); address;
	     address = xml_next(address, "address"))
		functions++;
	xml_attr(root, "connections", connections, sizeof(connections));
	xml_text(xml_child(root, "name"), name, sizeof(name));
	used = strtoul(connections, NULL, 10);
	if (xml_attr_is(forward, "mode", "hostdev") && functions > 0 && used >= functions)
		ret = err_set(err, -ENODEV, "network %s has %lu VFs and all are in use", name, functions);
	xmlFreeDoc(doc);
	return ret;
}

int
hostxml_function_is_free(const char *node_device, struct err *err)
{
	xmlDoc *doc = xml_parse(node_device, strlen(node_device), err);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	char driver[32], name[64];
	int ret = 0;

	if (!doc)
		return -EBADMSG;
	xml_text(xml_child(xml_child(root, "driver"), "name"), driver, sizeof(driver));
	xml_text(xml_child(root, "name"), name, sizeof(name));
	if (strcmp(driver, "vfio-pci") == 0)
		ret = err_set(err, -ENODEV, "%s is bound to vfio-pci, so another guest has it", name);
	xmlFreeDoc(doc);
	return ret;
}
