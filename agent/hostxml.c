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

/* Why a pool without functions has none. */
static int
empty_pool(const xmlNode *forward, const char *name, struct err *err)
{
	char pf[64];

	if (xml_attr(xml_child(forward, "pf"), "dev", pf, sizeof(pf)))
		return err_set(
		        err, -ENODEV,
		        "network %s has no VFs: make some on its PF %s (sriov_numvfs) and start it anew",
		        name, pf);
	return err_set(err, -ENODEV, "network %s has no VFs: virsh net-edit gives it some", name);
}

/* Functions that forward hands out, and how many of them a domain has. */
static unsigned long
count_functions(const xmlNode *forward, const struct inventory *inventory, unsigned long *used)
{
	unsigned long functions = 0;
	char pci[13];

	*used = 0;
	for (xmlNode *a = xml_child(forward, "address"); a; a = xml_next(a, "address")) {
		const struct inventory_vf *vf;

		functions++;
		xml_pci(a, pci);
		vf = inventory ? inventory_vf(inventory, pci) : NULL;
		*used += vf && vf->user[0];
	}
	return functions;
}

int
hostxml_network_has_room(const char *network, unsigned int wanted, const struct inventory *inventory,
                         struct err *err)
{
	xmlDoc *doc = xml_parse(network, strlen(network), err);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL, *forward = xml_child(root, "forward");
	unsigned long functions, used, connections;
	char text[24], name[64], mode[16];
	int ret = 0;

	if (!doc)
		return -EBADMSG;
	functions = count_functions(forward, inventory, &used);
	xml_attr(root, "connections", text, sizeof(text));
	xml_attr(forward, "mode", mode, sizeof(mode));
	xml_text(xml_child(root, "name"), name, sizeof(name));
	connections = strtoul(text, NULL, 10);
	used = connections > used ? connections : used;
	if (strcmp(mode, "hostdev") != 0)
		ret = err_set(err, -EINVAL,
		              "network %s is no pool of VFs: its <forward mode> is %s, not hostdev", name,
		              forward ? mode[0] ? mode : "nat" : "missing");
	else if (functions == 0)
		ret = empty_pool(forward, name, err);
	else if (used >= functions)
		ret = err_set(err, -ENODEV, "no VF of network %s is free, it has %lu", name, functions);
	else if (functions - used < wanted)
		ret = err_set(err, -ENODEV,
		              "network %s has %lu VFs, %lu in use, and the guest's pairs want %u", name,
		              functions, used, wanted);
	xmlFreeDoc(doc);
	return ret;
}

unsigned int
hostxml_network_vlan(const char *network)
{
	struct err ignored;
	xmlDoc *doc = xml_parse(network, strlen(network), &ignored);
	unsigned int vlan = doc ? xml_vlan(xmlDocGetRootElement(doc)) : 0;

	xmlFreeDoc(doc);
	return vlan;
}
