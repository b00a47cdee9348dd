/* SPDX-License-Identifier: BSD-3-Clause */
/* hostxml.c: see hostxml.h. */
#include "hostxml.h"

#include <errno.h>
#include <stdio.h>
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

/* Why a pool without functions has none. What it hands out is settled when it is started: none will come. */
static int
empty_pool(const xmlNode *forward, const char *name, struct err *err)
{
	char pf[64];

	if (xml_attr(xml_child(forward, "pf"), "dev", pf, sizeof(pf)))
		return err_set(
		        err, -ENOENT,
		        "network %s has no VFs: make some on its PF %s (sriov_numvfs) and start it anew",
		        name, pf);
	return err_set(err, -ENOENT, "network %s has no VFs: virsh net-edit gives it some", name);
}

struct pool {
	char name[64];
	unsigned long functions;         /* that it hands out */
	unsigned long connections;       /* that it has handed out, by its own count */
	unsigned long used;              /* that domains have */
	unsigned long gone;              /* that the host has no longer */
	const struct inventory_vf *last; /* of these */
};

static void
read_pool(const xmlNode *root, const struct inventory *inventory, struct pool *pool)
{
	/* Only then is what it does not have not there. */
	bool whole = inventory && inventory->npfs > 0 && inventory_left_out(inventory) == 0;
	char text[24], pci[13];

	*pool = (struct pool){0};
	xml_text(xml_child(root, "name"), pool->name, sizeof(pool->name));
	xml_attr(root, "connections", text, sizeof(text));
	pool->connections = strtoul(text, NULL, 10);
	for (xmlNode *a = xml_child(xml_child(root, "forward"), "address"); a; a = xml_next(a, "address")) {
		const struct inventory_vf *vf;

		pool->functions++;
		xml_pci(a, pci);
		vf = inventory ? inventory_vf(inventory, pci) : NULL;
		pool->gone += whole && !vf;
		if (!vf || !vf->user[0])
			continue;
		pool->used++;
		pool->last = vf;
	}
}

static int
has_room(const struct pool *pool, unsigned int wanted, struct err *err)
{
	unsigned long used = pool->connections > pool->used ? pool->connections : pool->used;

	if (pool->gone > 0)
		return err_set(err, -ENODEV,
		               "the host has %lu of the %lu VFs of network %s no longer: make them anew "
		               "(sriov_numvfs), or start the network anew",
		               pool->gone, pool->functions, pool->name);
	if (used >= pool->functions)
		return err_set(err, -ENODEV, "no VF of network %s is free, it has %lu", pool->name,
		               pool->functions);
	if (pool->functions - used < wanted)
		return err_set(err, -ENODEV,
		               "network %s has %lu VFs, %lu in use, and the guest's pairs want %u",
		               pool->name, pool->functions, used, wanted);
	return 0;
}

int
hostxml_network_has_room(const char *network, unsigned int wanted, const struct inventory *inventory,
                         struct err *err)
{
	xmlDoc *doc = xml_parse(network, strlen(network), err);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL, *forward = xml_child(root, "forward");
	struct pool pool;
	char mode[16];
	int ret;

	if (!doc)
		return -EBADMSG;
	read_pool(root, inventory, &pool);
	xml_attr(forward, "mode", mode, sizeof(mode));
	if (strcmp(mode, "hostdev") != 0)
		ret = err_set(err, -EINVAL,
		              "network %s is no pool of VFs: its <forward mode> is %s, not hostdev",
		              pool.name, forward ? mode[0] ? mode : "nat" : "missing");
	else if (pool.functions == 0)
		ret = empty_pool(forward, pool.name, err);
	else
		ret = has_room(&pool, wanted, err);
	xmlFreeDoc(doc);
	return ret;
}

/* It hands such a one out again, and again after that has failed. */
bool
hostxml_network_doubt(const char *network, const struct inventory *inventory, char *text, size_t size)
{
	struct err ignored;
	xmlDoc *doc = xml_parse(network, strlen(network), &ignored);
	struct pool pool = {0};

	text[0] = '\0';
	if (doc)
		read_pool(xmlDocGetRootElement(doc), inventory, &pool);
	if (pool.used > pool.connections)
		(void)snprintf(text, size,
		               "domains have %lu VFs of network %s (%s: VF %s), which has given out %lu: it "
		               "may give out one that is in use; keep a pool's VFs for the pool",
		               pool.used, pool.name, pool.last->user, pool.last->pci, pool.connections);
	xmlFreeDoc(doc);
	return text[0] != '\0';
}

void
hostxml_add_pool(const char *network, struct inventory *inventory)
{
	struct err ignored;
	xmlDoc *doc = xml_parse(network, strlen(network), &ignored);
	const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL, *forward = xml_child(root, "forward");
	char name[64], pci[13];

	xml_text(xml_child(root, "name"), name, sizeof(name));
	if (!xml_attr_is(forward, "mode", "hostdev"))
		forward = NULL;
	for (xmlNode *a = xml_child(forward, "address"); a; a = xml_next(a, "address")) {
		xml_pci(a, pci);
		inventory_add_pool(inventory, name, pci);
	}
	xmlFreeDoc(doc);
}

/* NULL: there is none. */
static const xmlNode *
find_portgroup(const xmlNode *root, const char *name)
{
	const xmlNode *group = xml_child(root, "portgroup");

	while (group && !(name[0] ? xml_attr_is(group, "name", name) : xml_attr_is(group, "default", "yes")))
		group = xml_next(group, "portgroup");
	return group;
}

unsigned int
hostxml_network_vlan(const char *network, const char *portgroup)
{
	struct err ignored;
	xmlDoc *doc = xml_parse(network, strlen(network), &ignored);
	const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	unsigned int vlan = xml_vlan(find_portgroup(root, portgroup));

	if (vlan == 0)
		vlan = xml_vlan(root);
	xmlFreeDoc(doc);
	return vlan;
}

bool
hostxml_network_virtualport(const char *network, const char *portgroup)
{
	struct err ignored;
	xmlDoc *doc = xml_parse(network, strlen(network), &ignored);
	const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	bool has =
	        xml_child(root, "virtualport") || xml_child(find_portgroup(root, portgroup), "virtualport");

	xmlFreeDoc(doc);
	return has;
}
